/**
 * Finds the flow of a packet: tuple-space search. Flows with the same mask stand in one hash map (a tuple); a look-up hashes
 * the key under each tuple's mask, tuples with the highest priorities first, until none can beat what was found.
 * Before: rules. After: the translation of a packet.
 */

import type { KeyMatch } from '../key/key-match.js';
import { type FlowKey, word } from '../key/layout.js';
import type { Rule } from './rule.js';

class Tuple {
  readonly words: Int32Array;
  readonly masks: Uint32Array;
  readonly heads = new Map<number, Rule>();
  readonly #priorities = new Map<number, number>();
  highest = -1;
  size = 0;

  constructor(words: readonly number[], masks: readonly number[]) {
    this.words = Int32Array.from(words);
    this.masks = Uint32Array.from(masks);
  }

  hash(values: ArrayLike<number>): number {
    let hash = 0;
    for (let i = 0; i < values.length; i++) hash = mix(hash, values[i] ?? 0);
    return hash;
  }

  /** The first rule of the highest priority that the key meets; `after` goes on behind one found before. */
  find(key: FlowKey): Rule | undefined {
    const { words, masks } = this;
    let hash = 0;
    for (let i = 0; i < words.length; i++) hash = mix(hash, (key[words[i]!]! & masks[i]!) >>> 0);
    for (let rule = this.heads.get(hash); rule !== undefined; rule = rule.next) if (this.#meets(rule, key)) return rule;
    return undefined;
  }

  next(from: Rule, key: FlowKey): Rule | undefined {
    for (let rule = from.next; rule !== undefined; rule = rule.next) if (this.#meets(rule, key)) return rule;
    return undefined;
  }

  #meets(rule: Rule, key: FlowKey): boolean {
    const { words, masks } = this;
    const { values } = rule.keyMatch;
    for (let i = 0; i < words.length; i++) if ((key[words[i]!]! & masks[i]!) >>> 0 !== values[i]) return false;
    return true;
  }

  insert(rule: Rule): void {
    const hash = this.hash(rule.keyMatch.values);
    const head = this.heads.get(hash);
    if (head === undefined || head.priority < rule.priority) {
      rule.next = head;
      this.heads.set(hash, rule);
    } else {
      let before = head;
      while (before.next !== undefined && before.next.priority >= rule.priority) before = before.next;
      rule.next = before.next;
      before.next = rule;
    }
    this.size++;
    this.#priorities.set(rule.priority, (this.#priorities.get(rule.priority) ?? 0) + 1);
    if (rule.priority > this.highest) this.highest = rule.priority;
  }

  remove(rule: Rule): void {
    const hash = this.hash(rule.keyMatch.values);
    const head = this.heads.get(hash);
    if (head === rule) {
      if (rule.next === undefined) this.heads.delete(hash);
      else this.heads.set(hash, rule.next);
    } else {
      let before = head;
      while (before !== undefined && before.next !== rule) before = before.next;
      if (before === undefined) return;
      before.next = rule.next;
    }
    rule.next = undefined;
    this.size--;
    const left = (this.#priorities.get(rule.priority) ?? 1) - 1;
    if (left > 0) this.#priorities.set(rule.priority, left);
    else {
      this.#priorities.delete(rule.priority);
      if (rule.priority === this.highest) this.highest = Math.max(-1, ...this.#priorities.keys());
    }
  }

  strict(values: readonly number[], priority: number): Rule | undefined {
    for (let rule = this.heads.get(this.hash(values)); rule !== undefined; rule = rule.next) {
      if (rule.priority === priority && values.every((value, i) => value === rule?.keyMatch.values[i])) return rule;
    }
    return undefined;
  }
}

function mix(hash: number, value: number): number {
  let h = Math.imul(hash ^ value, 0x9e3779b1);
  h ^= h >>> 15;
  return Math.imul(h, 0x85ebca6b) | 0;
}

/** One flow table's rules. */
export class Classifier {
  readonly #tuples = new Map<string, Tuple>();
  #ordered: Tuple[] = [];
  #isOrdered = true;
  #conjunctive = 0;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  insert(rule: Rule): void {
    const id = rule.keyMatch.tuple;
    let tuple = this.#tuples.get(id);
    if (tuple === undefined) {
      tuple = new Tuple(rule.keyMatch.words, rule.keyMatch.masks);
      this.#tuples.set(id, tuple);
      this.#ordered.push(tuple);
    }
    const before = tuple.highest;
    tuple.insert(rule);
    if (tuple.highest !== before) this.#isOrdered = false;
    if (rule.clauses !== undefined) this.#conjunctive++;
    this.#size++;
  }

  remove(rule: Rule): void {
    const id = rule.keyMatch.tuple;
    const tuple = this.#tuples.get(id);
    if (tuple === undefined) return;
    const before = tuple.highest;
    tuple.remove(rule);
    if (tuple.size === 0) {
      this.#tuples.delete(id);
      this.#ordered = this.#ordered.filter((candidate) => candidate !== tuple);
    } else if (tuple.highest !== before) this.#isOrdered = false;
    if (rule.clauses !== undefined) this.#conjunctive--;
    this.#size--;
  }

  /** To be called when a rule in the table becomes conjunctive or ceases to be. */
  changeConjunctive(by: 1 | -1): void {
    this.#conjunctive += by;
  }

  /** The rule with exactly this match and priority. */
  strict(match: KeyMatch, priority: number): Rule | undefined {
    return this.#tuples.get(match.tuple)?.strict(match.values, priority);
  }

  /** All rules whose mask has at least the bits of `masks` in `words`: where a loose command must look. */
  *within(words: readonly number[], masks: readonly number[]): Iterable<Rule> {
    for (const tuple of this.#tuples.values()) {
      if (!words.every((w, i) => hasBits(tuple, w, masks[i] ?? 0))) continue;
      for (const head of tuple.heads.values()) {
        for (let rule: Rule | undefined = head; rule !== undefined; rule = rule.next) yield rule;
      }
    }
  }

  /** Every rule. */
  rules(): Iterable<Rule> {
    return this.within([], []);
  }

  /** The rule that a packet meets: the one of highest priority, conjunctions resolved. */
  lookup(key: FlowKey): Rule | undefined {
    if (!this.#isOrdered) this.#order();
    return this.#conjunctive === 0 ? this.#plain(key) : this.#withConjunctions(key);
  }

  #order(): void {
    this.#ordered.sort((a, b) => b.highest - a.highest);
    this.#isOrdered = true;
  }

  #plain(key: FlowKey): Rule | undefined {
    let best: Rule | undefined;
    for (const tuple of this.#ordered) {
      if (best !== undefined && best.priority >= tuple.highest) break;
      const found = tuple.find(key);
      if (found !== undefined && (best === undefined || found.priority > best.priority)) best = found;
    }
    return best;
  }

  /** The best rule that is no clause. */
  #hard(key: FlowKey): Rule | undefined {
    let best: Rule | undefined;
    for (const tuple of this.#ordered) {
      if (best !== undefined && best.priority >= tuple.highest) break;
      let found = tuple.find(key);
      while (found?.clauses !== undefined) found = tuple.next(found, key);
      if (found !== undefined && (best === undefined || found.priority > best.priority)) best = found;
    }
    return best;
  }

