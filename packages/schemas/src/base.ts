/** Base types of columns (RFC 7047 section 3.2) with the static type of their atoms. Columns are made of them in column.ts. */
import type { Uuid } from '#base';
import type { Atom, BaseType, RefType } from '#ovsdb/notation';

/** A base type whose atoms are `T` in typed rows; `atom` exists for the type checker only. */
export interface Base<T extends Atom = Atom> {
  readonly schema: BaseType;
  readonly atom?: T;
}

/** Strings, whose length in characters can be limited. */
export function string(limits: { readonly minLength?: number; readonly maxLength?: number } = {}): Base<string> {
  return { schema: { type: 'string', ...limits } };
}

/**
 * 64-bit integers, in a range when given. Rows hold numbers; a value beyond 2^53, which no column of OVN is meant to
 * have, is a bigint at run time so that copying it is exact.
 */
export function integer(min?: number, max?: number): Base<number> {
  return {
    schema: {
      type: 'integer',
      ...(min === undefined ? {} : { minInteger: min }),
      ...(max === undefined ? {} : { maxInteger: max }),
    },
  };
}

export function real(): Base<number> {
  return { schema: { type: 'real' } };
}

export function boolean(): Base<boolean> {
  return { schema: { type: 'boolean' } };
}

/** A uuid that need not be a row's. */
export function uuid(): Base<Uuid> {
  return { schema: { type: 'uuid' } };
}

/** The uuid of a row of `table`. Strong: the row must exist and stays as long; weak: the reference goes with the row. */
export function reference<Name extends string>(table: Name, refType: RefType = 'strong'): Base<Uuid<Name>> {
  return { schema: { type: 'uuid', refTable: table, refType } };
}

/** One of these words. */
export function oneOf<const Words extends readonly string[]>(...words: Words): Base<Words[number]> {
  return { schema: { type: 'string', enum: [...words].sort() } };
}
