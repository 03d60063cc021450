/** Atoms as they are typed on command lines (ovs-vsctl(8), "Database Values"). */
import { isUuid, parseUuid } from '#base';
import { type Atom, type BaseType, checkAtom, escapeFault, OvsdbError } from '#ovsdb/notation';
import { CommandError } from '../command-error.js';
import type { RowNames } from '../row-names.js';

/** Parses one atom and checks the constraints of its type. Throws `CommandError`. */
export function atomFromText(base: BaseType, text: string, names: RowNames): Atom {
  const atom = bareAtom(base, text, names);
  checkConstraints(base, atom);
  return atom;
}

/** The atoms of one word of a set: `3-7` are five integers. */
export function atomsFromText(base: BaseType, text: string, names: RowNames): readonly Atom[] {
  const range = base.type === 'integer' && base.enum === undefined ? /^(-?\d+)-(-?\d+)$/.exec(text) : null;
  if (range !== null) {
    const [first, last] = [Number(range[1]), Number(range[2])];
    if (first < last && last - first < 1 << 20) {
      return Array.from({ length: last - first + 1 }, (_, at) => {
        checkConstraints(base, first + at);
        return first + at;
      });
    }
    throw new CommandError(`"${text}" is not a valid integer or range`);
  }
  if (base.type === 'integer' && integerOf(text) === undefined) {
    throw new CommandError(`"${text}" is not a valid integer or range`);
  }
  return [atomFromText(base, text, names)];
}

function bareAtom(base: BaseType, text: string, names: RowNames): Atom {
  switch (base.type) {
    case 'integer': {
      const value = integerOf(text);
      if (value === undefined) throw new CommandError(`"${text}" is not a valid integer`);
      return value;
    }
    case 'real': {
      const value = Number(text);
      if (text.trim() === '' || !/^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(text) || !Number.isFinite(value)) {
        throw new CommandError(`"${text}" is not a valid real number`);
      }
      return value === 0 ? 0 : value;
    }
    case 'boolean':
      if (['true', 'yes', 'on', '1'].includes(text)) return true;
      if (['false', 'no', 'off', '0'].includes(text)) return false;
      throw new CommandError(`"${text}" is not a valid boolean (use "true" or "false")`);
    case 'string':
      return stringOf(text);
    case 'uuid': {
      if (text.startsWith('@')) return names.resolve(text);
      const uuid = parseUuid(text);
      if (uuid === undefined || !isUuid(text.toLowerCase())) throw new CommandError(`"${text}" is not a valid UUID`);
      return uuid;
    }
  }
}

/** The C library reads decimal numbers of 64 bits, leading zeros included. */
function integerOf(text: string): number | bigint | undefined {
  if (!/^[-+]?\d+$/.test(text)) return undefined;
  const value = BigInt(text.replace(/^\+/, ''));
  if (value < -(2n ** 63n) || value >= 2n ** 63n) return undefined;
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

function stringOf(text: string): string {
  if (text === '')
    throw new CommandError('An empty string is not valid as input; use "" to represent the empty string');
  if (!text.startsWith('"')) return text;
  if (text.length < 2 || !text.endsWith('"')) throw new CommandError(`${text}: missing quote at end of quoted string`);
  const badEscape = /\\[^"\\/bfnrtu]/.exec(text.replaceAll(/\\\\/g, '  '))?.[0];
  if (badEscape !== undefined) throw new CommandError(`${text}: bad escape ${badEscape}`);
  const fault = escapeFault(text);
  if (fault !== undefined) throw new CommandError(`${text}: ${fault}`);
  try {
    const parsed: unknown = JSON.parse([...text].map(escapeControl).join(''));
    if (typeof parsed === 'string') return parsed;
  } catch {
    // Falls through: not a string of JSON.
  }
  throw new CommandError(`${text}: invalid quoted string`);
}

/** Control characters need no escape on a command line. */
function escapeControl(character: string): string {
  return character < ' ' ? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}` : character;
}

function checkConstraints(base: BaseType, atom: Atom): void {
  try {
    checkAtom(base, atom);
  } catch (error) {
    if (error instanceof OvsdbError) throw new CommandError(constraintText(error));
    throw error;
  }
}

function constraintText(error: OvsdbError): string {
  return `${error.error}: ${error.details}`;
}
