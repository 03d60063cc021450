/** Messages that a switch takes, of every type that a controller sends, in each version: what mutations begin with. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { encode, fields, type Message, type OpenFlowVersion, parseActions, parseFlow, parseFlowMatch } from '#openflow';
import { header } from './connection.js';

/** One or more messages of one connection, in order. */
export interface Sample {
  readonly what: string;
  readonly messages: readonly Uint8Array[];
}

const FRAME = Uint8Array.from(Buffer.from('02000000000b02000000000a0800450000220000000040110000', 'hex'));
const NUMBERS = { 1: '10', 4: '13', 6: '15' } as const;

const actions = (text: string) => parseActions(text);
const inPort = [{ field: fields.in_port, value: 1 }] as const;

const EVERYWHERE: readonly Message[] = [
  { kind: 'echo_request', data: FRAME },
  { kind: 'features_request' },
  { kind: 'get_config_request' },
  { kind: 'set_config', flags: 0, missSendLength: 100 },
  { kind: 'barrier_request' },
  { kind: 'tlv_table_request' },
  { kind: 'desc_request' },
  { kind: 'table_stats_request' },
  { kind: 'table_features_request' },
  { kind: 'group_features_request' },
  { kind: 'meter_features_request' },
  { kind: 'get_async_request' },
  { kind: 'packet_out', metadata: inPort, actions: actions('output:2'), packet: FRAME },
  { kind: 'packet_out', metadata: inPort, actions: actions('resubmit(,1),set_field:5->reg0,group:1'), packet: FRAME },
  ...(['add', 'delete', 'clear'] as const).map((command) => ({
    kind: 'tlv_table_mod' as const,
    command,
    mappings:
      command === 'clear'
        ? []
        : [
            {
              optionClass: 0x102,
              optionType: command === 'add' ? 0x81 : 0x80,
              optionLength: 4,
              index: command === 'add' ? 3 : 0,
            },
          ],
  })),
  { kind: 'ct_flush_zone', zone: 5 },
  {
    kind: 'ct_flush',
    protocol: 6,
    zone: 5,
    original: { source: 0xffff0a000001n, destination: 0xffff0a000002n, sourcePort: 5, destinationPort: 80 },
  },
  { kind: 'set_flow_format', format: 'nxm' },
  { kind: 'set_packet_in_format', format: 'nxt_packet_in2' },
  { kind: 'flow_mod_table_id', isSet: true },
  { kind: 'set_controller_id', id: 3 },
  { kind: 'role_request', role: 'nochange' },
  { kind: 'role_request', role: 'equal' },
  { kind: 'role_request', role: 'master', generation: 5n },
  { kind: 'role_request', role: 'slave', generation: 5n },
  { kind: 'set_async', words: [0, 7, 7, 7, 0, 15] },
  { kind: 'flow_stats_request', filter: { match: [] } },
  { kind: 'flow_stats_request', filter: { match: parseFlowMatch('tcp,tp_dst=80'), table: 1, outPort: 2 } },
  { kind: 'flow_stats_request', filter: { match: [], outGroup: 1, cookie: 5n, cookieMask: 7n } },
  { kind: 'aggregate_request', filter: { match: parseFlowMatch('ip'), table: 0 } },
  { kind: 'port_stats_request', port: 1 },
  { kind: 'port_desc_request', port: 1 },
  { kind: 'queue_stats_request', port: 1, queue: 5 },
  { kind: 'group_stats_request', group: 1 },
  { kind: 'group_desc_request', group: 1 },
];

