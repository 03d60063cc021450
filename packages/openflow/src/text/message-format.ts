/** Answers of a switch as `ovs-ofctl` prints them. Before: decoded replies. After: `ofctl`. */
import type { GroupFeatures } from '../message/group-mod.js';
import type { Message, OpenFlowVersion, SwitchFeatures } from '../message/message.js';
import { type MeterBand, type MeterConfig, type MeterStats, meterFlags } from '../message/meter-mod.js';
import { type PortDescription, type PortStats, type QueueStats, UNKNOWN_COUNT } from '../message/port-message.js';
import type { TableStats } from '../message/table-stats.js';
import type { TlvTable } from '../message/tlv-table.js';
import { formatPort } from '../port.js';
import { formatDuration, formatFlow } from './flow-format.js';
import { formatGroup, formatGroupStats } from './group-format.js';

const VERSION_TAGS: Readonly<Record<OpenFlowVersion, string>> = { 1: '', 4: ' (OF1.3)', 6: ' (OF1.5)' };

const CAPABILITIES = [
  'FLOW_STATS',
  'TABLE_STATS',
  'PORT_STATS',
  'GROUP_STATS',
  undefined,
  'IP_REASM',
  'QUEUE_STATS',
  'ARP_MATCH_IP',
  'PORT_BLOCKED',
  'BUNDLES',
  'FLOW_MONITORING',
] as const;
const CONFIG = ['PORT_DOWN', 'NO_STP', 'NO_RECV', 'NO_RECV_STP', 'NO_FLOOD', 'NO_FWD', 'NO_PACKET_IN'] as const;
const STATE = ['LINK_DOWN', 'BLOCKED', 'LIVE'] as const;
const LINK = [
  '10MB-HD',
  '10MB-FD',
  '100MB-HD',
  '100MB-FD',
  '1GB-HD',
  '1GB-FD',
  '10GB-FD',
  '40GB-FD',
  '100GB-FD',
  '1TB-FD',
  'OTHER',
  'COPPER',
  'FIBER',
  'AUTO_NEG',
  'AUTO_PAUSE',
  'AUTO_PAUSE_ASYM',
] as const;
const ACTIONS_10 =
  'output enqueue set_vlan_vid set_vlan_pcp strip_vlan mod_dl_src mod_dl_dst mod_nw_src mod_nw_dst mod_nw_tos mod_tp_src mod_tp_dst';
const FRAGMENTS = ['normal', 'drop', 'reassemble', 'nx-match'] as const;

/** Names of the set bits; `0` where none is set. */
function bitNames(bits: number, names: readonly (string | undefined)[]): string {
  return names.filter((name, bit) => name !== undefined && ((bits >>> bit) & 1) === 1).join(' ') || '0';
}

