/**
 * Whatever changes while the switch is at work, and however often the connection is lost: in the end the switch has what is
 * wanted, and was never asked for anything that it must refuse.
 */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { SILENT_LOG } from '#base';
import {
  type Action,
  exact,
  type FlowMod,
  type FlowStats,
  fields,
  type GroupDescription,
  type GroupMod,
  type MeterConfig,
  type MeterMod,
} from '#openflow';
import { flowKey, makeFlow } from './flow.js';
import type { Group } from './group.js';
import { Installer } from './installer.js';
import { type Meter, meterOf } from './meter.js';
import type { BundleResult, SwitchChannel } from './switch-channel.js';

/** A switch as Open vSwitch: flows need their groups and meters, and go with them. Answers when it is told to. */
class StrictSwitch {
  readonly flows = new Map<string, FlowMod>();
  readonly groups = new Map<number, GroupMod>();
  readonly meters = new Map<number, MeterMod>();
  readonly complaints: string[] = [];

  connect(answers: (() => void)[]): SwitchChannel {
    const later = <T>(value: () => T) => new Promise<T>((resolve) => answers.push(() => resolve(value())));
    return {
      dumpFlows: () => later(() => [...this.flows.values()].map(statsOf)),
      dumpGroups: () => later(() => [...this.groups.values()].map(descriptionOf)),
      dumpMeters: () => later(() => [...this.meters.values()].map(configOf)),
      bundle: (changes) => later(() => this.#bundle(changes)),
      meter: (mod) => this.#meter(mod),
      flushZone: () => undefined,
    };
  }

  #bundle(changes: readonly (FlowMod | GroupMod)[]): BundleResult {
    for (const change of changes) {
      if (change.kind === 'group_mod') this.#group(change);
      else this.#flow(change);
    }
    return { status: 'committed' };
  }

  #flow(mod: FlowMod): void {
    const key = flowKey(mod.table, mod.priority, mod.match);
    if (mod.command !== 'add') {
      if (!this.flows.delete(key)) this.complaints.push('a flow is deleted that is not there');
      return;
    }
    for (const action of mod.actions) {
      if (action.kind === 'group' && !this.groups.has(action.group)) this.complaints.push('a flow without its group');
      if (action.kind === 'meter' && !this.meters.has(action.meter)) this.complaints.push('a flow without its meter');
    }
    this.flows.set(key, mod);
  }

  #group(mod: GroupMod): void {
    if ((mod.command === 'add') === this.groups.has(mod.group)) this.complaints.push(`${mod.command} of a group`);
    if (mod.command !== 'delete') this.groups.set(mod.group, mod);
    else {
      this.groups.delete(mod.group);
      this.#dropUsers((action) => action.kind === 'group' && action.group === mod.group);
    }
  }

  #meter(mod: MeterMod): void {
    if ((mod.command === 'add') === this.meters.has(mod.meter)) this.complaints.push(`${mod.command} of a meter`);
    if (mod.command !== 'delete') this.meters.set(mod.meter, mod);
    else {
      this.meters.delete(mod.meter);
      this.#dropUsers((action) => action.kind === 'meter' && action.meter === mod.meter);
    }
  }

  #dropUsers(uses: (action: Action) => boolean): void {
    for (const [key, { actions }] of this.flows) {
      if (!actions.some(uses)) continue;
      this.complaints.push('a flow goes with what it uses');
      this.flows.delete(key);
    }
  }

  /** All that it has, as text. */
  contents(): string[] {
    return [
      ...[...this.flows].map(([key, { actions }]) => `${key} ${JSON.stringify(actions)}`),
      ...[...this.groups.values()].map(({ group, buckets }) => `group ${group} ${JSON.stringify(buckets)}`),
      ...[...this.meters.values()].map(({ meter, bands }) => `meter ${meter} ${JSON.stringify(bands)}`),
    ].sort();
  }
}

function statsOf({ table, priority, match, actions, cookie }: FlowMod): FlowStats {
  const age = { idleTimeout: 0, hardTimeout: 0, durationSeconds: 0, durationNanoseconds: 0 };
  return { table, priority, match, actions, cookie, ...age, flags: 0, importance: 0, packets: 0n, bytes: 0n };
}

const descriptionOf = ({ group, type, buckets }: GroupMod): GroupDescription => ({ group, type, buckets });
const configOf = ({ meter, flags, bands }: MeterMod): MeterConfig => ({ meter, flags, bands });

/** What is wanted: at each place a flow that outputs, uses a group or is metered; or none. */
type Use = 'none' | 'output' | 'group' | 'meter';
interface Wish {
  readonly place: number;
  readonly use: Use;
  readonly number: number;
  readonly content: number;
}

