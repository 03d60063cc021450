import {
  type Action,
  exact,
  type Field,
  type FieldValue,
  fields,
  type MatchField,
  masked,
  type Subfield,
} from '#openflow';
import { flagBits, type RegisterUse, openflowTables as tables } from '#pipeline';

// The words in which the physical rules are written; each stands for one action or match field of ovs-ofctl(8).

/** `set_field:VALUE->FIELD` */
export const set = (field: Field, value: FieldValue): Action => ({ kind: 'set_field', field, value });

/** `set_field:VALUE/MASK->FIELD` */
export const setBits = (field: Field, value: FieldValue, mask: FieldValue): Action => ({
  kind: 'set_field',
  field,
  value,
  mask,
});

/** `resubmit(,TABLE)` */
export const resubmit = (table: number): Action => ({ kind: 'resubmit', table });

export const output = (port: number): Action => ({ kind: 'output', port });

/** Bits `offset` to `offset + bits - 1` of a field. */
export const bits = (field: Field, offset: number, count: number): Subfield => ({ field, offset, bits: count });

export const whole = (field: Field): Subfield => ({ field, offset: 0, bits: field.bits });

/** `move:SOURCE->DESTINATION` */
export const move = (source: Subfield, destination: Subfield): Action => ({ kind: 'move', source, destination });

const bitMask = (use: RegisterUse) => ((2 ** use.bits - 1) * 2 ** use.offset) >>> 0;

/** Sets a flag of reg10. */
export const raise = (flag: keyof typeof flagBits): Action =>
  setBits(fields.reg10, bitMask(flagBits[flag]), bitMask(flagBits[flag]));

/** Clears a flag of reg10. */
export const lower = (flag: keyof typeof flagBits): Action => setBits(fields.reg10, 0, bitMask(flagBits[flag]));

/** Matches a flag of reg10 that is set. */
export const raised = (flag: keyof typeof flagBits): MatchField =>
  masked(fields.reg10, bitMask(flagBits[flag]), bitMask(flagBits[flag]));

/** Matches a flag of reg10 that is not set. */
export const lowered = (flag: keyof typeof flagBits): MatchField => masked(fields.reg10, 0, bitMask(flagBits[flag]));

export const inDatapath = (key: number): MatchField => exact(fields.metadata, BigInt(key));
export const fromPort = (key: number): MatchField => exact(fields.reg14, key);
export const toPort = (key: number): MatchField => exact(fields.reg15, key);

export { exact, fields, masked, tables };
