import { expect, test } from '@jest/globals';
import { parseUuid, type Uuid } from '#base';
import { parseSchema, schemaToJson } from '#ovsdb/notation';
import { tableDigests } from './digest.js';
import { digests } from './digests.js';
import { ACL, type AclRow, Logical_Switch, northbound } from './northbound/index.js';
import { openVswitch } from './open-vswitch/index.js';
import { southbound } from './southbound/index.js';
import type { Insert, Row } from './table.js';
import { rowValidator } from './validator.js';

test.each([northbound, southbound, openVswitch])(
  '$name: every table is as it was declared for OVN 23.03',
  (database) => {
    expect(tableDigests(database)).toEqual(digests[database.name]);
  },
);

test.each([northbound, southbound, openVswitch])('$name: its JSON parses to the same schema', (database) => {
  expect(parseSchema(schemaToJson(database.schema))).toEqual(database.schema);
});

test('counts of tables and columns', () => {
  const counts = [northbound, southbound, openVswitch].map(({ name, version, schema }) => {
    const columns = [...schema.tables.values()].reduce((sum, table) => sum + table.columns.size, 0);
    return `${name} ${version}: ${schema.tables.size} tables, ${columns} columns`;
  });
  expect(counts).toEqual([
    'OVN_Northbound 7.0.0: 30 tables, 193 columns',
    'OVN_Southbound 20.27.0: 34 tables, 182 columns',
    'Open_vSwitch 8.3.1: 19 tables, 184 columns',
  ]);
});

test('static types follow from the declaration', () => {
  const acl: Insert<typeof ACL> = { priority: 1, direction: 'from-lport', match: 'ip', action: 'allow', log: false };
  const read = (row: AclRow): readonly [number, 'from-lport' | 'to-lport', string | undefined, Uuid<'ACL'>] => [
    row.priority,
    row.direction,
    row.name,
    row._uuid,
  ];
  const acls = (row: Row<typeof Logical_Switch>): readonly Uuid<'ACL'>[] => row.acls;
  // @ts-expect-error a direction that does not exist
  const wrong: Insert<typeof ACL> = { direction: 'sideways' };
  expect([typeof read, typeof acls, acl.priority, wrong.direction]).toEqual(['function', 'function', 1, 'sideways']);
});

test('the validator names what is wrong', async () => {
  const validator = await rowValidator(ACL);
  expect(validator.parse({ priority: 1, direction: 'from-lport', external_ids: { a: 'b' } })).toEqual({
    row: { priority: 1, direction: 'from-lport', external_ids: new Map([['a', 'b']]) },
  });
  expect(validator.parse({ priority: 99999, direction: 'up', nope: 1 })).toEqual({
    problems: [
      'priority: 99999 is not in the valid range 0 to 32767 (inclusive)',
      'direction: up is not one of the allowed values ([from-lport, to-lport])',
      'ACL: Unrecognized key: "nope"',
    ],
  });
  const switches = await rowValidator(Logical_Switch);
  const port = parseUuid<'Logical_Switch_Port'>('11111111-1111-1111-1111-111111111111');
  expect(switches.parse({ ports: [port, port] })).toEqual({ problems: ['ports: set contains duplicate'] });
});
