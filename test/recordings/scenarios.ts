import type { JsonObject } from './recording.js';

/** A start of a C program that is worth guarding: on which databases, with what in them, and until what has happened. */
export interface Scenario {
  readonly name: string;
  readonly program: string;
  /** `<nb>`, `<sb>` and `<local>` stand for the relays' sockets. */
  readonly args: readonly string[];
  readonly setup: Readonly<Record<string, readonly JsonObject[]>>;
  /** A daemon is stopped once a message matches this and no request is unanswered; a tool ends by itself. */
  readonly until: RegExp | undefined;
}

const SWITCH: readonly JsonObject[] = [
  {
    op: 'insert',
    table: 'NB_Global',
    uuid: '11111111-0000-4000-8000-000000000001',
    row: {
      options: [
        'map',
        [
          ['mac_prefix', '0a:00:01'],
          ['svc_monitor_mac', '0a:00:01:00:00:01'],
        ],
      ],
    },
  },
  {
    op: 'insert',
    table: 'Logical_Switch_Port',
    uuid: '11111111-0000-4000-8000-000000000002',
    row: { name: 'vm1', addresses: '40:44:00:00:00:01 192.168.0.11' },
  },
  {
    op: 'insert',
    table: 'Logical_Switch',
    uuid: '11111111-0000-4000-8000-000000000003',
    row: { name: 'network1', ports: ['uuid', '11111111-0000-4000-8000-000000000002'] },
  },
];

const CHASSIS: readonly JsonObject[] = [
  { op: 'insert', table: 'SB_Global', row: {} },
  {
    op: 'insert',
    table: 'Encap',
    'uuid-name': 'e',
    row: { type: 'geneve', ip: '192.168.50.101', chassis_name: 'worker2', options: ['map', [['csum', 'true']]] },
  },
  { op: 'insert', table: 'Chassis', row: { name: 'worker2', hostname: 'worker2', encaps: ['named-uuid', 'e'] } },
];

const LOCAL: readonly JsonObject[] = [{ op: 'insert', table: 'Open_vSwitch', row: {} }];

const CHASSIS_SETTINGS: readonly JsonObject[] = [
  {
    op: 'insert',
    table: 'Open_vSwitch',
    row: {
      external_ids: [
        'map',
        [
          ['hostname', 'worker1'],
          ['ovn-encap-ip', '192.168.50.100'],
          ['ovn-encap-type', 'geneve'],
          ['ovn-remote', 'unix:<sb>'],
          ['system-id', 'worker1'],
        ],
      ],
    },
  },
];

const NB_TOOL = ['--db=unix:<nb>', '--no-leader-only'];

export const SCENARIOS: readonly Scenario[] = [
  {
    name: 'nbctl-ls-add',
    program: 'ovn-nbctl',
    args: [...NB_TOOL, 'ls-add', 'network2'],
    setup: { nb: SWITCH },
    until: undefined,
  },
  {
    name: 'nbctl-lsp-add',
    program: 'ovn-nbctl',
    args: [
      ...NB_TOOL,
      'lsp-add',
      'network1',
      'vm2',
      '--',
      'lsp-set-addresses',
      'vm2',
      '40:44:00:00:00:02 192.168.0.12',
    ],
    setup: { nb: SWITCH },
    until: undefined,
  },
  { name: 'nbctl-show', program: 'ovn-nbctl', args: [...NB_TOOL, 'show'], setup: { nb: SWITCH }, until: undefined },
  {
    name: 'sbctl-show',
    program: 'ovn-sbctl',
    args: ['--db=unix:<sb>', '--no-leader-only', 'show'],
    setup: { sb: CHASSIS },
    until: undefined,
  },
  {
    name: 'vsctl-add-br',
    program: 'ovs-vsctl',
    args: ['--db=unix:<local>', '--no-wait', 'add-br', 'br-int'],
    setup: { local: LOCAL },
    until: undefined,
  },
  {
    name: 'client-dump',
    program: 'ovsdb-client',
    args: ['dump', 'unix:<sb>', 'OVN_Southbound', 'Chassis', 'name', 'hostname'],
    setup: { sb: CHASSIS },
    until: undefined,
  },
  {
    name: 'northd-start',
    program: 'ovn-northd',
    args: ['--ovnnb-db=unix:<nb>', '--ovnsb-db=unix:<sb>', '--unixctl=<rundir>/northd.ctl'],
    setup: { nb: SWITCH },
    until: /"nb_cfg_timestamp"|"sb_cfg_timestamp"|"Logical_Flow":\{"/,
  },
  {
    name: 'vswitchd-start',
    program: 'ovs-vswitchd',
    args: ['--enable-dummy=override', '--disable-system', '--no-chdir', 'unix:<local>'],
    setup: { local: LOCAL },
    until: /"iface_types"/,
  },
  {
    name: 'controller-start',
    program: 'ovn-controller',
    args: ['unix:<local>'],
    setup: { local: CHASSIS_SETTINGS, sb: CHASSIS },
    until: /"Chassis_Private":\{"/,
  },
];