const LATER: readonly Message[] = [
  { kind: 'meter_stats_request', meter: 1 },
  { kind: 'meter_config_request', meter: 1 },
  { kind: 'meter_mod', command: 'add', meter: 5, flags: 2, bands: [{ type: 'drop', rate: 10, burst: 0 }] },
  {
    kind: 'meter_mod',
    command: 'add',
    meter: 6,
    flags: 13,
    bands: [
      { type: 'drop', rate: 10, burst: 5 },
      { type: 'drop', rate: 20, burst: 5 },
    ],
  },
  { kind: 'meter_mod', command: 'modify', meter: 1, flags: 1, bands: [{ type: 'drop', rate: 10, burst: 0 }] },
  {
    kind: 'meter_mod',
    command: 'add',
    meter: 7,
    flags: 1,
    bands: [{ type: 'dscp_remark', rate: 10, burst: 0, precedence: 1 }],
  },
  { kind: 'meter_mod', command: 'delete', meter: 1, flags: 0, bands: [] },
  {
    kind: 'group_mod',
    command: 'add',
    group: 7,
    type: 'select',
    buckets: [
      { id: 0, weight: 5, watchPort: 2, actions: actions('output:2') },
      { id: 1, weight: 7, actions: actions('set_field:5->reg0,output:3') },
    ],
  },
  {
    kind: 'group_mod',
    command: 'add',
    group: 8,
    type: 'all',
    buckets: [
      { id: 3, weight: 0, actions: actions('output:2') },
      { id: 4, weight: 0, actions: [] },
    ],
  },
  {
    kind: 'group_mod',
    command: 'add',
    group: 9,
    type: 'indirect',
    buckets: [{ id: 3, weight: 0, actions: actions('resubmit(,2)') }],
  },
  {
    kind: 'group_mod',
    command: 'add',
    group: 10,
    type: 'ff',
    buckets: [
      { id: 3, weight: 0, watchPort: 1, actions: actions('output:1') },
      { id: 5, weight: 0, watchGroup: 2, actions: actions('group:2') },
    ],
  },
  {
    kind: 'group_mod',
    command: 'modify',
    group: 1,
    type: 'all',
    buckets: [{ id: 3, weight: 0, actions: actions('output:4') }],
  },
  {
    kind: 'group_mod',
    command: 'add_or_mod',
    group: 11,
    type: 'all',
    buckets: [{ id: 3, weight: 0, actions: actions('output:4') }],
  },
  { kind: 'group_mod', command: 'delete', group: 1, type: 'all', buckets: [] },
];

const NEWEST: readonly Message[] = [
  {
    kind: 'group_mod',
    command: 'insert_bucket',
    group: 2,
    type: 'all',
    commandBucket: 0xfffffffe,
    buckets: [{ id: 9, weight: 4, actions: actions('output:4') }],
  },
  { kind: 'group_mod', command: 'remove_bucket', group: 2, type: 'all', commandBucket: 1, buckets: [] },
  {
    kind: 'group_mod',
    command: 'add',
    group: 12,
    type: 'select',
    buckets: [{ id: 0, weight: 5, actions: actions('output:2') }],
    selection: {
      method: 'hash',
      parameter: 5n,
      fields: [
        { field: fields.ip_src, value: 0xffffffff },
        { field: fields.tcp_dst, value: 0xffff },
      ],
    },
  },
];

const FLOW_TEXTS = [
  'table=0,priority=1,ip,actions=output:3',
  'table=2,priority=9,cookie=0x77,idle_timeout=900,hard_timeout=901,tcp,nw_src=10.0.0.0/8,tp_dst=80,actions=set_field:5->tcp_src,output:1',
  'table=2,check_overlap,send_flow_rem,udp6,ipv6_src=fe80::/64,actions=dec_ttl,group:1,output:2',
  'table=2,vlan_tci=0x1005/0x1fff,arp,arp_spa=10.0.0.1,actions=pop_vlan,NORMAL',
  'table=2,icmp6,icmp_type=135,nd_target=fe80::1,actions=set_field:fe80::2->nd_target,resubmit(,3)',
  'table=2,reg0=5/7,metadata=0x10,tun_id=9,tun_metadata0=3,actions=load:3->NXM_NX_REG1[2..8],move:NXM_NX_REG0[]->NXM_NX_REG2[]',
  'table=2,ip,ct_state=+trk,ct_mark=5,actions=ct(commit,zone=NXM_NX_REG1[0..15],table=4,exec(set_field:7->ct_mark),nat(src=10.0.0.1-10.0.0.7:5-9))',
  'table=2,in_port=2,actions=learn(table=5,eth_type=0x800,ip_src=ip_dst,load:5->reg0,output:in_port),clone(set_field:5->reg1,output:1)',
];

/** Flow mods that change or delete what is there. */
const COMMANDS: readonly Message[] = [
  { ...parseFlow('table=0,ip,actions=output:4'), command: 'modify' },
  { ...parseFlow('table=0,priority=1,ip,actions=output:4'), command: 'modify_strict' },
  { ...parseFlow('table=255,ip,actions=drop'), command: 'delete' },
  { ...parseFlow('table=255,actions=drop'), command: 'delete', outPort: 2 },
  { ...parseFlow('table=255,actions=drop'), command: 'delete', outGroup: 1 },
  { ...parseFlow('table=255,actions=drop'), command: 'delete', cookie: 5n, cookieMask: 5n },
  { ...parseFlow('table=0,priority=1,ip,actions=drop'), command: 'delete_strict' },
];

