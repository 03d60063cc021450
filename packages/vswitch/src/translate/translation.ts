/**
 * One run of a flow key through the tables. Before: a key that the cache does not know. After: operations for this and all
 * further packets with the same facts, with the rules to credit and the effects to repeat for each of them.
 */
import type { FieldValue } from '#openflow';
import type { Operation } from '../datapath/operation.js';
import type { FlowKey } from '../key/layout.js';
import { word } from '../key/layout.js';
import type { Rule } from '../table/rule.js';
import { compileFlow } from './compile.js';
import type { Frozen, FrozenStates, Pending } from './frozen.js';
import type { Jump, Program, StepResult } from './program.js';
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
 * patch ports count, and resubmits of one packet. Nesting counts all that has a way back, as a resubmit with actions behind it:
 * it is what fits on our stack, which has room for 1400.
 */
export const MAX_DEPTH = 64;
export const MAX_RESUBMITS = 4096;
const MAX_NESTING = 1000;

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

  /** Looks the packet up in `table` of the current bridge and carries out what it meets, there and in the tables behind. */
  lookup(table: number, inPort: number): StepResult {
    const { table: oldTable, cookie: oldCookie, depth: oldDepth } = this;
    let result: StepResult;
    let isInside = false;
    for (;;) {
      const program = this.#enter(table, inPort);
      if (typeof program === 'string') {
        result = program;
        break;
      }
      if (!isInside) this.nesting++;
      isInside = true;
      result = this.#follow(program, 0);
      const { tail } = program;
      if (result !== 'next' || tail === undefined) break;
      // A loop, not another call: pipelines of a dozen hops are a thousand tables long. Traces show each within the one before.
      if (this.trace !== undefined) {
        result = this.#jump(program, tail);
        break;
      }
      table = tail.table ?? this.table;
      inPort = tail.inPort ?? this.key[word.inPort]!;
    }
    if (isInside) this.nesting--;
    this.depth = oldDepth;
    this.table = oldTable;
    this.cookie = oldCookie;
    return result === 'end' ? 'next' : result;
  }

  /** The program of what the packet meets in `table`; how to go on where it meets nothing, or has gone too far. */
  #enter(table: number, inPort: number): Program | 'next' | 'exit' {
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
    this.table = table;
    this.cookie = rule.cookie;
    if (deepens) this.depth++;
    return programOf(rule, this.bridge);
  }

  /** Carries out a program from step `from`. */
  run(program: Program, from = 0): StepResult {
    const result = this.#follow(program, from);
    if (result === 'next' && program.tail !== undefined) return this.#jump(program, program.tail);
    return result === 'end' ? 'next' : result;
  }

  #jump(program: Program, { table, inPort }: Jump): StepResult {
    this.trace?.action(this.nesting, program, program.steps.length);
    return this.lookup(table ?? this.table, inPort ?? this.key[word.inPort]!);
  }

  /** The steps of a program, without its tail. */
  #follow(program: Program, from: number): StepResult {
    for (let i = from; i < program.steps.length; i++) {
      this.trace?.action(this.nesting, program, i);
      const result = program.steps[i]!(this);
      if (result === 'next') continue;
      if (result === 'pause') {
        const { table, cookie } = this;
        this.#paused?.pending.push({ program, from: i + 1, table, cookie });
      }
      return result;
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
  const program = compileFlow(rule.actions, bridge.options);
  programs.set(rule, { version: rule.version, options: bridge.options, program });
  return program;
}
