/**
 * A rule as flow statistics show it, worked out as it is read: long lists are made in one turn and written over many. Before:
 * the flow tables. After: OpenFlow's encoders.
 */
import type { Action, FlowStats, Match } from '#openflow';
import type { Rule } from '../table/rule.js';

export class FlowStatsView implements FlowStats {
  readonly #rule: Rule;
  readonly #now: number;

  /** `now`: milliseconds, by the clock of the rule's times. */
  constructor(rule: Rule, now: number) {
    this.#rule = rule;
    this.#now = now;
  }

  get table(): number {
    return this.#rule.table;
  }

  get priority(): number {
    return this.#rule.priority;
  }

  get cookie(): bigint {
    return this.#rule.cookie;
  }

  get match(): Match {
    return this.#rule.match;
  }

  get actions(): readonly Action[] {
    return this.#rule.actions;
  }

  get idleTimeout(): number {
    return this.#rule.idleTimeout;
  }

  get hardTimeout(): number {
    return this.#rule.hardTimeout;
  }

  get flags(): number {
    return this.#rule.flags;
  }

  get importance(): number {
    return this.#rule.importance;
  }

  get durationSeconds(): number {
    return Math.floor((this.#now - this.#rule.created) / 1000);
  }

  get durationNanoseconds(): number {
    return Math.floor((this.#now - this.#rule.created) % 1000) * 1_000_000;
  }

  get packets(): bigint {
    return BigInt(this.#rule.packets);
  }

  get bytes(): bigint {
    return BigInt(this.#rule.bytes);
  }

  get idleAge(): number {
    return Math.max(0, Math.floor((this.#now - this.#rule.used) / 1000));
  }

  get hardAge(): number {
    return Math.max(0, Math.floor((this.#now - this.#rule.modified) / 1000));
  }
}