  /**
   * Clauses of a higher priority than the best plain rule are tried from the highest down (ovs-fields(7), "Conjunctive
   * Match Fields"): where all clauses of an id are met, the key gets this conj_id and is looked up again.
   */
  #withConjunctions(key: FlowKey): Rule | undefined {
    const hard = this.#hard(key);
    const floor = hard?.priority ?? -1;
    const soft: Rule[] = [];
    for (const tuple of this.#ordered) {
      if (tuple.highest <= floor) break;
      for (let rule = tuple.find(key); rule !== undefined; rule = tuple.next(rule, key)) {
        if (rule.clauses !== undefined && rule.priority > floor) soft.push(rule);
      }
    }
    soft.sort((a, b) => b.priority - a.priority);
    for (let i = 0; i < soft.length; ) {
      const priority = soft[i]?.priority;
      const met = new Map<number, { met: bigint; all: bigint }>();
      for (; i < soft.length && soft[i]?.priority === priority; i++) {
        for (const { id, clause, clauses } of soft[i]?.clauses ?? []) {
          const entry = met.get(id);
          const bit = 1n << BigInt(clause);
          if (entry === undefined) met.set(id, { met: bit, all: (1n << BigInt(clauses)) - 1n });
          else entry.met |= bit;
        }
      }
      for (const [id, { met: bits, all }] of met) {
        if (bits !== all) continue;
        const before = key[word.conjunction]!;
        key[word.conjunction] = id;
        const found = this.#hard(key);
        key[word.conjunction] = before;
        if (found !== undefined) return found;
      }
    }
    return hard;
  }
}

function hasBits(tuple: Tuple, wanted: number, mask: number): boolean {
  const i = tuple.words.indexOf(wanted);
  return i >= 0 && (tuple.masks[i]! & mask) >>> 0 === mask;
}
