/** The `group` action. Each bucket works on a copy of the packet's state, which the actions behind the group do not see. */
import type { Bucket, GroupDescription } from '#openflow';
import { word } from '../key/layout.js';
import { slotOf, wordsOf } from '../key/slot.js';
import { compile } from './compile.js';
import type { Program, StepResult } from './program.js';
import { MAX_DEPTH, type Translation } from './translation.js';
import type { TranslationBridge } from './translation-bridge.js';

export function runGroup(t: Translation, number: number): StepResult {
  const { bridge } = t;
  t.dependOn(bridge.groups);
  const group = bridge.groups.get(number);
  if (group === undefined) {
    t.trace?.note(t.nesting, `group ${number} does not exist`);
    return 'next';
  }
  if (t.depth >= MAX_DEPTH) {
    t.trace?.note(t.nesting, `over max translation depth ${MAX_DEPTH}`);
    return 'exit';
  }
  const chosen = choose(t, group);
  if (chosen.length === 0) t.effects.push((bytes) => bridge.countGroup(number, -1, bytes));
  for (const bucket of chosen) {
    const index = group.buckets.indexOf(bucket);
    t.trace?.note(t.nesting, `bucket ${index}`);
    t.effects.push((bytes) => bridge.countGroup(number, index, bytes));
    t.depth++;
    t.nesting++;
    t.isolated(() => t.run(programOf(bucket, bridge)));
    t.nesting--;
    t.depth--;
  }
  return 'next';
}

function choose(t: Translation, group: GroupDescription): readonly Bucket[] {
  const live = group.buckets.filter((bucket) => isLive(t, bucket, 0));
  switch (group.type) {
    case 'all':
      return group.buckets;
    case 'indirect':
      return group.buckets.slice(0, 1);
    case 'ff':
      return live.slice(0, 1);
    case 'select': {
      const weighted = live.filter((bucket) => bucket.weight > 0);
      const total = weighted.reduce((sum, bucket) => sum + bucket.weight, 0);
      if (total === 0) return [];
      let point = hashOf(t, group) % total;
      for (const bucket of weighted) {
        if (point < bucket.weight) return [bucket];
        point -= bucket.weight;
      }
      return [];
    }
  }
}

/** A bucket that watches nothing is live; ports must be up, groups must have a live bucket. */
function isLive(t: Translation, bucket: Bucket, depth: number): boolean {
  if (bucket.watchPort !== undefined && bucket.watchPort !== 0xffff) {
    t.dependOn(t.bridge.portSet);
    return t.bridge.portSet.get(bucket.watchPort)?.isUp === true;
  }
  if (bucket.watchGroup !== undefined && bucket.watchGroup !== 0xffffffff) {
    const watched = t.bridge.groups.get(bucket.watchGroup);
    return depth < 8 && watched?.buckets.some((inner) => isLive(t, inner, depth + 1)) === true;
  }
  return true;
}

/** Spreads connections over buckets: the fields that the group names, else addresses, protocol and ports. */
function hashOf(t: Translation, group: GroupDescription): number {
  let hash = Number(BigInt.asUintN(32, group.selection?.parameter ?? 0n)) | 0;
  const add = (value: number) => {
    hash = Math.imul(hash ^ value, 0x9e3779b1);
    hash ^= hash >>> 15;
  };
  const named = group.selection?.fields ?? [];
  if (named.length > 0) {
    for (const { field, value, mask } of named) {
      const slot = slotOf(field, t.bridge.options);
      for (const part of slot === undefined ? [] : wordsOf(slot, mask ?? value, mask ?? value)) {
        add((t.key[part.word]! & part.mask) >>> 0);
      }
    }
  } else {
    for (const [first, count] of HASHED) for (let i = first; i < first + count; i++) add(t.key[i]!);
    add(t.key[word.ip]! >>> 24);
  }
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

const HASHED = [
  [word.ipSource, 2],
  [word.ip6Source, 8],
  [word.transport, 1],
] as const;

interface Compiled {
  readonly options: unknown;
  readonly program: Program;
}

const programs = new WeakMap<Bucket, Compiled>();

function programOf(bucket: Bucket, bridge: TranslationBridge): Program {
  const known = programs.get(bucket);
  if (known !== undefined && known.options === bridge.options) return known.program;
  const program = compile(bucket.actions, bridge.options);
  programs.set(bucket, { options: bridge.options, program });
  return program;
}
