import { expect, test } from '@jest/globals';
import { MemorySession } from '#ctl';
import { sbctl } from './program.js';

test('chassis, bindings and flows', () => {
  const session = new MemorySession(sbctl);
  const datapath = '0000000a-0000-0000-0000-000000000001';
  const port = '0000000a-0000-0000-0000-000000000002';
  const flow = '0000000a-0000-0000-0000-000000000003';
  const lines: readonly (readonly string[])[] = [
    ['chassis-add', 'rv-1', 'geneve', '127.0.0.1'],
    [`--id=${datapath}`, 'create', 'Datapath_Binding', 'tunnel_key=1', 'external_ids:name=sw0'],
    [`--id=${port}`, 'create', 'Port_Binding', 'logical_port=vm1', `datapath=${datapath}`, 'tunnel_key=3'],
    ['lsp-bind', 'vm1', 'rv-1'],
    ['lsp-bind', 'vm1', 'rv-1'],
    ['get', 'Port_Binding', 'vm1', 'tunnel-key'],
    [
      `--id=${flow}`,
      'create',
      'Logical_Flow',
      `logical_datapath=${datapath}`,
      'pipeline=ingress',
      'priority=50',
      'match="1"',
      'actions="next;"',
      'external_ids:stage-name=ls_in_l2_lkup',
    ],
    ['show'],
    ['--uuid', 'lflow-list', 'sw0'],
    ['count-flows'],
    ['lflow-list', 'nosw'],
  ];
  expect(lines.map((words) => session.run(words).text)).toEqual([
    '',
    `${datapath}\n`,
    `${port}\n`,
    '',
    'error: lport (vm1) has already been binded to chassis (rv-1)',
    '3\n',
    `${flow}\n`,
    `Chassis rv-1
    Encap geneve
        ip: "127.0.0.1"
        options: {csum="true"}
    Port_Binding vm1
`,
    `Datapath: "sw0" (${datapath})  Pipeline: ingress
  uuid=0x0000000a, table=0 (ls_in_l2_lkup      ), priority=50   , match=(1), action=(next;)
`,
    `Datapath: "sw0" (${datapath})  Pipeline: ingress
  table=0 (ls_in_l2_lkup      ) lflows=1
Total number of logical flows in the datapath "sw0" (${datapath}) Pipeline: ingress = 1

Total number of logical flows = 1
`,
    'error: nosw is not a UUID or the beginning of a UUID',
  ]);
});
