/** What a switch answered to a case and what it holds afterwards, in words that two switches can be compared by; and back to where every case begins. */
import {
  decode,
  encode,
  errorName,
  formatFlow,
  type Message,
  OpenFlowError,
  type OpenFlowVersion,
  parseActions,
  parseFlow,
} from '#openflow';
import { until } from '#testing';
import { type Connection, type Heard, header } from './connection.js';
import type { PortMac } from './samples.js';

const TYPE_ERROR = 1;
const multipartReply = (version: OpenFlowVersion) => (version === 0x01 ? 17 : 19);
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const view = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** What every case begins with. */
export function baseline(macs: ReadonlyMap<number, PortMac>): readonly Uint8Array[] {
  const actions = (text: string) => parseActions(text);
  const messages: readonly Message[] = [
    { ...parseFlow('table=255,actions=drop'), command: 'delete' },
    { kind: 'group_mod', command: 'delete', group: 0xfffffffc, type: 'all', buckets: [] },
    { kind: 'meter_mod', command: 'delete', meter: 0xffffffff, flags: 0, bands: [] },
    {
      kind: 'group_mod',
      command: 'add',
      group: 1,
      type: 'all',
      buckets: [{ id: 0, weight: 0, actions: actions('output:1') }],
    },
    {
      kind: 'group_mod',
      command: 'add',
      group: 2,
      type: 'select',
      buckets: [
        { id: 0, weight: 1, actions: actions('output:1') },
        { id: 1, weight: 2, actions: actions('output:2') },
      ],
    },
    { kind: 'meter_mod', command: 'add', meter: 1, flags: 1, bands: [{ type: 'drop', rate: 100, burst: 0 }] },
    parseFlow('table=0,priority=1,ip,cookie=5,actions=output:2'),
    parseFlow('table=0,priority=2,tcp,tp_dst=80,cookie=6,actions=group:1'),
    parseFlow('table=1,priority=2,cookie=7,actions=set_field:5->reg0,output:2'),
    { kind: 'set_config', flags: 0, missSendLength: 0 },
    ...[...macs].map(([port, mac]): Message => ({ kind: 'port_mod', port, mac, config: 0, mask: 0x7f, advertise: 0 })),
  ];
  return messages.map((message, i) => encode(message, 0x06, 0x5000 + i));
}

const mappings = [
  { optionClass: 0x102, optionType: 0x80, optionLength: 4, index: 0 },
  { optionClass: 0x102, optionType: 0x7f, optionLength: 4, index: 1 },
] as const;
const options = (['clear', 'add'] as const).map((command) =>
  encode({ kind: 'tlv_table_mod', command, mappings: command === 'add' ? mappings : [] }, 0x06, 0x5fff),
);
/** How a switch lists these. */
const OPTIONS =
  '24580: type 4 ' +
  hex(encode({ kind: 'tlv_table_reply', maxSpace: 256, maxFields: 64, mappings }, 0x06, 1).subarray(8));

const REQUESTS: readonly Message[] = [
  { kind: 'flow_stats_request', filter: { match: [] } },
  { kind: 'group_desc_request' },
  { kind: 'meter_config_request' },
  { kind: 'port_desc_request' },
  { kind: 'tlv_table_request' },
  { kind: 'get_config_request' },
];

export function requests(version: OpenFlowVersion): readonly Uint8Array[] {
  const list = version === 0x06 ? REQUESTS : version === 0x04 ? REQUESTS.slice(0, 2) : REQUESTS.slice(0, 1);
  return list.map((message, i) => encode(message, version, 0x6000 + i));
}

/** What was heard, a line a message; lists by item, sorted, without what time changes. */
export function told(heard: readonly Heard[], version: OpenFlowVersion): readonly string[] {
  const lines: string[] = [];
  const items: string[] = [];
  for (const { type, xid, body } of heard) {
    if (type === TYPE_ERROR) lines.push(`${xid}: ${named(body, version)}`);
    else if (type === multipartReply(version)) {
      lines.push(`${xid}: multipart ${view(body).getUint16(0)}`);
      items.push(...itemsOf(body, version).map((item) => `${xid}: ${item}`));
    } else if (xid === 0) continue;
    else lines.push(`${xid}: type ${type} ${/^(5|26)$/.test(String(type)) || type === 6 ? '' : hex(body)}`);
  }
  return [...lines.filter((line, i) => line !== lines[i - 1]), ...items.sort()];
}