/** One message, all parts of its list joined in `items`. Ends without a newline. */
export function formatReply(parts: readonly Message[], version: OpenFlowVersion, xid: number): string {
  const [first] = parts;
  if (first === undefined) return '';
  const tag = `${VERSION_TAGS[version]} (xid=0x${xid.toString(16)}):`;
  const prefix = version === 0x01 ? 'NXST' : 'OFPST';
  switch (first.kind) {
    case 'features_reply':
      return `OFPT_FEATURES_REPLY${tag} ${formatFeatures(first, version)}${(first.ports ?? []).length > 0 ? `\n${formatPorts(first.ports ?? [], version)}` : ''}`;
    case 'get_config_reply':
      return `OFPT_GET_CONFIG_REPLY${tag} frags=${FRAGMENTS[first.flags] ?? first.flags} miss_send_len=${first.missSendLength}`;
    case 'port_desc_reply':
      return `OFPST_PORT_DESC reply${tag}\n${formatPorts(
        parts.flatMap((part) => (part.kind === 'port_desc_reply' ? part.items : [])),
        version,
      )}`;
    case 'port_stats_reply': {
      const items = parts.flatMap((part) => (part.kind === 'port_stats_reply' ? part.items : []));
      const lines = [...items].sort((a, b) => (a.port === 0xfffe ? -1 : a.port) - (b.port === 0xfffe ? -1 : b.port));
      return [
        `OFPST_PORT reply${tag} ${items.length} ports`,
        ...lines.map((item) => formatPortStats(item, version)),
      ].join('\n');
    }
    case 'queue_stats_reply': {
      const items = parts.flatMap((part) => (part.kind === 'queue_stats_reply' ? part.items : []));
      return [`OFPST_QUEUE reply${tag} ${items.length} queues`, ...items.map(formatQueueStats)].join('\n');
    }
    case 'flow_stats_reply': {
      const name = version === 0x01 && first.form === undefined ? 'NXST_FLOW' : 'OFPST_FLOW';
      const items = parts.flatMap((part) => (part.kind === 'flow_stats_reply' ? part.items : []));
      return [`${name} reply${tag}`, ...items.map((flow) => ` ${formatFlow(flow, { version })}`)].join('\n');
    }
    case 'aggregate_reply':
      return `${first.form === undefined ? prefix : 'OFPST'}_AGGREGATE reply${tag} packet_count=${first.packets} byte_count=${first.bytes} flow_count=${first.flows}`;
    case 'group_desc_reply': {
      const items = parts.flatMap((part) => (part.kind === 'group_desc_reply' ? part.items : []));
      return [`${prefix}_GROUP_DESC reply${tag}`, ...items.map((item) => ` ${formatGroup(item, version)}`)].join('\n');
    }
    case 'group_stats_reply': {
      const items = parts.flatMap((part) => (part.kind === 'group_stats_reply' ? part.items : []));
      return [`${prefix}_GROUP reply${tag}`, ...items.map((item) => ` ${formatGroupStats(item)}`)].join('\n');
    }
    case 'group_features_reply':
      return `${prefix}_GROUP_FEATURES reply${tag}\n${formatGroupFeatures(first, version)}`;
    case 'table_stats_reply':
      return `OFPST_TABLE reply${tag}\n${formatTables(
        parts.flatMap((part) => (part.kind === 'table_stats_reply' ? part.items : [])),
        version,
      )}`;
    case 'desc_reply':
      return [
        `OFPST_DESC reply${tag}`,
        `Manufacturer: ${first.manufacturer}`,
        `Hardware: ${first.hardware}`,
        `Software: ${first.software}`,
        `Serial Num: ${first.serial}`,
        `DP Description: ${first.datapath}`,
      ].join('\n');
    case 'tlv_table_reply':
      return `NXT_TLV_TABLE_REPLY${tag}\n${formatTlvTable(first)}`;
    case 'meter_config_reply':
      return [
        `OFPST_METER_CONFIG reply${tag}`,
        parts
          .flatMap((part) => (part.kind === 'meter_config_reply' ? part.items : []))
          .map(formatMeter)
          .join('\n\n'),
      ].join('\n');
    case 'meter_stats_reply':
      return [
        `OFPST_METER reply${tag}`,
        parts
          .flatMap((part) => (part.kind === 'meter_stats_reply' ? part.items : []))
          .map(formatMeterStats)
          .join('\n\n'),
      ].join('\n');
    case 'meter_features_reply': {
      const bands = ['', 'drop', 'dscp_remark'].filter(
        (name, bit) => name !== '' && ((first.bandTypes >>> bit) & 1) === 1,
      );
      const capabilities = ['kbps', 'pktps', 'burst', 'stats'].filter(
        (_, bit) => ((first.capabilities >>> bit) & 1) === 1,
      );
      return [
        `OFPST_METER_FEATURES reply${tag}`,
        `max_meter:${first.maxMeters} max_bands:${first.maxBands} max_color:${first.maxColors}`,
        `band_types: ${bands.join(' ')}`,
        `capabilities: ${capabilities.join(' ')}`,
      ].join('\n');
    }
    default:
      return `${first.kind}${tag}`;
  }
}

