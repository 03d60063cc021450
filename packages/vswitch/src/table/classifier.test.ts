import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { exact, fields, type Match, masked, normalizeMatch } from '#openflow';
import { isUnknownField, keyMatch, matchesKey } from '../key/key-match.js';
import { KEY_WORDS, word } from '../key/layout.js';
import { Classifier } from './classifier.js';
import { Rule } from './rule.js';

const NO_OPTIONS = new Map();

function rule(match: Match, priority: number, actions: Rule['actions'] = []): Rule {
  const compiled = keyMatch(match, NO_OPTIONS);
  if (isUnknownField(compiled)) throw new Error(compiled.unknown.name);
  return new Rule({ kind: 'flow_mod', command: 'add', table: 0, priority, cookie: 0n, match, actions }, compiled, 0);
}

const matchArbitrary = fc
  .record({
    metadata: fc.option(fc.bigInt({ min: 0n, max: 2n }), { nil: undefined }),
    reg0: fc.option(fc.tuple(fc.integer({ min: 0, max: 7 }), fc.constantFrom(1, 3, 4, 7, 0xffffffff)), {
      nil: undefined,
    }),
    ethDst: fc.option(fc.bigInt({ min: 0n, max: 3n }), { nil: undefined }),
  })
  .map(({ metadata, reg0, ethDst }): Match => {
    const match = normalizeMatch([
      ...(metadata === undefined ? [] : [exact(fields.metadata, metadata)]),
      ...(reg0 === undefined ? [] : [masked(fields.reg0, reg0[0], reg0[1])]),
      ...(ethDst === undefined ? [] : [exact(fields.eth_dst, ethDst)]),
    ]);
    if ('conflict' in match) throw new Error('no conflict possible');
    return match;
  });

const keyArbitrary = fc
  .tuple(fc.integer({ min: 0, max: 2 }), fc.integer({ min: 0, max: 7 }), fc.integer({ min: 0, max: 3 }))
  .map(([metadata, reg0, ethDst]) => {
    const key = new Uint32Array(KEY_WORDS);
    key[word.metadata + 1] = metadata;
    key[word.registers] = reg0;
    key[word.ethDestination + 1] = ethDst;
    return key;
  });

test('a look-up finds what looking at every rule finds, through insertions and removals', () => {
  const flows = fc.array(fc.tuple(matchArbitrary, fc.integer({ min: 0, max: 5 }), fc.boolean()), { maxLength: 60 });
  fc.assert(
    fc.property(flows, fc.array(keyArbitrary, { minLength: 1, maxLength: 10 }), (list, keys) => {
      const classifier = new Classifier();
      const all = new Map<string, Rule>();
      for (const [match, priority, isRemoval] of list) {
        const next = rule(match, priority);
        const id = `${next.keyMatch.tuple}/${next.keyMatch.values}/${priority}`;
        const known = classifier.strict(next.keyMatch, priority);
        expect(known).toBe(all.get(id));
        if (known !== undefined) {
          classifier.remove(known);
          all.delete(id);
        }
        if (isRemoval) continue;
        classifier.insert(next);
        all.set(id, next);
      }
      expect(classifier.size).toBe(all.size);
      for (const key of keys) {
        const meeting = [...all.values()].filter(({ keyMatch: match }) => matchesKey(match, key));
        const best = Math.max(-1, ...meeting.map(({ priority }) => priority));
        expect(classifier.lookup(key)?.priority ?? -1).toBe(best);
      }
    }),
  );
});

test('a conjunction is met when all its clauses are', () => {
  const classifier = new Classifier();
  const clause = (match: Match, number: number) =>
    rule(match, 100, [{ kind: 'conjunction', id: 9, clause: number, clauses: 2 }]);
  classifier.insert(clause([exact(fields.reg0, 1)], 0));
  classifier.insert(clause([exact(fields.reg0, 2)], 0));
  classifier.insert(clause([exact(fields.reg1, 5)], 1));
  const target = rule([exact(fields.conj_id, 9)], 100);
  const fallback = rule([], 1);
  classifier.insert(target);
  classifier.insert(fallback);
  const found = (reg0: number, reg1: number) => {
    const key = new Uint32Array(KEY_WORDS);
    key[word.registers] = reg0;
    key[word.registers + 1] = reg1;
    return classifier.lookup(key);
  };
  expect([found(1, 5), found(2, 5), found(3, 5), found(1, 6)]).toEqual([target, target, fallback, fallback]);
});
