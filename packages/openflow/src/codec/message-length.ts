/**
 * How long each message may be, as Open vSwitch has it: what is shorter, longer or no whole number of items is OFPBRC_BAD_LEN before anything
 * else of it is looked at. Called by decode.ts.
 */
import { OpenFlowError } from '../errors.js';
import type { OpenFlowVersion } from '../message/message.js';
import { multipart, NICIRA_EXPERIMENTER, niciraMultipart as nst, nicira as nx, onf, types, types10 } from './number.js';

/** Bytes behind the headers: at least `min`, then items of `step`; 0: none, 1: any number of bytes. */
type Length = readonly [min: number, step: number];
type Lengths = ReadonlyMap<number, Length>;

const header: Length = [0, 0];

const SHARED: readonly (readonly [number, Length])[] = [
  [types.error, [4, 1]],
  [types.experimenter, [8, 1]],
  [types.featuresRequest, header],
  [types.getConfigRequest, header],
  [types.getConfigReply, [4, 0]],
  [types.setConfig, [4, 0]],
];

const LATER: readonly (readonly [number, Length])[] = [
  [types.featuresReply, [24, 0]],
  [types.statsRequest, [8, 1]],
  [types.barrierRequest, header],
  [types.barrierReply, header],
  [types.roleRequest, [16, 0]],
  [types.roleReply, [16, 0]],
  [types.getAsyncRequest, header],
  [types.meterMod, [8, 8]],
];

const MESSAGES: Readonly<Record<OpenFlowVersion, Lengths>> = {
  1: new Map([
    ...SHARED,
    [types.featuresReply, [24, 48]],
    [types.packetIn, [10, 1]],
    [types.flowRemoved, [80, 0]],
    [types.portStatus, [56, 0]],
    [types.packetOut, [8, 1]],
    [types.flowMod, [64, 8]],
    [types10.portMod, [24, 0]],
    [types10.statsRequest, [4, 1]],
    [types10.barrierRequest, header],
    [types10.barrierReply, header],
  ]),
  4: new Map([
    ...SHARED,
    ...LATER,
    [types.packetIn, [16, 1]],
    [types.flowRemoved, [40, 8]],
    [types.portStatus, [72, 0]],
    [types.packetOut, [16, 1]],
    [types.flowMod, [40, 8]],
    [types.groupMod, [8, 8]],
    [types.portMod, [32, 0]],
    [types.getAsyncReply, [24, 0]],
    [types.setAsync, [24, 0]],
  ]),
  6: new Map([
    ...SHARED,
    ...LATER,
    [types.packetIn, [16, 1]],
    [types.flowRemoved, [16, 8]],
    [types.portStatus, [48, 8]],
    [types.packetOut, [8, 1]],
    [types.flowMod, [40, 8]],
    [types.groupMod, [16, 8]],
    [types.portMod, [24, 8]],
    [types.getAsyncReply, [0, 8]],
    [types.setAsync, [0, 8]],
    [types.bundleControl, [8, 8]],
    [types.bundleAdd, [8, 1]],
  ]),
};

const REQUESTS: Readonly<Record<OpenFlowVersion, Lengths>> = {
  1: new Map([
    [multipart.desc, header],
    [multipart.flow, [44, 0]],
    [multipart.aggregate, [44, 0]],
    [multipart.table, header],
    [multipart.port, [8, 0]],
    [multipart.queue, [8, 0]],
    [multipart.portDesc, header],
  ]),
  4: new Map([...laterRequests(), [multipart.groupDesc, header], [multipart.portDesc, header]]),
  6: new Map([...laterRequests(), [multipart.groupDesc, [8, 0]], [multipart.portDesc, [8, 0]]]),
};

function laterRequests(): readonly (readonly [number, Length])[] {
  return [
    [multipart.desc, header],
    [multipart.flow, [32, 8]],
    [multipart.aggregate, [32, 8]],
    [multipart.table, header],
    [multipart.port, [8, 0]],
    [multipart.queue, [8, 0]],
    [multipart.group, [8, 0]],
    [multipart.groupFeatures, header],
    [multipart.meter, [8, 0]],
    [multipart.meterConfig, [8, 0]],
    [multipart.meterFeatures, header],
    [multipart.tableFeatures, [0, 8]],
  ];
}

/** Behind experimenter and subtype; what OpenFlow 1.0 alone has is in the second list. */
const NICIRA_LATER: readonly (readonly [number, Length])[] = [
  [nx.roleRequest, [4, 0]],
  [nx.roleReply, [4, 0]],
  [nx.flowMod, [32, 8]],
  [nx.flowRemoved, [40, 8]],
  [nx.flowModTableId, [8, 0]],
  [nx.setPacketInFormat, [4, 0]],
  [nx.packetIn, [24, 1]],
  [nx.flowAge, header],
  [nx.setAsync, [24, 0]],
  [nx.setControllerId, [8, 0]],
  [nx.tlvTableMod, [8, 8]],
  [nx.tlvTableRequest, header],
  [nx.tlvTableReply, [16, 8]],
  [nx.resume, [8, 8]],
  [nx.flushZone, [8, 0]],
  [nx.packetIn2, [0, 8]],
  [nx.flush, [8, 8]],
];
const NICIRA: Readonly<Record<OpenFlowVersion, Lengths>> = {
  1: new Map([...NICIRA_LATER, [nx.setFlowFormat, [4, 0]], [nx.setAsync2, [0, 8]], [nx.groupMod, [16, 8]]]),
  4: new Map([...NICIRA_LATER, [nx.setAsync2, [0, 8]]]),
  6: new Map(NICIRA_LATER),
};

