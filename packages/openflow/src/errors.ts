/**
 * The errors of OpenFlow and of Nicira's extensions by the names under which ovs-vswitchd logs and ovs-ofctl prints them, with their numbers
 * in each version. Before: what refuses a message. After: the wire codec, logs, `ofctl`.
 */
import { TypedError } from '#base';
import type { OpenFlowVersion } from './message/message.js';

type Numbers = readonly [type: number, code: number];

interface Declared {
  /** Undefined where the version has no such error: Nicira's form is sent in its place, if there is one. */
  readonly v10?: Numbers;
  readonly v13?: Numbers;
  readonly v15?: Numbers;
  readonly nicira?: Numbers;
}

const all = (type: number, code: number): Declared => ({ v10: [type, code], v13: [type, code], v15: [type, code] });
const since13 = (type: number, code: number, nicira?: Numbers): Declared => ({
  v13: [type, code],
  v15: [type, code],
  ...(nicira && { nicira }),
});
const since15 = (type: number, code: number, nicira?: Numbers): Declared => ({
  v15: [type, code],
  ...(nicira && { nicira }),
});
const nicira = (type: number, code: number): Declared => ({ nicira: [type, code] });
const apart = (v10: Numbers, later: Numbers): Declared => ({ v10, v13: later, v15: later });

/** Type 0xffff (0xb0c2 in 1.0) with experimenter 0x2320. */
export const NICIRA = 0x2320;

