/** Message, multipart and Nicira subtype numbers. Before: message.ts. After: the codec. */

/** Message types of OpenFlow 1.0. */
export const types10 = {
  hello: 0,
  error: 1,
  echoRequest: 2,
  echoReply: 3,
  experimenter: 4,
  featuresRequest: 5,
  featuresReply: 6,
  getConfigRequest: 7,
  getConfigReply: 8,
  setConfig: 9,
  packetIn: 10,
  flowRemoved: 11,
  portStatus: 12,
  packetOut: 13,
  flowMod: 14,
  portMod: 15,
  statsRequest: 16,
  statsReply: 17,
  barrierRequest: 18,
  barrierReply: 19,
} as const;

/** Message types of OpenFlow 1.3 and 1.5; up to 14 as in 1.0. */
export const types = {
  ...types10,
  groupMod: 15,
  portMod: 16,
  statsRequest: 18,
  statsReply: 19,
  barrierRequest: 20,
  barrierReply: 21,
  roleRequest: 24,
  roleReply: 25,
  getAsyncRequest: 26,
  getAsyncReply: 27,
  setAsync: 28,
  meterMod: 29,
  bundleControl: 33,
  bundleAdd: 34,
} as const;

export const multipart = {
  desc: 0,
  flow: 1,
  aggregate: 2,
  table: 3,
  port: 4,
  queue: 5,
  group: 6,
  groupDesc: 7,
  groupFeatures: 8,
  meter: 9,
  meterConfig: 10,
  meterFeatures: 11,
  tableFeatures: 12,
  portDesc: 13,
  experimenter: 0xffff,
} as const;

/** Nicira's messages: experimenter 0x2320. */
export const nicira = {
  roleRequest: 10,
  roleReply: 11,
  setFlowFormat: 12,
  flowMod: 13,
  flowRemoved: 14,
  flowModTableId: 15,
  setPacketInFormat: 16,
  packetIn: 17,
  flowAge: 18,
  setAsync: 19,
  setControllerId: 20,
  tlvTableMod: 24,
  tlvTableRequest: 25,
  tlvTableReply: 26,
  setAsync2: 27,
  resume: 28,
  flushZone: 29,
  packetIn2: 30,
  groupMod: 31,
  flush: 32,
} as const;

/** Nicira's multipart messages: of OpenFlow 1.0, but IPFIX's. */
export const niciraMultipart = {
  flow: 0,
  aggregate: 1,
  bridgeExport: 3,
  flowExport: 4,
  group: 7,
  groupDesc: 8,
  groupFeatures: 9,
} as const;

/** The Open Networking Foundation's extension to 1.3 that has 1.4's bundles. */
export const onf = { experimenter: 0x4f4e4600, bundleControl: 2300, bundleAdd: 2301 } as const;

export const NICIRA_EXPERIMENTER = 0x2320;

/** The position of a word in a literal list, as the wire numbers it. */
export function numberOf<T>(list: readonly T[], item: T): number {
  return list.indexOf(item);
}
