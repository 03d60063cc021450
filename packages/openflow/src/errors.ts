/**
 * The errors of OpenFlow and of Nicira's extensions by the names under which ovs-vswitchd logs and ovs-ofctl prints them, with their numbers
 * in each version. Before: what refuses a message. After: the wire codec, logs, `ofctl`.
 */
import { TypedError } from '#base';
import type { OpenFlowVersion } from './message/message.js';

type Numbers = readonly [type: number, code: number];

interface Declared {
  /** Type and code where the version has this error of its own. */
  readonly v10?: Numbers;
  readonly v13?: Numbers;
  readonly v15?: Numbers;
  /** Nicira's error in OpenFlow 1.0: type 0xb0c2, then these. */
  readonly nicira10?: Numbers;
  /** Nicira's error later: type 0xffff, this number, then the experimenter. */
  readonly nicira?: number;
  /** Nicira's in OpenFlow 1.5 alone. */
  readonly nicira15?: number;
  /** The Open Networking Foundation's extension to 1.3 that has errors of 1.4. */
  readonly onf13?: number;
}

export const NICIRA = 0x2320;
const ONF = 0x4f4e4600;

export const errors = {
  OFPHFC_INCOMPATIBLE: { v10: [0, 0], v13: [0, 0], v15: [0, 0] },
  OFPHFC_EPERM: { v10: [0, 1], v13: [0, 1], v15: [0, 1] },
  OFPBRC_BAD_VERSION: { v10: [1, 0], v13: [1, 0], v15: [1, 0] },
  OFPBRC_BAD_TYPE: { v10: [1, 1], v13: [1, 1], v15: [1, 1] },
  OFPBRC_BAD_STAT: { v10: [1, 2], v13: [1, 2], v15: [1, 2] },
  OFPBRC_BAD_VENDOR: { v10: [1, 3], v13: [1, 3], v15: [1, 3] },
  OFPBRC_BAD_SUBTYPE: { v10: [1, 4], v13: [1, 4], v15: [1, 4] },
  OFPBRC_EPERM: { v10: [1, 5], v13: [1, 5], v15: [1, 5] },
  OFPBRC_BAD_LEN: { v10: [1, 6], v13: [1, 6], v15: [1, 6] },
  OFPBRC_BUFFER_EMPTY: { v10: [1, 7], v13: [1, 7], v15: [1, 7] },
  OFPBRC_BUFFER_UNKNOWN: { v10: [1, 8], v13: [1, 8], v15: [1, 8] },
  OFPBAC_BAD_TYPE: { v10: [2, 0], v13: [2, 0], v15: [2, 0] },
  OFPBAC_BAD_LEN: { v10: [2, 1], v13: [2, 1], v15: [2, 1] },
  OFPBAC_BAD_VENDOR: { v10: [2, 2], v13: [2, 2], v15: [2, 2] },
  OFPBAC_BAD_VENDOR_TYPE: { v10: [2, 3], v13: [2, 3], v15: [2, 3] },
  OFPBAC_BAD_OUT_PORT: { v10: [2, 4], v13: [2, 4], v15: [2, 4] },
  OFPBAC_BAD_ARGUMENT: { v10: [2, 5], v13: [2, 5], v15: [2, 5] },
  OFPBAC_EPERM: { v10: [2, 6], v13: [2, 6], v15: [2, 6] },
  OFPBAC_TOO_MANY: { v10: [2, 7], v13: [2, 7], v15: [2, 7] },
  OFPBAC_BAD_QUEUE: { v10: [2, 8], v13: [2, 8], v15: [2, 8] },
  OFPFMFC_TABLE_FULL: { v10: [3, 0], v13: [5, 1], v15: [5, 1] },
  OFPFMFC_OVERLAP: { v10: [3, 1], v13: [5, 3], v15: [5, 3] },
  OFPFMFC_EPERM: { v10: [3, 2], v13: [5, 4], v15: [5, 4] },
  OFPFMFC_BAD_EMERG_TIMEOUT: { v10: [3, 3] },
  OFPFMFC_BAD_COMMAND: { v10: [3, 4], v13: [5, 6], v15: [5, 6] },
  OFPFMFC_UNSUPPORTED: { v10: [3, 5] },
  OFPPMFC_BAD_PORT: { v10: [4, 0], v13: [7, 0], v15: [7, 0] },
  OFPPMFC_BAD_HW_ADDR: { v10: [4, 1], v13: [7, 1], v15: [7, 1] },
  OFPQOFC_BAD_PORT: { v10: [5, 0], v13: [9, 0], v15: [9, 0] },
  OFPQOFC_BAD_QUEUE: { v10: [5, 1], v13: [9, 1], v15: [9, 1] },
  OFPQOFC_EPERM: { v10: [5, 2], v13: [9, 2], v15: [9, 2] },
  OFPBRC_BAD_TABLE_ID: { v13: [1, 9], v15: [1, 9], nicira10: [1, 512] },
  OFPBRC_IS_SECONDARY: { v13: [1, 10], v15: [1, 10] },
  OFPBRC_BAD_PORT: { v13: [1, 11], v15: [1, 11], nicira10: [1, 514] },
  OFPBRC_BAD_PACKET: { v13: [1, 12], v15: [1, 12] },
  OFPBRC_MULTIPART_BUFFER_OVERFLOW: { v13: [1, 13], v15: [1, 13] },
  OFPBAC_BAD_OUT_GROUP: { v13: [2, 9], v15: [2, 9], nicira10: [2, 9] },
  OFPBAC_MATCH_INCONSISTENT: { v13: [2, 10], v15: [2, 10], nicira10: [1, 522] },
  OFPBAC_UNSUPPORTED_ORDER: { v13: [2, 11], v15: [2, 11] },
  OFPBAC_BAD_TAG: { v13: [2, 12], v15: [2, 12] },
  OFPBAC_BAD_SET_TYPE: { v13: [2, 13], v15: [2, 13], nicira10: [1, 523] },
  OFPBAC_BAD_SET_LEN: { v13: [2, 14], v15: [2, 14], nicira10: [1, 524] },
  OFPBAC_BAD_SET_ARGUMENT: { v13: [2, 15], v15: [2, 15], nicira10: [1, 525] },
  OFPBIC_UNKNOWN_INST: { v13: [3, 0], v15: [3, 0] },
  OFPBIC_UNSUP_INST: { v13: [3, 1], v15: [3, 1], nicira10: [2, 257] },
  OFPBIC_BAD_TABLE_ID: { v13: [3, 2], v15: [3, 2] },
  OFPBIC_UNSUP_METADATA: { v13: [3, 3], v15: [3, 3] },
  OFPBIC_UNSUP_METADATA_MASK: { v13: [3, 4], v15: [3, 4] },
  OFPBIC_BAD_EXPERIMENTER: { v13: [3, 5], v15: [3, 5] },
  OFPBIC_BAD_EXP_TYPE: { v13: [3, 6], v15: [3, 6] },
  OFPBIC_BAD_LEN: { v13: [3, 7], v15: [3, 7] },
  OFPBIC_EPERM: { v13: [3, 8], v15: [3, 8] },
  OFPBMC_BAD_TYPE: { v13: [4, 0], v15: [4, 0] },
  OFPBMC_BAD_LEN: { v13: [4, 1], v15: [4, 1] },
  OFPBMC_BAD_TAG: { v13: [4, 2], v15: [4, 2] },
  OFPBMC_BAD_DL_ADDR_MASK: { v13: [4, 3], v15: [4, 3] },
  OFPBMC_BAD_NW_ADDR_MASK: { v13: [4, 4], v15: [4, 4] },
  OFPBMC_BAD_WILDCARDS: { v13: [4, 5], v15: [4, 5], nicira10: [1, 262] },
  OFPBMC_BAD_FIELD: { v13: [4, 6], v15: [4, 6], nicira10: [0, 263] },
  OFPBMC_BAD_VALUE: { v13: [4, 7], v15: [4, 7], nicira10: [1, 258] },
  OFPBMC_BAD_MASK: { v13: [4, 8], v15: [4, 8], nicira10: [1, 259] },
  OFPBMC_BAD_PREREQ: { v13: [4, 9], v15: [4, 9], nicira10: [1, 260] },
  OFPBMC_DUP_FIELD: { v13: [4, 10], v15: [4, 10], nicira10: [1, 261] },
  OFPBMC_EPERM: { v13: [4, 11], v15: [4, 11] },
  OFPFMFC_UNKNOWN: { v13: [5, 0], v15: [5, 0] },
  OFPFMFC_BAD_TABLE_ID: { v13: [5, 2], v15: [5, 2] },
  OFPFMFC_BAD_TIMEOUT: { v13: [5, 5], v15: [5, 5] },
  OFPFMFC_BAD_FLAGS: { v13: [5, 7], v15: [5, 7], nicira10: [3, 258] },
  OFPGMFC_GROUP_EXISTS: { v13: [6, 0], v15: [6, 0], nicira10: [6, 0] },
  OFPGMFC_INVALID_GROUP: { v13: [6, 1], v15: [6, 1], nicira10: [6, 1] },
  OFPGMFC_WEIGHT_UNSUPPORTED: { v13: [6, 2], v15: [6, 2], nicira10: [6, 2] },
  OFPGMFC_OUT_OF_GROUPS: { v13: [6, 3], v15: [6, 3], nicira10: [6, 3] },
  OFPGMFC_OUT_OF_BUCKETS: { v13: [6, 4], v15: [6, 4], nicira10: [6, 4] },
  OFPGMFC_CHAINING_UNSUPPORTED: { v13: [6, 5], v15: [6, 5], nicira10: [6, 5] },
  OFPGMFC_WATCH_UNSUPPORTED: { v13: [6, 6], v15: [6, 6], nicira10: [6, 6] },
  OFPGMFC_LOOP: { v13: [6, 7], v15: [6, 7], nicira10: [6, 7] },
  OFPGMFC_UNKNOWN_GROUP: { v13: [6, 8], v15: [6, 8], nicira10: [6, 8] },
  OFPGMFC_CHAINED_GROUP: { v13: [6, 9], v15: [6, 9], nicira10: [6, 9] },
  OFPGMFC_BAD_TYPE: { v13: [6, 10], v15: [6, 10], nicira10: [6, 10] },
  OFPGMFC_BAD_COMMAND: { v13: [6, 11], v15: [6, 11], nicira10: [6, 11] },
  OFPGMFC_BAD_BUCKET: { v13: [6, 12], v15: [6, 12], nicira10: [6, 12] },
  OFPGMFC_BAD_WATCH: { v13: [6, 13], v15: [6, 13], nicira10: [6, 13] },
  OFPGMFC_EPERM: { v13: [6, 14], v15: [6, 14], nicira10: [6, 14] },
  OFPPMFC_BAD_CONFIG: { v13: [7, 2], v15: [7, 2] },
  OFPPMFC_BAD_ADVERTISE: { v13: [7, 3], v15: [7, 3] },
  OFPPMFC_EPERM: { v13: [7, 4], v15: [7, 4] },
  OFPTMFC_BAD_TABLE: { v13: [8, 0], v15: [8, 0] },
  OFPTMFC_BAD_CONFIG: { v13: [8, 1], v15: [8, 1] },
  OFPTMFC_EPERM: { v13: [8, 2], v15: [8, 2] },
  OFPSCFC_BAD_FLAGS: { v13: [10, 0], v15: [10, 0] },
  OFPSCFC_BAD_LEN: { v13: [10, 1], v15: [10, 1] },
  OFPSCFC_EPERM: { v13: [10, 2], v15: [10, 2] },
  OFPRRFC_STALE: { v13: [11, 0], v15: [11, 0] },
  OFPRRFC_UNSUP: { v13: [11, 1], v15: [11, 1] },
  OFPRRFC_BAD_ROLE: { v13: [11, 2], v15: [11, 2], nicira10: [1, 513] },
  OFPMMFC_UNKNOWN: { v13: [12, 0], v15: [12, 0] },
  OFPMMFC_METER_EXISTS: { v13: [12, 1], v15: [12, 1] },
  OFPMMFC_INVALID_METER: { v13: [12, 2], v15: [12, 2] },
  OFPMMFC_UNKNOWN_METER: { v13: [12, 3], v15: [12, 3] },
  OFPMMFC_BAD_COMMAND: { v13: [12, 4], v15: [12, 4] },
  OFPMMFC_BAD_FLAGS: { v13: [12, 5], v15: [12, 5] },
  OFPMMFC_BAD_RATE: { v13: [12, 6], v15: [12, 6] },
  OFPMMFC_BAD_BURST: { v13: [12, 7], v15: [12, 7] },
  OFPMMFC_BAD_BAND: { v13: [12, 8], v15: [12, 8] },
  OFPMMFC_BAD_BAND_VALUE: { v13: [12, 9], v15: [12, 9] },
  OFPMMFC_OUT_OF_METERS: { v13: [12, 10], v15: [12, 10] },
  OFPMMFC_OUT_OF_BANDS: { v13: [12, 11], v15: [12, 11] },
  OFPTFFC_BAD_TABLE: { v13: [13, 0], v15: [13, 0] },
  OFPTFFC_BAD_METADATA: { v13: [13, 1], v15: [13, 1] },
  OFPBPC_BAD_TYPE: { v13: [13, 2], v15: [14, 0], nicira10: [13, 2] },
  OFPBPC_BAD_LEN: { v13: [13, 3], v15: [14, 1], nicira10: [13, 3] },
  OFPBPC_BAD_VALUE: { v13: [13, 4], v15: [14, 2], nicira10: [13, 4] },
  OFPTFFC_EPERM: { v13: [13, 5], v15: [13, 5] },
  OFPBRC_MULTIPART_REQUEST_TIMEOUT: { v15: [1, 14] },
  OFPBRC_MULTIPART_REPLY_TIMEOUT: { v15: [1, 15] },
  OFPBRC_MULTIPART_BAD_SCHED: { v15: [1, 16] },
  OFPBRC_PIPELINE_FIELDS_ONLY: { v15: [1, 17] },
  OFPBRC_UNKNOWN: { v15: [1, 18] },
  OFPBAC_BAD_SET_MASK: { v15: [2, 16] },
  OFPBAC_BAD_METER: { v15: [2, 17] },
  OFPBIC_DUP_INST: { v15: [3, 9], onf13: 2600 },
  OFPFMFC_CANT_SYNC: { v15: [5, 8] },
  OFPFMFC_BAD_PRIORITY: { v15: [5, 9] },
  OFPFMFC_IS_SYNC: { v15: [5, 10] },
  OFPGMFC_UNKNOWN_BUCKET: { v15: [6, 15], nicira10: [6, 15] },
  OFPGMFC_BUCKET_EXISTS: { v15: [6, 16], nicira10: [6, 16] },
  OFPRRFC_ID_UNSUP: { v15: [11, 3] },
  OFPRRFC_ID_IN_USE: { v15: [11, 4] },
  OFPTFFC_BAD_CAPA: { v15: [13, 6] },
  OFPTFFC_BAD_MAX_ENT: { v15: [13, 7] },
  OFPTFFC_BAD_FEATURES: { v15: [13, 8] },
  OFPTFFC_BAD_COMMAND: { v15: [13, 9] },
  OFPTFFC_TOO_MANY: { v15: [13, 10] },
  OFPBPC_TOO_MANY: { v15: [14, 3], nicira10: [14, 3] },
  OFPBPC_DUP_TYPE: { v15: [14, 4], nicira10: [14, 4] },
  OFPBPC_BAD_EXPERIMENTER: { v15: [14, 5], nicira10: [14, 5] },
  OFPBPC_BAD_EXP_TYPE: { v15: [14, 6], nicira10: [14, 6] },
  OFPBPC_BAD_EXP_VALUE: { v15: [14, 7], nicira10: [14, 7] },
  OFPBPC_EPERM: { v15: [14, 8], nicira10: [14, 8] },
  OFPACFC_INVALID: { v15: [15, 0] },
  OFPACFC_UNSUPPORTED: { v15: [15, 1] },
  OFPACFC_EPERM: { v15: [15, 2] },
  OFPMOFC_UNKNOWN: { v15: [16, 0] },
  OFPMOFC_MONITOR_EXISTS: { v15: [16, 1], nicira10: [1, 517], nicira: 6 },
  OFPMOFC_INVALID_MONITOR: { v15: [16, 2] },
  OFPMOFC_UNKNOWN_MONITOR: { v15: [16, 3], nicira10: [1, 519], nicira: 8 },
  OFPMOFC_BAD_COMMAND: { v15: [16, 4] },
  OFPMOFC_BAD_FLAGS: { v15: [16, 5], nicira10: [1, 518], nicira: 7 },
  OFPMOFC_BAD_TABLE_ID: { v15: [16, 6] },
  OFPMOFC_BAD_OUT: { v15: [16, 7] },
  OFPBFC_UNKNOWN: { v15: [17, 0], onf13: 2300 },
  OFPBFC_EPERM: { v15: [17, 1], onf13: 2301 },
  OFPBFC_BAD_ID: { v15: [17, 2], onf13: 2302 },
  OFPBFC_BUNDLE_EXIST: { v15: [17, 3], onf13: 2303 },
  OFPBFC_BUNDLE_CLOSED: { v15: [17, 4], onf13: 2304 },
  OFPBFC_OUT_OF_BUNDLES: { v15: [17, 5], onf13: 2305 },
  OFPBFC_BAD_TYPE: { v15: [17, 6], onf13: 2306 },
  OFPBFC_BAD_FLAGS: { v15: [17, 7], onf13: 2307 },
  OFPBFC_MSG_BAD_LEN: { v15: [17, 8], onf13: 2308 },
  OFPBFC_MSG_BAD_XID: { v15: [17, 9], onf13: 2309 },
  OFPBFC_MSG_UNSUP: { v15: [17, 10], onf13: 2310 },
  OFPBFC_MSG_CONFLICT: { v15: [17, 11], onf13: 2311 },
  OFPBFC_MSG_TOO_MANY: { v15: [17, 12], onf13: 2312 },
  OFPBFC_MSG_FAILED: { v15: [17, 13], onf13: 2313 },
  OFPBFC_TIMEOUT: { v15: [17, 14], onf13: 2314 },
  OFPBFC_BUNDLE_IN_PROGRESS: { v15: [17, 15], onf13: 2315 },
  OFPBFC_SCHED_NOT_SUPPORTED: { v15: [17, 16] },
  OFPBFC_SCHED_FUTURE: { v15: [17, 17] },
  OFPBFC_SCHED_PAST: { v15: [17, 18] },
  NXBRC_NXM_INVALID: { nicira10: [1, 256], nicira: 2 },
  NXBRC_NXM_BAD_TYPE: { nicira10: [1, 257], nicira: 3 },
  NXBMC_CT_DATAPATH_SUPPORT: { nicira10: [1, 264], nicira: 43 },
  NXBRC_MUST_BE_ZERO: { nicira10: [1, 515], nicira: 4 },
  NXBRC_BAD_REASON: { nicira10: [1, 516], nicira: 5 },
  NXBRC_UNENCODABLE_ERROR: { nicira10: [1, 521], nicira: 10 },
  NXTTMFC_BAD_COMMAND: { nicira10: [1, 527], nicira: 16 },
  NXTTMFC_BAD_OPT_LEN: { nicira10: [1, 528], nicira: 17 },
  NXTTMFC_BAD_FIELD_IDX: { nicira10: [1, 529], nicira: 18 },
  NXTTMFC_TABLE_FULL: { nicira10: [1, 530], nicira: 19 },
  NXTTMFC_ALREADY_MAPPED: { nicira10: [1, 531], nicira: 20 },
  NXTTMFC_DUP_ENTRY: { nicira10: [1, 532], nicira: 21 },
  NXR_NOT_SUPPORTED: { nicira10: [1, 533], nicira: 34 },
  NXR_STALE: { nicira10: [1, 534], nicira: 35 },
  NXFMFC_INVALID_TLV_FIELD: { nicira10: [1, 536], nicira: 37 },
  NXTTMFC_INVALID_TLV_DEL: { nicira10: [1, 537], nicira: 38 },
  NXBAC_MUST_BE_ZERO: { nicira10: [2, 256], nicira: 11 },
  NXBAC_BAD_CONJUNCTION: { nicira10: [2, 526], nicira: 15 },
  NXFMFC_HARDWARE: { nicira10: [5, 256], nicira: 12 },
  NXFMFC_BAD_TABLE_ID: { nicira10: [5, 257], nicira: 13 },
  NXBAC_CT_DATAPATH_SUPPORT: { nicira10: [1, 265], nicira: 42 },
  NXBAC_BAD_ED_PROP: { nicira: 41 },
  NXBAC_BAD_HEADER_TYPE: { nicira: 39 },
  NXBAC_UNKNOWN_ED_PROP: { nicira: 40 },
  NXBRC_FM_BAD_EVENT: { nicira10: [1, 520], nicira: 9 },
  NXQOFC_QUEUE_ERROR: { nicira15: 23 },
  NXST_NOT_CONFIGURED: { nicira10: [1, 535], nicira: 36 },
  NXTFFC_DUP_TABLE: { nicira: 44 },
  OFPBFC_BAD_VERSION: { nicira15: 22 },
} as const satisfies Readonly<Record<string, Declared>>;