function named(body: Uint8Array, version: OpenFlowVersion): string {
  const at = view(body);
  const [type, code] = [at.getUint16(0), at.getUint16(2)];
  const rest = (skip: number) => (body.length > skip ? '' : ' (without data)');
  if (type === 0xb0c2 && version === 0x01)
    return (
      errorName(version, { experimenter: at.getUint32(4), type: at.getUint16(8), code: at.getUint16(10) }) + rest(12)
    );
  if (type === 0xffff && version !== 0x01)
    return errorName(version, { experimenter: at.getUint32(4), type: 0, code }) + rest(8);
  return errorName(version, { type, code }) + rest(4);
}

/** Items of a multipart reply that must be equal; of others, nothing. Flows as text: the order of fields in a match is a switch's own. */
function itemsOf(body: Uint8Array, version: OpenFlowVersion): readonly string[] {
  const type = view(body).getUint16(0);
  const rest = body.subarray(version === 0x01 ? 4 : 8);
  const isNicira = type === 0xffff;
  if (type === 1 || (isNicira && view(rest).getUint32(4) === 0)) return flowsOf(body, version);
  // Of Nicira's others the flows' sum and groups have no times.
  if (isNicira) return [1, 8].includes(view(rest).getUint32(4)) ? [hex(rest)] : [];
  switch (type) {
    case 2:
      return [hex(rest)];
    case 7:
    case 10:
      return cut(rest, 0, (item) => item);
    case 13:
      // Number and configuration.
      return version === 0x06
        ? cut(rest, 4, (item) => Buffer.concat([item.subarray(0, 4), item.subarray(32, 36)]))
        : [];
    default:
      return [];
  }
}

function flowsOf(body: Uint8Array, version: OpenFlowVersion): readonly string[] {
  try {
    const { message } = decode(header(version, version === 0x01 ? 17 : 19, 1, body));
    if (message.kind !== 'flow_stats_reply') return [];
    return message.items.map((flow) => formatFlow(flow, { version, hasStats: false }));
  } catch (error) {
    if (error instanceof OpenFlowError) return [`flows that cannot be read: ${error.message}`];
    throw error;
  }
}

function cut(bytes: Uint8Array, lengthAt: number, keep: (item: Uint8Array) => Uint8Array): readonly string[] {
  const items: string[] = [];
  for (let at = 0; at + 8 <= bytes.length; ) {
    const length = Math.max(8, view(bytes).getUint16(at + lengthAt));
    items.push(hex(keep(bytes.slice(at, at + length))));
    at += length;
  }
  return items;
}

/** The state of the switch, by a connection of OpenFlow 1.5, which then brings it back to the beginning. */
export async function stateOf(connection: Connection, start: readonly Uint8Array[]): Promise<readonly string[]> {
  const heard = await connection.exchange(requests(0x06));
  const state = told(
    heard.filter(({ xid }) => xid >= 0x6000 && xid < 0x7000),
    0x06,
  );
  const refusals = async (messages: readonly Uint8Array[]) =>
    (await connection.exchange(messages)).filter(({ type }) => type === TYPE_ERROR);
  if (!state.includes(OPTIONS)) {
    await refusals(start.slice(0, 1));
    // Open vSwitch lets flows that were deleted keep their tunnel options for a moment.
    await until('tunnel options to be free', async () => (await refusals(options.slice(0, 1))).length === 0, {
      everyMs: 2,
    });
    await refusals(options);
  }
  const complaints = await refusals(start);
  if (complaints.length > 0)
    throw new Error(`cannot begin anew: ${complaints.map(({ xid, body }) => `${xid} ${named(body, 0x06)}`).join()}`);
  return state;
}