/** What our switch does not have (docs/differences.md). */
const LACKING = /mpls|nsh|multipath|bundle|sample|fin_timeout|encap|packet_type=\(1|write_actions|clear_actions/;

/** Flows of the recordings: one for each action and field. */
function recorded(version: OpenFlowVersion): readonly Sample[] {
  const samples: Sample[] = [];
  let what = '';
  for (const line of readFileSync(join(process.cwd(), 'packages/openflow/recordings/flow-mods.txt'), 'utf8').split(
    '\n',
  )) {
    if (!line.startsWith('  ')) what = line;
    else if (LACKING.test(what)) continue;
    else if (line.startsWith(`  ${NUMBERS[version]} `)) {
      const hex = line.slice(5);
      samples.push({ what: `flow ${what}`, messages: [Uint8Array.from(Buffer.from(hex, 'hex'))] });
    }
  }
  return samples;
}

/** Requests for statistics that the codec writes for no version: OpenFlow 1.0's own. */
const standard10: readonly Message[] = [
  { kind: 'flow_stats_request', filter: { match: [] }, form: 'standard' },
  {
    kind: 'flow_stats_request',
    filter: { match: parseFlowMatch('tcp,tp_dst=80'), table: 1, outPort: 2 },
    form: 'standard',
  },
  { kind: 'aggregate_request', filter: { match: parseFlowMatch('ip') }, form: 'standard' },
];

export function samplesOf(version: OpenFlowVersion, datapathMac: (port: number) => PortMac): readonly Sample[] {
  const flows: readonly Message[] = [...FLOW_TEXTS.map((text) => parseFlow(text)), ...COMMANDS];
  const portMods: readonly Message[] = [1, 2].map((port) => ({
    kind: 'port_mod',
    port,
    mac: datapathMac(port),
    config: 0x10 * port,
    mask: 0x11,
    advertise: 0,
  }));
  const messages = [
    ...EVERYWHERE.filter(
      (message) =>
        version !== 0x01 || !/^(get_async_request|table_features_request|meter_features_request)$/.test(message.kind),
    ),
    ...portMods,
    ...flows,
    ...(version === 0x01 ? standard10 : LATER),
    ...(version === 0x06 ? NEWEST : []),
  ];
  const single = messages.map((message): Sample => ({ what: message.kind, messages: [encode(message, version, 1)] }));
  const fixed =
    version === 0x01
      ? FLOW_TEXTS.slice(0, 4).map(
          (text): Sample => ({
            what: 'standard flow_mod',
            messages: [encode(parseFlow(text), version, 1, { isNxm: false, hasTableId: false })],
          }),
        )
      : [];
  return [
    ...single,
    ...fixed,
    ...recorded(version),
    ...(version === 0x01 ? [] : bundles(version, flows)),
    { what: 'bare', messages: [header(version, 5, 1, new Uint8Array(0))] },
  ];
}

export type PortMod = Extract<Message, { readonly kind: 'port_mod' }>;
export type PortMac = PortMod['mac'];

function bundles(version: OpenFlowVersion, flows: readonly Message[]): readonly Sample[] {
  const control = (
    type: 'open_request' | 'close_request' | 'commit_request' | 'discard_request',
    flags = 3,
  ): Message => ({ kind: 'bundle_control', bundle: 7, type, flags });
  const adds = [flows[0]!, flows[1]!, LATER[8]!].flatMap((message): Message[] =>
    message.kind === 'flow_mod' || message.kind === 'group_mod'
      ? [{ kind: 'bundle_add', bundle: 7, flags: 3, message }]
      : [],
  );
  const lists: readonly (readonly Message[])[] = [
    [control('open_request'), ...adds, control('close_request'), control('commit_request')],
    [control('open_request'), ...adds, control('commit_request')],
    [control('open_request'), adds[0]!, control('discard_request')],
    [...adds.slice(0, 1), control('commit_request')],
    [control('open_request'), control('close_request'), adds[0]!],
    [control('open_request'), control('open_request')],
    [control('commit_request')],
    [control('open_request', 1), adds[0]!],
  ];
  return lists.map((list) => ({ what: 'bundle', messages: list.map((message, i) => encode(message, version, i + 1)) }));
}
