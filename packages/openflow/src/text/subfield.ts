/** Parts of fields in texts: `NXM_NX_REG0[3..10]`, `reg0[5]`, `eth_src[]`. */
import { type Field, fieldByHeaderName, fieldByName, type Subfield } from '../field.js';
import { FlowTextError } from './value.js';

/** Nicira's name of a field where it has one, as actions print it. */
export function headerName(field: Field): string {
  return field.nxm?.name ?? field.oxm?.name ?? field.name;
}

export function formatSubfield(part: Subfield): string {
  const name = headerName(part.field);
  if (part.offset === 0 && part.bits === part.field.bits) return `${name}[]`;
  if (part.bits === 1) return `${name}[${part.offset}]`;
  return `${name}[${part.offset}..${part.offset + part.bits - 1}]`;
}

const PATTERN = /^([A-Za-z0-9_]+)(?:\[(?:(\d+)(?:\.\.(\d+))?)?\])?$/;

/** The subfield at the text, if it is one. */
export function parseSubfield(text: string): Subfield | undefined {
  const found = PATTERN.exec(text.trim());
  if (found === null) return undefined;
  const field = fieldByHeaderName(found[1]!) ?? fieldByName(found[1]!);
  if (field === undefined) return undefined;
  if (found[2] === undefined) return { field, offset: 0, bits: field.bits };
  const offset = Number(found[2]);
  const last = Number(found[3] ?? found[2]);
  const beyond = `is not valid because field is only ${field.bits} bits wide`;
  if (last < offset) throw new FlowTextError(`${text}: starting bit ${offset} is after ending bit ${last}`);
  if (offset >= field.bits) throw new FlowTextError(`${text}: starting bit ${offset} ${beyond}`);
  if (last >= field.bits) throw new FlowTextError(`${text}: ending bit ${last} ${beyond}`);
  return { field, offset, bits: last - offset + 1 };
}

/** Throws FlowTextError where there is none. */
export function requireSubfield(text: string): Subfield {
  const part = parseSubfield(text);
  if (part === undefined) throw new FlowTextError(`${text}: unknown field \`${text.replace(/\[.*$/, '')}'`);
  return part;
}

/** What goes from one part of a field to another must fill it. Throws FlowTextError. */
export function checkSameWidth(text: string, source: Subfield, destination: Subfield): void {
  if (source.bits === destination.bits) return;
  throw new FlowTextError(
    `${text}: source field is ${source.bits} bits wide but destination is ${destination.bits} bits wide`,
  );
}
