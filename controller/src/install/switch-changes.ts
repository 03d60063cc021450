import type { Changes, Engine } from '#incremental';
import type { Flow } from './flow.js';
import type { Group } from './group.js';
import type { FlowChange } from './installer.js';
import type { Meter } from './meter.js';
import { ClauseFlows, Outputs } from './output.js';

const FLOWS_A_STEP = 16;

/** What the commits of one run change in the switch. Before: the engine. After: the installer. */
export class SwitchChanges {
  readonly #flows: FlowChange[] = [];
  readonly #groups: { readonly id: number; readonly group: Group | undefined }[] = [];
  readonly #meters: { readonly id: number; readonly meter: Meter | undefined }[] = [];

  /** The flow at each key that was touched, as it is now; undefined: none. */
  get flows(): readonly FlowChange[] {
    return this.#flows;
  }

  get groups(): readonly { readonly id: number; readonly group: Group | undefined }[] {
    return this.#groups;
  }

  get meters(): readonly { readonly id: number; readonly meter: Meter | undefined }[] {
    return this.#meters;
  }

  get isEmpty(): boolean {
    return this.#flows.length === 0 && this.#groups.length === 0 && this.#meters.length === 0;
  }

  /** Adds what a commit changes, in steps. */
  *collect(changes: Changes, engine: Engine): Generator<undefined, void> {
    const { inserted, deleted, updated } = changes.of(Outputs);
    const made = [...inserted, ...updated.map(([, next]) => next)];
    const touched = new Set<string>();
    for (const output of [...deleted, ...made]) if (output.kind === 'flow') touched.add(output.key);
    yield undefined;
    const clauses = changes.of(ClauseFlows);
    for (const { key } of [...clauses.deleted, ...clauses.inserted, ...clauses.updated.map(([, next]) => next)]) {
      touched.add(`${key}`);
    }
    for (const key of touched) {
      this.#flows.push({ key, flow: flowAt(engine, key) });
      if (this.#flows.length % FLOWS_A_STEP === 0) yield undefined;
    }
    for (const output of deleted) {
      if (output.kind === 'group' && output.id !== undefined) this.#groups.push({ id: output.id, group: undefined });
      if (output.kind === 'meter' && output.id !== undefined) this.#meters.push({ id: output.id, meter: undefined });
    }
    for (const output of made) {
      if (output.kind === 'group' && output.id !== undefined) {
        const { buckets, selection } = output.group;
        this.#groups.push({ id: output.id, group: { id: output.id, buckets, selection } });
      } else if (output.kind === 'meter' && output.id !== undefined) {
        this.#meters.push({ id: output.id, meter: output.meter });
      }
    }
  }
}

/** A plain flow, or the one that conjunction clauses make together where no plain flow has their place. */
function flowAt(engine: Engine, key: string): Flow | undefined {
  const output = engine.output(Outputs, key);
  return output?.kind === 'flow' ? output : engine.read.folded(ClauseFlows, key)?.flow;
}