function formatFeatures(features: SwitchFeatures, version: OpenFlowVersion): string {
  const lines = [
    `dpid:${features.datapathId.toString(16).padStart(16, '0')}`,
    `n_tables:${features.tables}, n_buffers:${features.buffers}`,
    `capabilities: ${bitNames(features.capabilities, CAPABILITIES)}`,
  ];
  if (version === 0x01) lines.push(`actions: ${ACTIONS_10}`);
  return lines.join('\n');
}

/** In order of their numbers. */
function formatPorts(ports: readonly PortDescription[], version: OpenFlowVersion): string {
  return [...ports]
    .sort((a, b) => a.port - b.port)
    .map((port) => formatPortDescription(port, version))
    .join('\n');
}

function formatPortDescription(port: PortDescription, version: OpenFlowVersion): string {
  const indent = '     ';
  const lines = [
    ` ${formatPort(port.port)}(${port.name}): addr:${port.mac}`,
    `${indent}config:     ${bitNames(port.config, CONFIG)}`,
    `${indent}state:      ${bitNames(version === 0x01 ? port.state & 1 : port.state, STATE)}`,
  ];
  const features = [
    ['current', port.current],
    ['advertised', port.advertised],
    ['supported', port.supported],
    ['peer', port.peer],
  ] as const;
  for (const [name, bits] of features) {
    if (bits !== 0) lines.push(`${indent}${`${name}:`.padEnd(12)}${bitNames(bits, LINK)}`);
  }
  lines.push(
    `${indent}speed: ${Math.floor(port.currentSpeed / 1000)} Mbps now, ${Math.floor(port.maxSpeed / 1000)} Mbps max`,
  );
  return lines.join('\n');
}

const count = (value: bigint) => (value === UNKNOWN_COUNT ? '?' : String(value));

function formatPortStats(stats: PortStats, version: OpenFlowVersion): string {
  const lines = [
    `  port ${formatPort(stats.port).padStart(2)}: rx pkts=${count(stats.rxPackets)}, bytes=${count(stats.rxBytes)}, drop=${count(stats.rxDropped)}, errs=${count(stats.rxErrors)}, frame=${count(stats.rxFrameErrors)}, over=${count(stats.rxOverruns)}, crc=${count(stats.rxCrcErrors)}`,
    `           tx pkts=${count(stats.txPackets)}, bytes=${count(stats.txBytes)}, drop=${count(stats.txDropped)}, errs=${count(stats.txErrors)}, coll=${count(stats.collisions)}`,
  ];
  if (version !== 0x01)
    lines.push(`           duration=${formatDuration(stats.durationSeconds, stats.durationNanoseconds)}`);
  return lines.join('\n');
}

function formatQueueStats(stats: QueueStats): string {
  const counts = `bytes=${count(stats.txBytes)}, pkts=${count(stats.txPackets)}, errors=${count(stats.txErrors)}`;
  const duration = formatDuration(stats.durationSeconds, stats.durationNanoseconds);
  return `  port ${formatPort(stats.port)} queue ${stats.queue}: ${counts}, duration=${duration}`;
}

const GROUP_TYPES = ['all', 'select', 'indirect', 'fast failover'] as const;
const GROUP_ACTIONS: readonly (readonly [bit: number, name: string])[] = [
  [0, 'output'],
  [22, 'group'],
  [25, 'set_field'],
  [18, 'strip_vlan'],
  [17, 'push_vlan'],
  [23, 'mod_nw_ttl'],
  [24, 'dec_ttl'],
  [15, 'set_mpls_ttl'],
  [16, 'dec_mpls_ttl'],
  [19, 'push_mpls'],
  [20, 'pop_mpls'],
  [21, 'set_queue'],
];

function formatGroupFeatures(features: GroupFeatures, version: OpenFlowVersion): string {
  const lines = [
    ' Group table:',
    `    Types:  0x${features.types.toString(16)}`,
    `    Capabilities:  0x${features.capabilities.toString(16)}`,
  ];
  for (const [i, name] of GROUP_TYPES.entries()) {
    const bits = features.actions[i] ?? 0;
    const names = GROUP_ACTIONS.filter(([bit]) => ((bits >>> bit) & 1) === 1).map(([, action]) => action);
    lines.push(`    ${name} group:`, `       max_groups=0x${(features.maxGroups[i] ?? 0).toString(16)}`);
    lines.push(`       actions: ${version === 0x01 ? ACTIONS_10 : names.join(' ')}`);
  }
  return lines.join('\n');
}

