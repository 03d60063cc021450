/** The one form of a write to a field, whatever action it came in. Before: the action decoders. After: a flow's actions. */
import type { Action } from '../action.js';
import { OpenFlowError } from '../errors.js';
import { type Field, type FieldValue, fields, fullMask } from '../field.js';

/**
 * Whether a mask is no more than none: one of all bits of a field that fills its bytes. A field of three bits of a byte is
 * written with a mask by whoever loads a subfield, and shown with it, as Open vSwitch does.
 */
export function isWhole(field: Field, mask: FieldValue): boolean {
  return field.bits % 8 === 0 && BigInt(mask) === BigInt(fullMask(field));
}

/** `set_field` in the form in which it is kept: DSCP without mask in nw_tos, no mask where `isWhole`. */
export function settingOf(field: Field, value: FieldValue, mask: FieldValue | undefined): Action {
  if (field.access === 'read') throw new OpenFlowError('OFPBAC_BAD_SET_ARGUMENT', `${field.name} is read-only`);
  if (field.bits < 32 && Number(value) >= 2 ** field.bits) {
    throw new OpenFlowError('OFPBAC_BAD_SET_ARGUMENT', `${value} is too much for ${field.name}`);
  }
  if (field === fields.vlan_vid && (Number(value) & 0x1000) === 0)
    throw new OpenFlowError('OFPBAC_BAD_SET_ARGUMENT', 'a VLAN without its tag');
  if (mask === undefined || isWhole(field, mask)) {
    if (field === fields.ip_dscp) return { kind: 'set_field', field: fields.nw_tos, value: Number(value) << 2 };
    return { kind: 'set_field', field, value };
  }
  if ((BigInt(value) & ~BigInt(mask)) !== 0n) throw new OpenFlowError('OFPBMC_BAD_WILDCARDS', field.name);
  if (field.maskable === 'none' && mask !== fullMask(field)) throw new OpenFlowError('OFPBAC_BAD_SET_MASK', field.name);
  return { kind: 'set_field', field, value, mask };
}
