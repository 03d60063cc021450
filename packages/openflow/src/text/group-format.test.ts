/** Groups from text: what `ovs-ofctl parse-group` of Open vSwitch 3.1 prints for the same group, or refuses it with. */
import { expect, test } from '@jest/globals';
import { formatGroup, parseGroup } from './group-format.js';

const texts: readonly (readonly [given: string, printed: string])[] = [
  [
    'group_id=1,type=all,bucket=output:1,bucket=output:2',
    'group_id=1,type=all,bucket=bucket_id:0,actions=output:1,bucket=bucket_id:1,actions=output:2',
  ],
  [
    'group_id=1,type=select,bucket=weight:5,output:1,bucket=bucket_id:7,weight:0,actions=output:2',
    'group_id=1,type=select,bucket=bucket_id:0,weight:5,actions=output:1,bucket=bucket_id:7,weight:0,actions=output:2',
  ],
  [
    'group_id=1,type=select,selection_method=hash,selection_method_param=3,fields(ip_dst,tcp_dst=0xff),bucket=output:1',
    'group_id=1,type=select,selection_method=hash,selection_method_param=3,fields(ip_dst,tcp_dst=255),bucket=bucket_id:0,actions=output:1',
  ],
  [
    'group_id=1,type=select,selection_method=dp_hash,bucket=output:1',
    'group_id=1,type=select,selection_method=dp_hash,bucket=bucket_id:0,actions=output:1',
  ],
  [
    'group_id=1,type=select,fields=ip_dst,selection_method=hash,bucket=output:1',
    'group_id=1,type=select,selection_method=hash,fields=ip_dst,bucket=bucket_id:0,actions=output:1',
  ],
  [
    'group_id=1,type=indirect,bucket=output:1,set_field:1->reg0',
    'group_id=1,type=indirect,bucket=bucket_id:0,actions=output:1,set_field:0x1->reg0',
  ],
  [
    'group_id=1,type=ff,bucket=watch_port:1,actions=output:1,bucket=watch_group:3,actions=output:2',
    'group_id=1,type=ff,bucket=bucket_id:0,watch_port:1,actions=output:1,bucket=bucket_id:1,watch_group:3,actions=output:2',
  ],
  ['group_id=0xff,type=all', 'group_id=255,type=all'],
  ['group_id=1,type=all,bucket=actions=', 'group_id=1,type=all,bucket=bucket_id:0,actions=drop'],
  [
    'group_id=1,type=all,bucket=ct(commit,zone=1),resubmit(,3)',
    'group_id=1,type=all,bucket=bucket_id:0,actions=ct(commit,zone=1),resubmit(,3)',
  ],
  ['group_id=4294967040,type=all', 'group_id=4294967040,type=all'],
  ['group_id=all,type=all', 'group_id=4294967292,type=all'],
];

test('groups are printed as they were meant', () => {
  expect(texts.map(([given]) => [given, formatGroup(parseGroup(given))])).toEqual(texts);
});

const refused: readonly (readonly [given: string, message: string])[] = [
  ['group_id=1,type=fast_failover,bucket=watch_port:LOCAL,actions=drop', 'LOCAL: invalid watch_port'],
  ['type=all,bucket=output:1', 'must specify a group_id'],
  ['group_id=1', 'must specify a type'],
  ['group_id=1,type=nope', 'invalid group type nope'],
  ['group_id=x,type=all', 'invalid numeric format x'],
  ['group_id=4294967041,type=all', 'invalid group id 4294967041'],
  ['group_id=1,type=all,nope=1', 'unknown keyword nope'],
  ['group_id=1,type=all,bucket=weight:5,output:1', 'Only select groups can have bucket weights.'],
  ['group_id=1,type=select,bucket=weight:65536,output:1', 'invalid weight "65536"'],
  ['group_id=1,type=select,bucket=watch_port:x,output:1', 'x: invalid watch_port'],
  ['group_id=1,type=select,bucket=watch_group:x,output:1', 'invalid numeric format x'],
  ['group_id=1,type=select,bucket=bucket_id:4294967041,output:1', 'invalid bucket_id id 4294967041'],
  ['group_id=1,type=select,bucket=frob', 'unknown action frob'],
  ['group_id=1,type=indirect,bucket=output:1,bucket=output:2', 'Indirect groups can have at most one bucket.'],
  ['group_id=1,type=ff,bucket=output:1', 'fast failover bucket requires watch_port or watch_group'],
  [
    'group_id=1,type=select,selection_method_param=3,bucket=output:1',
    'selection_method_param is only allowed with "selection_method"',
  ],
  ['group_id=1,type=select,fields=ip_dst,bucket=output:1', 'fields may only be specified with "selection_method=hash"'],
  ['group_id=1,type=select,bucket=watch_port:65280,output:1', '65280: invalid watch_port'],
  [
    'group_id=1,type=select,selection_method=a_method_of_sixteen_plus,bucket=output:1',
    'selection method is longer than 15 bytes long',
  ],
];

test.each(refused)('%s is refused', (given, message) => {
  expect(() => parseGroup(given)).toThrow(message);
});