export type ErrorName = keyof typeof errors;

/** An error as a message carries it. With `experimenter`, beyond 1.0, `type` is 0. */
export interface ErrorNumbers {
  readonly type: number;
  readonly code: number;
  readonly experimenter?: number;
}

/** The numbers of an error that the version has, its own or an experimenter's. */
function numbersIn(declared: Declared, version: OpenFlowVersion): ErrorNumbers | undefined {
  const { v10, v13, v15, nicira10, nicira, nicira15, onf13 } = declared;
  const own = version === 0x01 ? v10 : version === 0x04 ? v13 : v15;
  if (own !== undefined) return { type: own[0], code: own[1] };
  if (version === 0x01) {
    return nicira10 === undefined ? undefined : { type: nicira10[0], code: nicira10[1], experimenter: NICIRA };
  }
  if (version === 0x04 && onf13 !== undefined) return { type: 0, code: onf13, experimenter: ONF };
  const code = nicira ?? (version === 0x06 ? nicira15 : undefined);
  return code === undefined ? undefined : { type: 0, code, experimenter: NICIRA };
}

/** How a version writes the error; one that it has no number for becomes NXBRC_UNENCODABLE_ERROR. */
export function errorNumbers(name: ErrorName, version: OpenFlowVersion): ErrorNumbers {
  const found = numbersIn(errors[name], version);
  return found ?? numbersIn(errors.NXBRC_UNENCODABLE_ERROR, version) ?? { type: 1, code: 1 };
}

const keyOf = (version: number, { type, code, experimenter }: ErrorNumbers) =>
  `${version}:${experimenter ?? ''}:${type}:${code}`;

const named = new Map<string, string>();
for (const [name, declared] of Object.entries<Declared>(errors)) {
  for (const version of [0x01, 0x04, 0x06] as const) {
    const numbers = numbersIn(declared, version);
    if (numbers !== undefined) named.set(keyOf(version, numbers), name);
  }
}

/** The name of an error as received; `type 9, code 7` where there is none. */
export function errorName(version: number, error: ErrorNumbers): string {
  return named.get(keyOf(version, error)) ?? `type ${error.type}, code ${error.code}`;
}

/** A message that cannot be read or carried out; `code` is the name of the error that answers it. */
export class OpenFlowError extends TypedError<ErrorName, { readonly detail: string }> {
  constructor(code: ErrorName, detail: string) {
    super(code, `${code}: ${detail}`, { detail });
  }
}