/** Nicira's statistics of OpenFlow 1.0, behind experimenter, subtype and padding. */
const NICIRA_REQUESTS: Lengths = new Map([
  [nst.flow, [8, 8]],
  [nst.aggregate, [8, 8]],
  [nst.group, [8, 0]],
  [nst.groupDesc, [8, 0]],
  [nst.groupFeatures, header],
]);

function check(length: number, [min, step]: Length): void {
  const more = length - min;
  if (more < 0 || (step === 0 ? more > 0 : more % step !== 0)) {
    throw new OpenFlowError('OFPBRC_BAD_LEN', `body of ${length} bytes`);
  }
}

/** Throws OFPBRC_BAD_LEN, or what says that the version has no such message. `bytes`: the whole message. */
export function checkLength(bytes: Uint8Array, version: OpenFlowVersion): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const type = view.getUint8(1);
  const length = MESSAGES[version].get(type);
  if (length !== undefined) check(bytes.length - 8, length);
  if (type === types.experimenter) checkExperimenter(view, version);
  else if (type === (version === 0x01 ? types10.statsRequest : types.statsRequest)) checkRequest(view, version);
}

/** What switches send and controllers read. */
const FOR_CONTROLLERS = [
  types.error,
  types.featuresReply,
  types.getConfigReply,
  types.packetIn,
  types.flowRemoved,
  types.portStatus,
];
const FOR_CONTROLLERS_10: ReadonlySet<number> = new Set([...FOR_CONTROLLERS, types10.statsReply, types10.barrierReply]);
const FOR_CONTROLLERS_LATER: ReadonlySet<number> = new Set([
  ...FOR_CONTROLLERS,
  ...[types.statsReply, types.barrierReply, types.roleReply, types.getAsyncReply],
]);
const NICIRA_FOR_CONTROLLERS: ReadonlySet<number> = new Set([
  ...[nx.roleReply, nx.flowRemoved, nx.packetIn, nx.packetIn2, nx.tlvTableReply],
]);

/** A switch does not look into these. `bytes`: a message whose length was checked. */
export function isForController(bytes: Uint8Array, version: OpenFlowVersion): boolean {
  const type = bytes[1] ?? 0;
  if (type === types.experimenter) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return view.getUint32(8) === NICIRA_EXPERIMENTER && NICIRA_FOR_CONTROLLERS.has(view.getUint32(12));
  }
  return (version === 0x01 ? FOR_CONTROLLERS_10 : FOR_CONTROLLERS_LATER).has(type);
}

function checkExperimenter(view: DataView, version: OpenFlowVersion): void {
  const experimenter = view.getUint32(8);
  const subtype = view.getUint32(12);
  const length = view.byteLength - 16;
  if (experimenter === NICIRA_EXPERIMENTER) {
    const known = NICIRA[version].get(subtype);
    if (known === undefined) throw new OpenFlowError('OFPBRC_BAD_SUBTYPE', `Nicira's ${subtype}`);
    check(length, known);
  } else if (experimenter === onf.experimenter) {
    if (version !== 0x04 || (subtype !== onf.bundleControl && subtype !== onf.bundleAdd)) {
      throw new OpenFlowError('OFPBRC_BAD_SUBTYPE', `ONF's ${subtype}`);
    }
    check(length, subtype === onf.bundleControl ? [8, 8] : [8, 1]);
  } else throw new OpenFlowError('OFPBRC_BAD_VENDOR', experimenter.toString(16));
}

function checkRequest(view: DataView, version: OpenFlowVersion): void {
  const head = version === 0x01 ? 12 : 16;
  const type = view.getUint16(8);
  const length = view.byteLength - head;
  if (type !== multipart.experimenter) {
    const known = REQUESTS[version].get(type);
    if (known === undefined) throw new OpenFlowError('OFPBRC_BAD_STAT', String(type));
    check(length, known);
    return;
  }
  check(length, version === 0x01 ? [4, 1] : [8, 1]);
  if (view.getUint32(head) !== NICIRA_EXPERIMENTER)
    throw new OpenFlowError('OFPBRC_BAD_VENDOR', 'of a multipart request');
  if (version === 0x01) check(length, [12, 1]);
  const subtype = view.getUint32(head + 4);
  const hasFlowExport = subtype === nst.bridgeExport || subtype === nst.flowExport;
  if (hasFlowExport) {
    check(length, version === 0x01 ? [12, 0] : [8, 0]);
    throw new OpenFlowError('NXST_NOT_CONFIGURED', 'IPFIX');
  }
  const known = version === 0x01 ? NICIRA_REQUESTS.get(subtype) : undefined;
  if (known === undefined) throw new OpenFlowError('OFPBRC_BAD_SUBTYPE', `Nicira's multipart ${subtype}`);
  check(length - 12, known);
}