const wish = fc.record({
  place: fc.nat(3),
  use: fc.constantFrom<Use>('none', 'output', 'group', 'meter'),
  number: fc.integer({ min: 1, max: 3 }),
  content: fc.nat(2),
});
type Step =
  | { readonly kind: 'want'; readonly wishes: readonly Wish[] }
  | { readonly kind: 'answer' | 'lose' | 'restart' };
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('want' as const), wishes: fc.array(wish, { minLength: 1 }) }) },
  { weight: 6, arbitrary: fc.constant({ kind: 'answer' as const }) },
  { weight: 1, arbitrary: fc.constantFrom({ kind: 'lose' as const }, { kind: 'restart' as const }) },
);

function actionsOf({ use, number, content }: Wish): readonly Action[] {
  if (use === 'group') return [{ kind: 'group', group: number }];
  const out: Action = { kind: 'output', port: 100 + content };
  return use === 'meter' ? [{ kind: 'meter', meter: number }, out] : [out];
}

/** What the wishes come to: flows by key, and the groups and meters that they use. */
function stateOf(wishes: ReadonlyMap<number, Wish>) {
  const flows = new Map<string, ReturnType<typeof makeFlow>>();
  const groups = new Map<number, Group>();
  const meters = new Map<number, Meter>();
  for (const each of wishes.values()) {
    if (each.use === 'none') continue;
    const flow = makeFlow(0, 1, [exact(fields.in_port, each.place)], actionsOf(each));
    flows.set(flow.key, flow);
    const { number, content } = each;
    if (each.use === 'group') groups.set(number, { id: number, buckets: [{ id: content, weight: 1, actions: [] }] });
    if (each.use === 'meter') meters.set(number, meterOf('kbps', [{ rate: content, burst: 0 }]));
  }
  return { flows, groups, meters };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

async function run(steps: readonly Step[]): Promise<{ device: StrictSwitch; wanted: string[]; isSettled: boolean }> {
  let device = new StrictSwitch();
  let answers: (() => void)[] = [];
  const installer = new Installer({
    log: SILENT_LOG,
    onSettled: () => undefined,
    onRefused: () => undefined,
    breathe: () => Promise.resolve(),
  });
  const connect = () => {
    answers = [];
    installer.connected(undefined);
    installer.connected(device.connect(answers));
  };
  const answer = async () => {
    answers.shift()?.();
    await turn();
  };
  connect();
  installer.ready();
  const wishes = new Map<number, Wish>();
  let before = stateOf(wishes);
  for (const each of steps) {
    if (each.kind === 'answer') await answer();
    else if (each.kind === 'want') {
      for (const wanted of each.wishes) wishes.set(wanted.place, wanted);
      const now = stateOf(wishes);
      const keys = new Set([...before.flows.keys(), ...now.flows.keys()]);
      installer.change(
        [...keys].map((key) => ({ key, flow: now.flows.get(key) })),
        changed(before.groups, now.groups).map(([id, group]) => ({ id, group })),
        changed(before.meters, now.meters).map(([id, meter]) => ({ id, meter })),
      );
      before = now;
    } else {
      if (each.kind === 'restart') device = new StrictSwitch();
      connect();
    }
  }
  do await answer();
  while (answers.length > 0);
  const goal = new StrictSwitch();
  const { flows, groups, meters } = before;
  for (const [key, { table, priority, match, actions, cookie }] of flows) {
    goal.flows.set(key, { kind: 'flow_mod', command: 'add', table, priority, match, actions, cookie: BigInt(cookie) });
  }
  for (const [id, { buckets }] of groups) {
    goal.groups.set(id, { kind: 'group_mod', command: 'add', group: id, type: 'select', buckets });
  }
  for (const [id, { flags, bands }] of meters) {
    goal.meters.set(id, { kind: 'meter_mod', command: 'add', meter: id, flags, bands });
  }
  return { device, wanted: goal.contents(), isSettled: installer.isSettled };
}

/** What went and what is there now, of all that either has. */
function changed<V>(before: ReadonlyMap<number, V>, now: ReadonlyMap<number, V>): [number, V | undefined][] {
  return [...new Set([...before.keys(), ...now.keys()])].map((id) => [id, now.get(id)]);
}

test('the switch comes to what is wanted, whatever happens on the way', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
      const { device, wanted, isSettled } = await run(steps);
      expect(device.complaints).toEqual([]);
      expect(device.contents()).toEqual(wanted);
      expect(isSettled).toBe(true);
    }),
    { numRuns: 300 },
  );
});
