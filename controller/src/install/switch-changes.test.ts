import { expect, test } from '@jest/globals';
import type { Changes } from '#incremental';
import { OWN_CHASSIS, TestNetwork, u } from '../testing/network.js';
import { flowText } from './flow-text.js';
import { SwitchChanges } from './switch-changes.js';

/** A switch that takes what changes, beside a network whose flows it has to have. */
class Follower {
  readonly net = new TestNetwork();
  readonly #flows = new Map<string, string>();

  /** Keys that the commits, which are one run, touched. */
  take(...commits: readonly Changes[]): number {
    const changes = new SwitchChanges();
    for (const commit of commits) for (const _ of changes.collect(commit, this.net.engine));
    for (const { key, flow } of changes.flows) {
      if (flow === undefined) this.#flows.delete(key);
      else this.#flows.set(key, flowText(flow));
    }
    expect(changes.isEmpty).toBe(changes.flows.length + changes.groups.length + changes.meters.length === 0);
    return changes.flows.length;
  }

  get missingOrSurplus(): readonly string[] {
    const [wanted, had] = [new Set(this.net.flows()), new Set(this.#flows.values())];
    return [
      ...[...wanted].filter((flow) => !had.has(flow)).map((flow) => `-${flow}`),
      ...[...had].filter((flow) => !wanted.has(flow)).map((flow) => `+${flow}`),
    ];
  }
}

test('who takes the changes of each run has the flows that there are', () => {
  const follower = new Follower();
  const { net } = follower;
  const first = net.commit(
    net.datapath(0x10, 1),
    net.port(0x11, 'vm1', 0x10, 1, { chassis: u(OWN_CHASSIS) }),
    net.port(0x12, 'vm2', 0x10, 2, { chassis: u(0xc2) }),
  );
  follower.take(first);
  const plugged = net.commit(...net.plug(2, 'tap1', { port: 'vm1' }));
  const dealt = net.commit(...net.zones({ vm1: 2, [`${u(0x10)}_dnat`]: 3, [`${u(0x10)}_snat`]: 1 }));
  expect(follower.take(plugged, dealt)).toBeGreaterThan(0);
  const ofPort = () => follower.missingOrSurplus.filter((line) => line.includes('cookie='));
  expect(ofPort()).toEqual([]);
  expect(net.flows(65)).toContain('cookie=0x11, table=65, priority=100,reg15=0x1,metadata=0x1 actions=output:2');
  // Unplugged and plugged in again in one run: what it was and what it is.
  const unplugged = net.commit(...net.unplug('tap1'));
  expect(net.flows(65)).toEqual(['table=65, priority=0 actions=drop']);
  follower.take(unplugged, net.commit(...net.plug(3, 'tap1', { port: 'vm1' })));
  expect(ofPort()).toEqual([]);
  follower.take(net.commit(...net.unplug('tap1')));
  expect(ofPort()).toEqual([]);
});

test('a commit that changes nothing for the switch is empty', () => {
  const { net } = new Follower();
  const changes = new SwitchChanges();
  for (const _ of changes.collect(net.commit(net.datapath(0x10, 1)), net.engine));
  expect([changes.isEmpty, changes.flows, changes.groups, changes.meters]).toEqual([true, [], [], []]);
});
