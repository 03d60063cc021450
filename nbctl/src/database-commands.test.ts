/** The generic commands, with what ovn-nbctl 23.03.1 printed for the same lines. */
import { expect, test } from '@jest/globals';
import { MemorySession } from '#ctl';
import { nbctl } from './program.js';

const id = (digit: string) => `${digit.repeat(8)}-0000-0000-0000-000000000000`;

const table: readonly (readonly [readonly string[], string])[] = [
  [[`--id=${id('a')}`, 'create', 'logical_switch', 'name=only', 'external_ids:a=b'], `${id('a')}\n`],
  [['get', 'Logical-Switch', '.', 'name', 'EXTERNAL-ids'], 'only\n{a=b}\n'],
  [['get', 'logical_switch', 'aaaa', '_uuid'], `${id('a')}\n`],
  [['get', 'logical_switch', 'aaa', '_uuid'], 'error: no row "aaa" in table Logical_Switch'],
  [['get', 'logical_switch', 'only', 'external_ids:a'], 'b\n'],
  [
    ['get', 'logical_switch', 'only', 'external_ids:z'],
    'error: no key "z" in Logical_Switch record "only" column external_ids',
  ],
  [['--if-exists', 'get', 'logical_switch', 'only', 'external_ids:z'], '\n'],
  [['get', 'logical_switch', 'only', 'name:x'], 'error: cannot specify key to get for non-map column name'],
  [
    ['set', 'logical_switch', 'only', 'external_ids:x:y=b'],
    'error: external_ids:x:y=b: argument does not end in "=" followed by a value.',
  ],
  [['set', 'logical_switch', 'only', 'external_ids:"x:y"=b c', 'external_ids:e=1.5e3'], ''],
  [['get', 'logical_switch', 'only', 'external_ids'], '{a=b, e="1.5e3", "x:y"="b c"}\n'],
  [['add', 'logical_switch', 'only', 'external_ids', 'a=q', 'z=w'], ''],
  [['remove', 'logical_switch', 'only', 'external_ids', 'e', 'z=nope'], ''],
  [['get', 'logical_switch', 'only', 'external_ids'], '{a=q, "x:y"="b c", z=w}\n'],
  [
    ['remove', 'logical_switch', 'only', 'name', 'only'],
    'error: "remove" operation would put 0 values in column name of table Logical_Switch but the minimum number is 1',
  ],
  [
    ['clear', 'logical_switch', 'only', 'name'],
    'error: "clear" operation cannot be applied to column name of table Logical_Switch, which is not allowed to be empty',
  ],
  [['clear', 'logical_switch', 'only', 'external_ids'], ''],
  [
    ['add', 'logical_switch', 'only', 'ports', '@q'],
    'error: row id "@q" is referenced but never created (e.g. with "-- --id=@q create ...")',
  ],
  [
    ['add', 'logical_switch', 'only', 'ports', '@p', '--', `--id=@p`, 'create', 'logical_switch_port', 'name=p1'],
    '00000003-0000-4000-8000-000000000000\n',
  ],
  [['set', 'logical_switch_port', 'p1', 'tag=5', 'addresses=a b, "c d"', 'up=yes'], ''],
  [['get', 'logical_switch_port', 'p1', 'addresses', 'tag', 'up'], '[a, b, "c d"]\n5\ntrue\n'],
  [['--columns=name', 'find', 'logical_switch_port', 'tag>4', 'addresses{>=}a,b'], 'name                : p1\n'],
  [['--columns=name', 'find', 'logical_switch_port', 'addresses{<}a,b'], ''],
  [['--columns=name', 'find', 'logical_switch_port', 'options:x!=3'], ''],
  [['--columns=name', 'find', 'logical_switch_port', 'options:x{!=}3'], 'name                : p1\n'],
  [
    ['find', 'logical_switch', 'name'],
    'error: name: argument does not end in "=", "!=", "<", ">", "<=", ">=", "{=}", "{!=}", "{<}", "{>}", "{<=}", "{>=}", "{in}", or "{not-in}" followed by a value.',
  ],
  [['wait-until', 'logical_switch', 'nope'], 'waits'],
  [['wait-until', 'logical_switch', 'only', 'name=only'], ''],
  [
    ['create', 'acl', 'priority=9', 'direction=sideways'],
    'db_ctl_base|WARN|applying "create" command to table ACL without --id option will have no effect\nerror: constraint violation: sideways is not one of the allowed values ([from-lport, to-lport])',
  ],
  [['-f', 'table', '--columns=name,tag', 'list', 'logical_switch_port'], 'name tag\n---- ---\np1   5\n'],
  [
    ['list', 'l'],
    'error: "l" matches multiple table names: Load_Balancer, Load_Balancer_Group, Load_Balancer_Health_Check, Logical_Router, Logical_Router_Policy, Logical_Router_Port, Logical_Router_Static_Route, Logical_Switch, Logical_Switch_Port',
  ],
  [['--all', 'destroy', 'logical_switch', 'x'], 'error: --all and records argument should not be specified together'],
  [['--all', 'destroy', 'logical_switch', '--', 'list', 'logical_switch'], ''],
];

test('generic commands', () => {
  const session = new MemorySession(nbctl);
  expect(table.map(([words]) => [words, session.run(words).text])).toEqual(table);
});