export const errors = {
  OFPHFC_INCOMPATIBLE: all(0, 0),
  OFPHFC_EPERM: all(0, 1),
  OFPBRC_BAD_VERSION: all(1, 0),
  OFPBRC_BAD_TYPE: all(1, 1),
  OFPBRC_BAD_STAT: all(1, 2),
  OFPBRC_BAD_VENDOR: all(1, 3),
  OFPBRC_BAD_SUBTYPE: all(1, 4),
  OFPBRC_EPERM: all(1, 5),
  OFPBRC_BAD_LEN: all(1, 6),
  OFPBRC_BUFFER_EMPTY: all(1, 7),
  OFPBRC_BUFFER_UNKNOWN: all(1, 8),
  OFPBRC_BAD_TABLE_ID: since13(1, 9, [1, 512]),
  OFPBRC_IS_SLAVE: since13(1, 10, [1, 0]),
  OFPBRC_BAD_PORT: since13(1, 11, [1, 514]),
  OFPBRC_BAD_PACKET: since13(1, 12),
  OFPBRC_MULTIPART_BUFFER_OVERFLOW: since13(1, 13),
  OFPBRC_MULTIPART_REQUEST_TIMEOUT: since15(1, 14),
  OFPBRC_MULTIPART_REPLY_TIMEOUT: since15(1, 15),
  OFPBRC_MULTIPART_BAD_SCHED: since15(1, 16),
  OFPBRC_PIPELINE_FIELDS_ONLY: since15(1, 17),
  OFPBRC_UNKNOWN: since15(1, 18),
  NXBRC_NXM_INVALID: nicira(1, 256),
  NXBRC_NXM_BAD_TYPE: nicira(1, 257),
  NXBRC_MUST_BE_ZERO: nicira(1, 515),
  NXBRC_BAD_REASON: nicira(1, 516),
  NXBRC_UNENCODABLE_ERROR: nicira(1, 521),
  OFPBAC_BAD_TYPE: all(2, 0),
  OFPBAC_BAD_LEN: all(2, 1),
  OFPBAC_BAD_VENDOR: all(2, 2),
  OFPBAC_BAD_VENDOR_TYPE: all(2, 3),
  OFPBAC_BAD_OUT_PORT: all(2, 4),
  OFPBAC_BAD_ARGUMENT: all(2, 5),
  OFPBAC_EPERM: all(2, 6),
  OFPBAC_TOO_MANY: all(2, 7),
  OFPBAC_BAD_QUEUE: all(2, 8),
  OFPBAC_BAD_OUT_GROUP: since13(2, 9),
  OFPBAC_MATCH_INCONSISTENT: since13(2, 10, [1, 522]),
  OFPBAC_UNSUPPORTED_ORDER: since13(2, 11),
  OFPBAC_BAD_TAG: since13(2, 12),
  OFPBAC_BAD_SET_TYPE: since13(2, 13, [1, 256]),
  OFPBAC_BAD_SET_LEN: since13(2, 14),
  OFPBAC_BAD_SET_ARGUMENT: since13(2, 15),
  OFPBAC_BAD_SET_MASK: since15(2, 16),
  OFPBAC_BAD_METER: since15(2, 17),
  NXBAC_MUST_BE_ZERO: nicira(2, 256),
  NXBAC_BAD_CONJUNCTION: nicira(2, 526),
  OFPBIC_UNKNOWN_INST: since13(3, 0),
  OFPBIC_UNSUP_INST: since13(3, 1),
  OFPBIC_BAD_TABLE_ID: since13(3, 2),
  OFPBIC_UNSUP_METADATA: since13(3, 3),
  OFPBIC_UNSUP_METADATA_MASK: since13(3, 4),
  OFPBIC_BAD_EXPERIMENTER: since13(3, 5),
  OFPBIC_BAD_EXP_TYPE: since13(3, 6),
  OFPBIC_BAD_LEN: since13(3, 7),
  OFPBIC_EPERM: since13(3, 8),
  OFPBIC_DUP_INST: since13(3, 9),
  OFPBMC_BAD_TYPE: since13(4, 0),
  OFPBMC_BAD_LEN: since13(4, 1),
  OFPBMC_BAD_TAG: since13(4, 2),
  OFPBMC_BAD_DL_ADDR_MASK: since13(4, 3),
  OFPBMC_BAD_NW_ADDR_MASK: since13(4, 4),
  OFPBMC_BAD_WILDCARDS: since13(4, 5),
  OFPBMC_BAD_FIELD: since13(4, 6, [1, 257]),
  OFPBMC_BAD_VALUE: since13(4, 7, [1, 258]),
  OFPBMC_BAD_MASK: since13(4, 8, [1, 259]),
  OFPBMC_BAD_PREREQ: since13(4, 9, [1, 260]),
  OFPBMC_DUP_FIELD: since13(4, 10, [1, 261]),
  OFPBMC_EPERM: since13(4, 11),
  OFPFMFC_UNKNOWN: since13(5, 0),
  OFPFMFC_TABLE_FULL: apart([3, 0], [5, 1]),
  OFPFMFC_BAD_TABLE_ID: since13(5, 2),
  OFPFMFC_OVERLAP: apart([3, 1], [5, 3]),
  OFPFMFC_EPERM: apart([3, 2], [5, 4]),
  OFPFMFC_BAD_TIMEOUT: since13(5, 5),
  OFPFMFC_BAD_EMERG_TIMEOUT: { v10: [3, 3] },
  OFPFMFC_BAD_COMMAND: apart([3, 4], [5, 6]),
  OFPFMFC_BAD_FLAGS: since13(5, 7),
  OFPFMFC_CANT_SYNC: since15(5, 8),
  OFPFMFC_BAD_PRIORITY: since15(5, 9),
  OFPFMFC_IS_SYNC: since15(5, 10),
  OFPFMFC_UNSUPPORTED: { v10: [3, 5] },
  OFPGMFC_GROUP_EXISTS: since13(6, 0),
  OFPGMFC_INVALID_GROUP: since13(6, 1),
  OFPGMFC_WEIGHT_UNSUPPORTED: since13(6, 2),
  OFPGMFC_OUT_OF_GROUPS: since13(6, 3),
  OFPGMFC_OUT_OF_BUCKETS: since13(6, 4),
  OFPGMFC_CHAINING_UNSUPPORTED: since13(6, 5),
  OFPGMFC_WATCH_UNSUPPORTED: since13(6, 6),
  OFPGMFC_LOOP: since13(6, 7),
  OFPGMFC_UNKNOWN_GROUP: since13(6, 8),
  OFPGMFC_CHAINED_GROUP: since13(6, 9),
  OFPGMFC_BAD_TYPE: since13(6, 10),
  OFPGMFC_BAD_COMMAND: since13(6, 11),
  OFPGMFC_BAD_BUCKET: since13(6, 12),
  OFPGMFC_BAD_WATCH: since13(6, 13),
  OFPGMFC_EPERM: since13(6, 14),
  OFPGMFC_UNKNOWN_BUCKET: since15(6, 15),
  OFPGMFC_BUCKET_EXISTS: since15(6, 16),
  OFPPMFC_BAD_PORT: apart([4, 0], [7, 0]),
  OFPPMFC_BAD_HW_ADDR: apart([4, 1], [7, 1]),
  OFPPMFC_BAD_CONFIG: since13(7, 2),
  OFPPMFC_BAD_ADVERTISE: since13(7, 3),
  OFPPMFC_EPERM: since13(7, 4),
  OFPQOFC_BAD_PORT: apart([5, 0], [9, 0]),
  OFPQOFC_BAD_QUEUE: apart([5, 1], [9, 1]),
  OFPQOFC_EPERM: apart([5, 2], [9, 2]),
  OFPSCFC_BAD_FLAGS: since13(10, 0),
  OFPSCFC_BAD_LEN: since13(10, 1),
  OFPSCFC_EPERM: since13(10, 2),
  OFPRRFC_STALE: since13(11, 0),
  OFPRRFC_UNSUP: since13(11, 1),
  OFPRRFC_BAD_ROLE: since13(11, 2, [1, 513]),
  OFPMMFC_UNKNOWN: since13(12, 0),
  OFPMMFC_METER_EXISTS: since13(12, 1),
  OFPMMFC_INVALID_METER: since13(12, 2),
  OFPMMFC_UNKNOWN_METER: since13(12, 3),
  OFPMMFC_BAD_COMMAND: since13(12, 4),
  OFPMMFC_BAD_FLAGS: since13(12, 5),
  OFPMMFC_BAD_RATE: since13(12, 6),
  OFPMMFC_BAD_BURST: since13(12, 7),
  OFPMMFC_BAD_BAND: since13(12, 8),
  OFPMMFC_BAD_BAND_VALUE: since13(12, 9),
  OFPMMFC_OUT_OF_METERS: since13(12, 10),
  OFPMMFC_OUT_OF_BANDS: since13(12, 11),
  OFPTFFC_BAD_TABLE: since13(13, 0),
  OFPBPC_BAD_TYPE: since15(14, 0),
  OFPBPC_BAD_LEN: since15(14, 1),
  OFPBPC_BAD_VALUE: since15(14, 2),
  OFPBPC_TOO_MANY: since15(14, 3),
  OFPBPC_DUP_TYPE: since15(14, 4),
  OFPBPC_BAD_EXPERIMENTER: since15(14, 5),
  OFPBPC_BAD_EXP_TYPE: since15(14, 6),
  OFPBPC_BAD_EXP_VALUE: since15(14, 7),
  OFPBPC_EPERM: since15(14, 8),
  OFPBFC_UNKNOWN: since15(17, 0),
  OFPBFC_EPERM: since15(17, 1),
  OFPBFC_BAD_ID: since15(17, 2),
  OFPBFC_BUNDLE_EXIST: since15(17, 3),
  OFPBFC_BUNDLE_CLOSED: since15(17, 4),
  OFPBFC_OUT_OF_BUNDLES: since15(17, 5),
  OFPBFC_BAD_TYPE: since15(17, 6),
  OFPBFC_BAD_FLAGS: since15(17, 7),
  OFPBFC_MSG_BAD_LEN: since15(17, 8),
  OFPBFC_MSG_BAD_XID: since15(17, 9),
  OFPBFC_MSG_UNSUP: since15(17, 10),
  OFPBFC_MSG_CONFLICT: since15(17, 11),
  OFPBFC_MSG_TOO_MANY: since15(17, 12),
  OFPBFC_MSG_FAILED: since15(17, 13),
  OFPBFC_TIMEOUT: since15(17, 14),
  OFPBFC_BUNDLE_IN_PROGRESS: since15(17, 15),
  NXTTMFC_BAD_COMMAND: nicira(1, 527),
  NXTTMFC_BAD_OPT_LEN: nicira(1, 528),
  NXTTMFC_BAD_FIELD_IDX: nicira(1, 529),
  NXTTMFC_TABLE_FULL: nicira(1, 530),
  NXTTMFC_ALREADY_MAPPED: nicira(1, 531),
  NXTTMFC_DUP_ENTRY: nicira(1, 532),
  NXTTMFC_INVALID_TLV_DEL: nicira(1, 537),
  NXR_NOT_SUPPORTED: nicira(1, 533),
  NXR_STALE: nicira(1, 535),
} as const satisfies Readonly<Record<string, Declared>>;

