/**
 * Values as JSON text, straight to the wire: one function a column type, made once. The notation package builds JSON
 * trees; a dump of 200k rows cannot afford them.
 */
import { type Atom, type BaseType, type ColumnType, printReal, type Value } from '#ovsdb/notation';

export type AtomText = (atom: Atom) => string;
export type ValueText = (value: Value) => string;

const EMPTY_SET = '["set",[]]';
const EMPTY_MAP = '["map",[]]';
/** Strings that JSON.stringify would only put quotes around: printable ASCII without `"` and `\`. */
const PLAIN = /^[ !#-[\]-~]*$/;

export function stringText(text: string): string {
  return text.length < 40 && PLAIN.test(text) ? `"${text}"` : JSON.stringify(text);
}

/** How an atom of `base` is written. */
export function atomTextOf(base: BaseType): AtomText {
  switch (base.type) {
    case 'string':
      return (atom) => stringText(String(atom));
    case 'uuid':
      return (atom) => `["uuid","${String(atom)}"]`;
    case 'real':
      return (atom) => printReal(Number(atom));
    default:
      return (atom) => `${atom}`;
  }
}

/** How a value of `type` is written: a set of one as the bare atom, maps and other sets tagged (RFC 7047, 5.1). */
export function valueTextOf(type: ColumnType): ValueText {
  const key = atomTextOf(type.key);
  if (type.value !== undefined) {
    const value = atomTextOf(type.value);
    return (map) => pairsText(map instanceof Map ? map : new Map(), key, value);
  }
  if (type.max === 1) {
    if (type.min === 1) return (atom) => key(soleAtom(atom));
    return (atom) => (atom === undefined ? EMPTY_SET : key(soleAtom(atom)));
  }
  return (set) => atomsText(Array.isArray(set) ? set : [], key);
}

export function atomsText(atoms: readonly Atom[], key: AtomText): string {
  if (atoms.length === 0) return EMPTY_SET;
  if (atoms.length === 1) return key(atoms[0]!);
  let text = '["set",[';
  for (let i = 0; i < atoms.length; i++) text += i === 0 ? key(atoms[i]!) : `,${key(atoms[i]!)}`;
  return `${text}]]`;
}

export function pairsText(pairs: ReadonlyMap<Atom, Atom>, key: AtomText, value: AtomText): string {
  if (pairs.size === 0) return EMPTY_MAP;
  let text = '';
  for (const [k, v] of pairs) text += `${text === '' ? '["map",[[' : ',['}${key(k)},${value(v)}]`;
  return `${text}]]`;
}

function soleAtom(value: Value): Atom {
  if (value === undefined || typeof value === 'object') throw new Error('a column of one atom holds something else');
  return value;
}
