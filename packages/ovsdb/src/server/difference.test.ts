import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Atom, applyMutation, parseMutation, parseSchema } from '#ovsdb/notation';
import { atomsOf } from './column.js';
import { noteMutation, setDifference, symmetricDifference } from './difference.js';

const type = { key: 'integer', min: 0, max: 'unlimited' };
const schema = parseSchema({ name: 'D', version: '1.0.0', tables: { T: { columns: { c: { type } } } } });
const table = schema.tables.get('T')!;

const sortedSet = (maxLength: number) =>
  fc.uniqueArray(fc.integer({ min: 0, max: 40 }), { maxLength }).map((atoms) => atoms.sort((a, b) => a - b));

const naive = (before: readonly Atom[], after: readonly Atom[]) => ({
  removed: before.filter((atom) => !after.includes(atom)),
  added: after.filter((atom) => !before.includes(atom)),
});

test('the difference of two sets is what one of them has and the other has not, in order', () => {
  fc.assert(
    fc.property(sortedSet(30), sortedSet(30), (before, after) => {
      expect(setDifference(before, after)).toEqual(naive(before, after));
      const { removed, added } = naive(before, after);
      const both = [...removed, ...added].sort((a, b) => Number(a) - Number(b));
      expect(symmetricDifference(before, after)).toEqual(both);
    }),
  );
});

test('what a mutation is known to change is what comparing finds', () => {
  fc.assert(
    fc.property(sortedSet(30), sortedSet(12), fc.constantFrom('insert', 'delete'), (before, operand, mutator) => {
      const mutation = parseMutation(table, ['c', mutator, ['set', operand]]);
      const after = atomsOf(applyMutation(mutation, before));
      noteMutation(mutator === 'insert' ? 'insert' : 'delete', before, after, atomsOf(mutation.value));
      expect(setDifference(before, after)).toEqual(naive(before, after));
      // The other way round nothing is known.
      expect(setDifference(after, before)).toEqual(naive(after, before));
    }),
  );
});