export type ErrorName = keyof typeof errors;

export interface ErrorNumbers {
  readonly type: number;
  readonly code: number;
  readonly experimenter?: number;
}

function numbersOf(declared: Declared, version: OpenFlowVersion): Numbers | undefined {
  if (version === 0x01) return declared.v10;
  return version === 0x04 ? declared.v13 : declared.v15;
}

/** How a version writes the error; errors that it has no number for become NXBRC_UNENCODABLE_ERROR. */
export function errorNumbers(name: ErrorName, version: OpenFlowVersion): ErrorNumbers {
  const declared: Declared = errors[name];
  const own = numbersOf(declared, version);
  if (own !== undefined) return { type: own[0], code: own[1] };
  const [type, code] = declared.nicira ?? errors.NXBRC_UNENCODABLE_ERROR.nicira!;
  return { type, code, experimenter: NICIRA };
}

const key = (version: number, type: number, code: number) => `${version}:${type}:${code}`;
const named = new Map<string, string>();
for (const [name, declared] of Object.entries<Declared>(errors)) {
  for (const version of [0x01, 0x04, 0x06] as const) {
    const own = numbersOf(declared, version);
    if (own !== undefined) named.set(key(version, own[0], own[1]), name);
  }
  if (declared.nicira !== undefined) named.set(key(NICIRA, declared.nicira[0], declared.nicira[1]), name);
}

/** The name of an error as received; `type 9, code 7` where there is none. */
export function errorName(version: number, error: ErrorNumbers): string {
  const space = error.experimenter ?? version;
  return named.get(key(space, error.type, error.code)) ?? `type ${error.type}, code ${error.code}`;
}

/** A message that cannot be read or carried out; `code` is the name of the error that answers it. */
export class OpenFlowError extends TypedError<ErrorName, { readonly detail: string }> {
  constructor(code: ErrorName, detail: string) {
    super(code, `${code}: ${detail}`, { detail });
  }
}
