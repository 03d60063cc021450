import { expect, test } from '@jest/globals';
import type { AnyTable } from '#schemas';
import {
  ACL,
  DNS,
  Load_Balancer,
  Load_Balancer_Group,
  Logical_Router,
  Logical_Router_Static_Route,
  Logical_Switch,
  Logical_Switch_Port,
  NAT,
  Port_Group,
} from '#schemas/northbound';
import { rowSource } from './fixture/rows.js';
import { SharedRows } from './shared-rows.js';

/** Rows whose names are their uuids. A switch with a bit of everything, one with nothing, and a router. */
const source = rowSource(
  new Map<AnyTable, readonly object[]>([
    [
      Logical_Switch,
      [
        {
          _uuid: 'sw',
          ports: ['vm', 'any'],
          acls: ['drop', 'allow'],
          load_balancer: ['web', 'empty'],
          load_balancer_group: ['all'],
          dns_records: ['names'],
        },
        { _uuid: 'bare', ports: [], acls: [], load_balancer: [], load_balancer_group: [], dns_records: [] },
      ],
    ],
    [
      Logical_Router,
      [
        {
          _uuid: 'lr',
          nat: ['snat'],
          load_balancer: ['web'],
          load_balancer_group: [],
          static_routes: ['one', 'two', 'net'],
        },
      ],
    ],
    [
      Logical_Switch_Port,
      [
        { _uuid: 'vm', addresses: ['00:00:00:00:00:01'] },
        { _uuid: 'any', addresses: ['unknown'] },
      ],
    ],
    [Port_Group, [{ _uuid: 'group', ports: ['vm', 'elsewhere'], acls: ['grouped'] }]],
    [
      ACL,
      [
        { _uuid: 'drop', action: 'drop' },
        { _uuid: 'allow', action: 'allow-related' },
        { _uuid: 'grouped', action: 'allow-related' },
        { _uuid: 'other', action: 'allow-related' },
      ],
    ],
    [
      Load_Balancer,
      [
        { _uuid: 'web', vips: new Map([['30.0.0.1:80', '10.0.0.1:80']]) },
        { _uuid: 'shared', vips: new Map([['30.0.0.2:80', '10.0.0.1:80']]) },
        { _uuid: 'empty', vips: new Map() },
      ],
    ],
    [Load_Balancer_Group, [{ _uuid: 'all', load_balancer: ['shared', 'web'] }]],
    [DNS, [{ _uuid: 'names' }]],
    [NAT, [{ _uuid: 'snat' }]],
    [
      Logical_Router_Static_Route,
      [
        { _uuid: 'one', ip_prefix: '10.9.0.0/16' },
        { _uuid: 'two', ip_prefix: '10.9.0.0/16' },
        { _uuid: 'net', ip_prefix: '0.9.0.0/16' },
      ],
    ],
  ]),
);
const shared = new SharedRows(source);

const BALANCED = ['Load_Balancer web', 'Load_Balancer shared'];
const STATEFUL = ['ACL allow', 'ACL grouped'];

test.each([
  ['sw', 'ls_in_pre_acl', 'ip', 'reg0[0] = 1; next;', STATEFUL],
  ['sw', 'ls_out_pre_acl', 'eth.mcast', 'next;', STATEFUL],
  ['sw', 'ls_in_acl_hint', 'ct.new && !ct.est', 'reg0[7] = 1; next;', ['ACL drop', ...STATEFUL, ...BALANCED]],
  ['sw', 'ls_out_acl', 'ct.inv', 'drop;', [...STATEFUL, ...BALANCED]],
  ['sw', 'ls_in_acl_after_lb', 'reg0[17] == 1', 'next;', [...STATEFUL, ...BALANCED]],
  ['sw', 'ls_in_pre_lb', 'ip', 'reg0[2] = 1; next;', BALANCED],
  ['sw', 'ls_in_hairpin', '(reg0[6] == 1 || reg0[12] == 1)', 'output;', BALANCED],
  ['sw', 'ls_in_dns_lookup', 'udp.dst == 53', 'reg0[4] = dns_lookup(); next;', ['DNS names']],
  ['sw', 'ls_in_l2_unknown', 'outport == "none"', 'outport = "_MC_unknown"; output;', ['Logical_Switch_Port any']],
  ['lr', 'lr_out_post_undnat', 'ip && ct.new', 'ct_commit { } ; next;', ['NAT snat', 'Load_Balancer web']],
  [
    'lr',
    'lr_in_ip_routing',
    'reg7 == 0 && ip4.dst == 10.9.0.0/16',
    'reg8[16..31] = select(1, 2);',
    ['Logical_Router_Static_Route one', 'Logical_Router_Static_Route two'],
  ],
  // What every switch or router has anyway.
  ['sw', 'ls_in_pre_acl', 'eth.dst == $svc_monitor_mac', 'next;', []],
  ['sw', 'ls_in_pre_lb', 'eth.mcast', 'next;', []],
  ['sw', 'ls_in_stateful', 'reg0[1] == 1', 'ct_commit { }; next;', []],
  ['sw', 'ls_in_acl', '1', 'next;', []],
  ['lr', 'lr_out_snat', 'nd_ns', 'next;', []],
  ['bare', 'ls_in_pre_acl', 'ip', 'reg0[0] = 1; next;', []],
  ['unknown', 'ls_in_pre_acl', 'ip', 'reg0[0] = 1; next;', []],
])('in %s, %s "%s" is there because of all of these', (datapath, stage, match, actions, expected) => {
  const flow = { priority: 100, match, actions, external_ids: new Map([['stage-name', stage]]) };
  const rows = shared.of(flow, datapath);
  expect(rows.map(({ table, row }) => `${table} ${row._uuid}`)).toEqual(expected);
});
