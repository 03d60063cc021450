/**
 * One run of a flow key through the tables. Before: a key that the cache does not know. After: operations for this and all
 * further packets with the same facts, with the rules to credit and the effects to repeat for each of them.
 */
import type { FieldValue } from '#openflow';
import type { Operation } from '../datapath/operation.js';
import type { FlowKey } from '../key/layout.js';
import { word } from '../key/layout.js';
import type { Rule } from '../table/rule.js';
import { compile } from './compile.js';
import type { Frozen, FrozenStates, Pending } from './frozen.js';
import type { Program, StepResult } from './program.js';
import type { Mirror, TranslationBridge, Versioned } from './translation-bridge.js';

/** Something that each packet does beside being sent: learning, counting. */
export type Effect = (bytes: number) => void;

/** Hears what a translation does; `depth` is its nesting. For ofproto/trace. */
export interface TraceSink {
  bridge(depth: number, bridge: TranslationBridge): void;
  rule(depth: number, table: number, rule: Rule | undefined): void;
  action(depth: number, program: Program, index: number): void;
  note(depth: number, text: string): void;
}

/**
 * Limits as Open vSwitch has them (ovs-actions(7)): the depth, to which resubmits to the same or an earlier table, groups and
 * patch ports count, and resubmits of one packet. Nesting counts every resubmit: it is what fits on our stack.
 */
export const MAX_DEPTH = 64;
export const MAX_RESUBMITS = 4096;
const MAX_NESTING = 1500;

/** Everything there is to know about packets with the same facts. */
export interface Translated {
  readonly operations: readonly Operation[];
  readonly rules: readonly Rule[];
  readonly effects: readonly Effect[];
  /** What was looked at, and its version then: the translation holds while they are equal. */
  readonly dependencies: readonly Versioned[];
  readonly versions: readonly number[];
  /** Lengths of frames it holds for. */
  readonly minLength: number;
  readonly maxLength: number;
}

interface Paused {
  readonly pending: Pending[];
}

export class Translation {
  readonly key: FlowKey;
  /** Headers as the frame has them after the operations so far. */
  readonly base: FlowKey;
  readonly states: FrozenStates;
  readonly operations: Operation[] = [];
  readonly effects: Effect[] = [];
  readonly trace: TraceSink | undefined;
  readonly packetLength: number;
  bridge: TranslationBridge;
  table = 0;
  cookie = 0n;
  stack: FieldValue[] = [];
  /** What counts for MAX_DEPTH. */
  depth = 0;
  /** How deep in lists of actions, for traces and our stack. */
  nesting = 0;
  resubmits = 0;
  minLength = 0;
  maxLength = Number.POSITIVE_INFINITY;
  /** Mirrors that have their copy. */
  readonly mirrored = new Set<Mirror>();
  /** The packet came through packet_out: a `controller` action then has that reason. */
  isPacketOut = false;
  #rules: Rule[] = [];
  readonly #dependencies = new Set<Versioned>();
  #paused: Paused | undefined;

  /** `key` becomes the translation's own. */
  constructor(bridge: TranslationBridge, key: FlowKey, packetLength: number, states: FrozenStates, trace?: TraceSink) {
    this.bridge = bridge;
    this.key = key;
    this.base = key.slice();
    this.packetLength = packetLength;
    this.states = states;
    this.trace = trace;
  }

  /** Notes that the result depends on `source`. */
  dependOn(source: Versioned): void {
    this.#dependencies.add(source);
  }

  /** Looks the packet up in `table` of the current bridge and carries out what it meets. */
  lookup(table: number, inPort: number): StepResult {
    const deepens = this.nesting > 0 && table <= this.table;
    if ((deepens && this.depth >= MAX_DEPTH) || this.nesting >= MAX_NESTING) {
      this.trace?.note(this.nesting, `over max translation depth ${MAX_DEPTH}`);
      return 'exit';
    }
    if (this.resubmits++ >= MAX_RESUBMITS) {
      this.trace?.note(this.nesting, `over ${MAX_RESUBMITS} resubmit actions`);
      return 'exit';
    }
    const flowTable = this.bridge.tables.tables[table];
    if (flowTable === undefined) return 'next';
    this.dependOn(flowTable);
    const realInPort = this.key[word.inPort]!;
    this.key[word.inPort] = inPort;
    const rule = flowTable.rules.lookup(this.key);
    this.key[word.inPort] = realInPort;
    this.effects.push(() => {
      flowTable.lookups++;
      if (rule !== undefined) flowTable.matched++;
    });
    this.trace?.rule(this.nesting, table, rule);
    if (rule === undefined) return 'next';
    this.#rules.push(rule);
    const [oldTable, oldCookie] = [this.table, this.cookie];
    this.table = table;
    this.cookie = rule.cookie;
    if (deepens) this.depth++;
    this.nesting++;
    const result = this.run(programOf(rule, this.bridge));
    this.nesting--;
    if (deepens) this.depth--;
    this.table = oldTable;
    this.cookie = oldCookie;
    return result;
  }

  /** Carries out a program from step `from`. */
  run(program: Program, from = 0): StepResult {
    for (let i = from; i < program.steps.length; i++) {
      this.trace?.action(this.nesting, program, i);
      const result = program.steps[i]!(this);
      if (result === 'next') continue;
      if (result === 'pause') {
        const { table, cookie } = this;
        this.#paused?.pending.push({ program, from: i + 1, table, cookie });
      }
      return result === 'end' ? 'next' : result;
    }
    return 'next';
  }

  /** A list that outer lists must join when it pauses: gets their pending actions, innermost first. */
  pause(): Paused {
    this.#paused = { pending: [] };
    return this.#paused;
  }

  /** Runs `inside` with a copy of key and stack, and puts them back. A pause inside stays inside. */
  isolated(inside: () => void): void {
    const key = this.key.slice();
    const stack = [...this.stack];
    const paused = this.#paused;
    inside();
    this.#paused = paused;
    this.key.set(key);
    this.stack = stack;
  }

  /** Goes on with a frozen packet, whose key was thawed before. */
  resume(frozen: Frozen): void {
    this.stack = [...frozen.stack];
    if (frozen.pending === undefined) {
      this.lookup(frozen.table, this.key[word.inPort]!);
      return;
    }
    for (const { program, from, table, cookie } of frozen.pending) {
      this.table = table;
      this.cookie = cookie;
      const result = this.run(program, from);
      if (result === 'exit' || result === 'pause') return;
    }
  }

  result(): Translated {
    const dependencies = [...this.#dependencies];
    return {
      operations: this.operations,
      rules: this.#rules,
      effects: this.effects,
      dependencies,
      versions: dependencies.map((source) => source.version),
      minLength: this.minLength,
      maxLength: this.maxLength,
    };
  }
}

interface Compiled {
  readonly version: number;
  readonly options: unknown;
  readonly program: Program;
}

const programs = new WeakMap<Rule, Compiled>();

/** The rule's actions made ready; made anew after a change of actions or of the tunnel options. */
function programOf(rule: Rule, bridge: TranslationBridge): Program {
  const known = programs.get(rule);
  if (known !== undefined && known.version === rule.version && known.options === bridge.options) return known.program;
  const program = compile(rule.actions, bridge.options);
  programs.set(rule, { version: rule.version, options: bridge.options, program });
  return program;
}
