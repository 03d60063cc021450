/**
 * Validators for the edges: rows that come from a file or a person, checked with zod against the table's declaration.
 * The hot path does not use them: see decoder.ts. zod is loaded when the first validator is made.
 */
import type { ZodType } from 'zod';
import { isUuid } from '#base';
import type { Atom, BaseType, ColumnType } from '#ovsdb/notation';
import { checkAtom, OvsdbError, shapeOf } from '#ovsdb/notation';
import type { AnyTable, Insert } from './table.js';

export interface RowValidator<T extends AnyTable> {
  /** The row that `input` is, or what is wrong with it, one line a fault: `priority: 99999 is not in the valid range...`. */
  parse(input: unknown): { readonly row: Insert<T> } | { readonly problems: readonly string[] };
}

/** Checks new rows of `table` in their in-memory form: arrays for sets, Maps or plain objects for maps. */
export async function rowValidator<T extends AnyTable>(table: T): Promise<RowValidator<T>> {
  const { z } = await import('zod');

  function atom(base: BaseType): ZodType<Atom> {
    return plainAtom(base).superRefine((value, context) => {
      try {
        checkAtom(base, value);
      } catch (error) {
        if (!(error instanceof OvsdbError)) throw error;
        context.addIssue({ code: 'custom', message: error.details ?? error.error });
      }
    });
  }

  function plainAtom(base: BaseType): ZodType<Atom> {
    switch (base.type) {
      case 'integer':
        return z.union([z.int(), z.bigint()]);
      case 'real':
        return z.number();
      case 'boolean':
        return z.boolean();
      case 'string':
        return z.string();
      case 'uuid':
        return z.string().refine(isUuid, 'expected a uuid');
    }
  }

  function column(type: ColumnType): ZodType {
    const key = atom(type.key);
    switch (shapeOf(type)) {
      case 'one':
        return key;
      case 'optional':
        return key.optional();
      case 'set': {
        const elements = z
          .array(key)
          .min(type.min)
          .refine((all) => new Set(all).size === all.length, 'set contains duplicate');
        return type.max === 'unlimited' ? elements : elements.max(type.max);
      }
      case 'map': {
        const pairs = (value: unknown) =>
          typeof value === 'object' && value !== null && !(value instanceof Map) ? mapOf(type.key, value) : value;
        return z.preprocess(pairs, z.map(key, atom(type.value ?? type.key)));
      }
    }
  }

  const shape = Object.fromEntries(
    [...table.schema.columns].map(([name, { type }]) => [name, column(type).optional()]),
  );
  const rows = z.strictObject(shape);
  const isRow = (value: unknown): value is Insert<T> => rows.safeParse(value).success;
  return {
    parse(input) {
      const result = rows.safeParse(input);
      if (!result.success) {
        return {
          problems: result.error.issues.map(({ path, message }) => `${path.join('.') || table.name}: ${message}`),
        };
      }
      // Parsing made Maps of plain objects, so it is the result that is a row.
      return isRow(result.data) ? { row: result.data } : { problems: [`${table.name}: not a row`] };
    },
  };
}

/** Keys of plain objects are strings; integer keys are meant as numbers. */
function mapOf(key: BaseType, value: object): ReadonlyMap<string | number, unknown> {
  return new Map(Object.entries(value).map(([k, v]) => [key.type === 'integer' ? Number(k) : k, v]));
}
