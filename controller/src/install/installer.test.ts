import { expect, test } from '@jest/globals';
import { SILENT_LOG } from '#base';
import { type Action, exact, type FlowMod, type FlowStats, fields, type GroupMod } from '#openflow';
import { type Flow, flowKey, makeFlow } from './flow.js';
import { flowText } from './flow-text.js';
import { Installer } from './installer.js';
import type { RefusedFlow } from './refused.js';
import type { BundleResult, SwitchChannel } from './switch-channel.js';

/** A switch that keeps flows by key, and refuses flows to port 666, telling which or not. */
class FakeSwitch implements SwitchChannel {
  readonly flows = new Map<string, Flow>();
  readonly bundles: string[][] = [];
  tells = true;

  has(...flows: readonly Flow[]): this {
    for (const flow of flows) this.flows.set(flow.key, flow);
    return this;
  }

  dumpFlows(): Promise<readonly FlowStats[]> {
    return Promise.resolve(
      [...this.flows.values()].map(({ table, priority, match, actions, cookie }) => ({
        ...{ table, priority, match, actions, cookie: BigInt(cookie), idleTimeout: 0, hardTimeout: 0, flags: 0 },
        ...{ importance: 0, durationSeconds: 0, durationNanoseconds: 0, packets: 0n, bytes: 0n },
      })),
    );
  }

  dumpGroups(): Promise<readonly never[]> {
    return Promise.resolve([]);
  }

  dumpMeters(): Promise<readonly never[]> {
    return Promise.resolve([]);
  }

  bundle(changes: readonly (FlowMod | GroupMod)[]): Promise<BundleResult> {
    const bad = changes.findIndex((change) => change.kind === 'flow_mod' && isBad(change.actions));
    if (bad >= 0) {
      const error = 'OFPBAC_BAD_OUT_PORT';
      return Promise.resolve({ status: 'refused', refusals: this.tells ? [{ index: bad, error }] : [], error });
    }
    this.bundles.push(changes.map(describe));
    for (const change of changes) if (change.kind === 'flow_mod') this.#apply(change);
    return Promise.resolve({ status: 'committed' });
  }

  meter(): void {
    throw new Error('no meters here');
  }

  flushZone(): void {
    throw new Error('no zones here');
  }

  #apply(mod: FlowMod): void {
    const key = flowKey(mod.table, mod.priority, mod.match);
    const { table, priority, match, actions } = mod;
    if (mod.command === 'add') {
      this.flows.set(key, { kind: 'flow', table, priority, match, actions, cookie: Number(mod.cookie), key });
    } else this.flows.delete(key);
  }
}

function describe(change: FlowMod | GroupMod): string {
  if (change.kind === 'group_mod') return `${change.command} group ${change.group}`;
  const { command, table, priority, match, actions, cookie } = change;
  const key = flowKey(table, priority, match);
  return `${command} ${flowText({ kind: 'flow', table, priority, match, actions, cookie: Number(cookie), key })}`;
}

const isBad = (actions: readonly Action[]) => actions.some((action) => action.kind === 'output' && action.port === 666);
const flow = (port: number, to: number) =>
  makeFlow(0, 1, [exact(fields.in_port, port)], [{ kind: 'output', port: to }]);
const want = (...flows: readonly Flow[]) => flows.map((item) => ({ key: item.key, flow: item }));
const drop = (...flows: readonly Flow[]) => flows.map((item) => ({ key: item.key, flow: undefined }));

function start() {
  const refused: RefusedFlow[] = [];
  let settle: (ticket: number) => void = () => undefined;
  const installer = new Installer({
    log: SILENT_LOG,
    onSettled: (ticket) => settle(ticket),
    onRefused: (item) => refused.push(item),
    breathe: () => Promise.resolve(),
  });
  /** Resolves when the switch has all up to the ticket. */
  const settled = (ticket: number) =>
    new Promise<void>((resolve) => {
      settle = (done) => {
        if (done >= ticket) resolve();
      };
    });
  return { installer, refused, settled };
}

test('takes over what is installed: only the difference goes to the switch', async () => {
  const { installer, settled } = start();
  const device = new FakeSwitch().has(flow(1, 10), flow(2, 20), flow(3, 30));
  const ticket = installer.change(want(flow(1, 10), flow(2, 21), flow(4, 40)), []);
  const done = settled(ticket);
  installer.connected(device);
  installer.ready();
  await done;
  expect(device.bundles).toEqual([
    [
      'add priority=1,in_port=2 actions=output:21',
      'add priority=1,in_port=4 actions=output:40',
      'delete_strict priority=1,in_port=3 actions=drop',
    ],
  ]);
});

test('nothing is touched before all of the network has been seen', async () => {
  const { installer, settled } = start();
  const device = new FakeSwitch().has(flow(1, 10));
  const ticket = installer.change(want(flow(2, 20)), []);
  installer.connected(device);
  await Promise.resolve();
  await new Promise((resolve) => setImmediate(resolve));
  expect(device.bundles).toEqual([]);
  const done = settled(ticket);
  installer.ready();
  await done;
  expect([...device.flows.values()].map(flowText)).toEqual(['priority=1,in_port=2 actions=output:20']);
});

test.each([true, false])(
  'a refused flow is singled out and does not hold up the rest (switch tells which: %s)',
  async (tells) => {
    const { installer, refused, settled } = start();
    const device = new FakeSwitch();
    device.tells = tells;
    installer.connected(device);
    installer.ready();
    const bad = [flow(3, 666), flow(7, 666)];
    const good = [1, 2, 4, 5, 6, 8].map((port) => flow(port, 10));
    const done = settled(1);
    installer.change(want(...good.slice(0, 2), ...bad, ...good.slice(2)), []);
    await done;
    expect([...device.flows.keys()].sort()).toEqual(good.map(({ key }) => key).sort());
    expect(refused.map((item) => `${flowText(item.flow)}: ${item.error}`)).toEqual([
      'priority=1,in_port=3 actions=output:666: OFPBAC_BAD_OUT_PORT',
      'priority=1,in_port=7 actions=output:666: OFPBAC_BAD_OUT_PORT',
    ]);
    const better = settled(2);
    installer.change(want(flow(3, 30)), []);
    await better;
    expect(installer.refused.map((item) => flowText(item.flow))).toEqual(['priority=1,in_port=7 actions=output:666']);
  },
);

test('groups come before the flows that use them and go after them', async () => {
  const { installer, settled } = start();
  const device = new FakeSwitch();
  installer.connected(device);
  installer.ready();
  const usesGroup = makeFlow(1, 1, [], [{ kind: 'group', group: 7 }]);
  const group = { id: 7, buckets: [{ id: 0, weight: 1, actions: [] }] };
  let done = settled(1);
  installer.change(want(usesGroup), [{ id: 7, group }]);
  await done;
  done = settled(2);
  installer.change(drop(usesGroup), [{ id: 7, group: undefined }]);
  await done;
  expect(device.bundles).toEqual([
    ['add group 7', 'add table=1, priority=1 actions=group:7'],
    ['delete_strict table=1, priority=1 actions=drop', 'delete group 7'],
  ]);
});

test('a switch that restarted gets everything again', async () => {
  const { installer, settled } = start();
  installer.ready();
  installer.connected(new FakeSwitch());
  let done = settled(1);
  installer.change(want(flow(1, 10), flow(2, 20)), []);
  await done;
  installer.connected(undefined);
  const device = new FakeSwitch();
  done = settled(1);
  installer.connected(device);
  await done;
  expect(device.flows.size).toBe(2);
});
