/** How long each action is: one of another length is OFPBAC_BAD_LEN before it is looked into. Used by the action decoders. */
import { OpenFlowError } from '../errors.js';
import type { OpenFlowVersion } from '../message/message.js';
import { actions10, actions as codes, nicira } from './code.js';

/** Whole actions in bytes. Those that are not here may have any multiple of eight. */
const STANDARD_10: ReadonlyMap<number, number> = new Map([
  ...Object.values(actions10).map((type) => [type, 8] as const),
  [actions10.setEthSrc, 16],
  [actions10.setEthDst, 16],
  [actions10.enqueue, 16],
]);
const STANDARD: ReadonlyMap<number, number> = new Map([
  ...Object.values(codes).map((type) => [type, 8] as const),
  [codes.output, 16],
  [codes.setEthSrc, 16],
  [codes.setEthDst, 16],
]);
const OPEN: ReadonlySet<number> = new Set([codes.setField, codes.copyField, codes.experimenter]);

const NICIRA: ReadonlyMap<number, number> = new Map([
  ...[
    ...[nicira.resubmit, nicira.setTunnel, nicira.setQueue, nicira.popQueue, nicira.resubmitTable, nicira.exit],
    ...[nicira.decTtl, nicira.finTimeout, nicira.controller, nicira.pushMpls, nicira.popMpls, nicira.setMplsTtl],
    ...[nicira.decMplsTtl, nicira.setMplsLabel, nicira.setMplsTc, nicira.conjunction, nicira.outputTruncated],
    ...[nicira.group, nicira.ctClear, nicira.resubmitTableCt],
  ].map((subtype) => [subtype, 16] as const),
  ...[
    nicira.load,
    nicira.setTunnel64,
    nicira.outputRegister,
    nicira.sample,
    nicira.push,
    nicira.pop,
    nicira.deleteField,
  ].map((subtype) => [subtype, 24] as const),
  ...[nicira.multipath, nicira.writeMetadata, nicira.sample2, nicira.sample3].map((subtype) => [subtype, 32] as const),
]);

export function checkActionLength(type: number, length: number, version: OpenFlowVersion): void {
  const isOpen = version === 0x01 ? type === actions10.experimenter : OPEN.has(type);
  const wanted = isOpen ? undefined : (version === 0x01 ? STANDARD_10 : STANDARD).get(type);
  if (wanted !== undefined && length !== wanted) {
    throw new OpenFlowError('OFPBAC_BAD_LEN', `action ${type} of ${length} bytes`);
  }
}

/** Those that at least so many bytes belong to. */
const LEAST: ReadonlyMap<number, number> = new Map([
  ...[nicira.move, nicira.bundle, nicira.bundleLoad, nicira.ct, nicira.outputRegister2, nicira.checkPacketLarger].map(
    (subtype) => [subtype, 24] as const,
  ),
  [nicira.learn, 32],
  [nicira.learn2, 48],
]);

/** Those of OpenFlow 1.0 that later versions have of their own, and those that 1.5 has. */
const ONLY_10: ReadonlySet<number> = new Set([
  ...[nicira.setQueue, nicira.decTtl, nicira.pushMpls, nicira.popMpls, nicira.setMplsTtl, nicira.decMplsTtl],
  ...[nicira.setMplsLabel, nicira.setMplsTc, nicira.group],
]);
const NOT_15: ReadonlySet<number> = new Set([nicira.move, nicira.load, nicira.loadMasked]);
const SUBTYPES: ReadonlySet<number> = new Set(Object.values(nicira));

/** Whether the version has this action of Nicira's. */
export function hasNicira(subtype: number, version: OpenFlowVersion): boolean {
  if (!SUBTYPES.has(subtype) || (version !== 0x01 && ONLY_10.has(subtype))) return false;
  return version !== 0x06 || !NOT_15.has(subtype);
}

/** `length`: of the whole action. */
export function checkNiciraLength(subtype: number, length: number): void {
  if (length < (LEAST.get(subtype) ?? 0))
    throw new OpenFlowError('OFPBAC_BAD_LEN', `Nicira's action ${subtype} of ${length} bytes`);
  const wanted = NICIRA.get(subtype);
  if (wanted !== undefined && length !== wanted) {
    throw new OpenFlowError('OFPBAC_BAD_LEN', `Nicira's action ${subtype} of ${length} bytes`);
  }
}