/** Tables that say the same as the one before are named together. */
function formatTables(tables: readonly TableStats[], version: OpenFlowVersion): string {
  const blocks: string[] = [];
  const isLikeBefore = (i: number) => {
    const [table, before] = [tables[i], tables[i - 1]];
    if (table === undefined || before === undefined) return false;
    return table.active === before.active && table.lookups === before.lookups && table.matched === before.matched;
  };
  for (let i = 0; i < tables.length; i++) {
    const table = tables[i]!;
    if (isLikeBefore(i)) {
      const start = i;
      while (isLikeBefore(i + 1)) i++;
      blocks.push(
        start === i ? `  table ${table.table}: ditto` : `  tables ${table.table}...${tables[i]!.table}: ditto`,
      );
      continue;
    }
    const name = table.name === '' || table.name === `table${table.table}` ? '' : ` ("${table.name}")`;
    const lines = [
      `  table ${table.table}${name}:`,
      `    active=${table.active}, lookup=${table.lookups}, matched=${table.matched}`,
    ];
    if (version === 0x01 && i === 0) {
      lines.push(`    max_entries=${table.maxEntries}`, '    matching:');
      lines.push(
        '      exact match or wildcard: in_port eth_{src,dst,type} vlan_{vid,pcp} ip_{src,dst} nw_{proto,tos} tcp_{src,dst}',
      );
    } else if (version === 0x01) lines.push('    (same features)');
    blocks.push(lines.join('\n'));
  }
  return `${blocks.join('\n\n')}`;
}

function formatTlvTable(table: TlvTable): string {
  const space = table.mappings.reduce((sum, item) => sum + item.optionLength, 0);
  const lines = [
    ` max option space=${table.maxSpace} max fields=${table.maxFields}`,
    ` allocated option space=${space}`,
    '',
    ' mapping table:',
    '  class  type  length  match field',
    ' ------  ----  ------  --------------',
  ];
  for (const { optionClass, optionType, optionLength, index } of table.mappings) {
    const [kind, type] = [`0x${optionClass.toString(16)}`, `0x${optionType.toString(16)}`];
    lines.push(` ${kind.padStart(6)}  ${type.padStart(4)}  ${String(optionLength).padStart(6)}  tun_metadata${index}`);
  }
  return lines.join('\n');
}

const METER_FLAGS = [
  [meterFlags.kbps, 'kbps'],
  [meterFlags.pktps, 'pktps'],
  [meterFlags.burst, 'burst'],
  [meterFlags.stats, 'stats'],
] as const;

function formatMeter(meter: MeterConfig): string {
  const flags = METER_FLAGS.filter(([bit]) => (meter.flags & bit) !== 0).map(([, name]) => name);
  const bands = meter.bands.map((band) => formatBand(band, (meter.flags & meterFlags.burst) !== 0));
  return [`meter=${meter.meter} ${flags.join(' ')} bands=`, ...bands].join('\n');
}

function formatBand(band: MeterBand, hasBurst: boolean): string {
  const burst = hasBurst ? ` burst_size=${band.burst}` : '';
  return `type=${band.type} rate=${band.rate}${burst}${band.type === 'dscp_remark' ? ` prec_level=${band.precedence}` : ''}`;
}

function formatMeterStats(stats: MeterStats): string {
  const duration = formatDuration(stats.durationSeconds, stats.durationNanoseconds);
  const head = `meter:${stats.meter} flow_count:${stats.flowCount} packet_in_count:${stats.packetsIn} byte_in_count:${stats.bytesIn} duration:${duration} bands:`;
  return [head, ...stats.bands.map((band, i) => `${i}: packet_count:${band.packets} byte_count:${band.bytes}`)].join(
    '\n',
  );
}
