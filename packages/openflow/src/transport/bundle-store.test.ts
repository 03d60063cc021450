import { expect, test } from '@jest/globals';
import { macFromNumber, messageOf } from '#base';
import type { PortMod } from '../message/port-message.js';
import { parsePort } from '../port.js';
import { BundleStore, type Staged } from './bundle-store.js';

const ORDERED = 2;

function staged(xid: number): Staged {
  const change: PortMod = {
    kind: 'port_mod',
    port: parsePort('1') ?? 0,
    mac: macFromNumber(1),
    config: 0,
    mask: 0,
    advertise: 0,
  };
  return { change, xid, bytes: new Uint8Array(0) };
}

/** What an operation gives, `done` where that is nothing, or the error. */
function outcome(run: () => unknown): unknown {
  try {
    return run() ?? 'done';
  } catch (error) {
    return messageOf(error);
  }
}

test('a bundle is opened, filled, closed and committed in the order of its changes', () => {
  const store = new BundleStore();
  expect([
    outcome(() => store.open(1, ORDERED)),
    outcome(() => store.add(1, ORDERED, staged(10))),
    outcome(() => store.add(1, ORDERED, staged(11))),
    outcome(() => store.close(1, ORDERED)),
    outcome(() => store.commit(1, ORDERED).map(({ xid }) => xid)),
    outcome(() => store.commit(1, ORDERED)),
  ]).toEqual(['done', 'done', 'done', 'done', [10, 11], 'OFPBFC_BAD_ID: no bundle 1']);
});

test('the first change opens a bundle; it may be committed without being closed, or discarded', () => {
  const store = new BundleStore();
  expect([
    outcome(() => store.add(2, 0, staged(20))),
    outcome(() => store.commit(2, 0).map(({ xid }) => xid)),
    outcome(() => store.add(3, 0, staged(30))),
    outcome(() => store.discard(3)),
    outcome(() => store.discard(3)),
  ]).toEqual(['done', [20], 'done', 'done', 'OFPBFC_BAD_ID: no bundle 3']);
});

test('a fault costs the bundle (OpenFlow 1.4, 7.3.9)', () => {
  const faults: readonly (readonly [(store: BundleStore) => void, string])[] = [
    [(store) => store.open(1, ORDERED), 'OFPBFC_BAD_ID: bundle 1 is open already'],
    [(store) => store.add(1, 0, staged(2)), 'OFPBFC_BAD_FLAGS: bundle 1'],
    [(store) => store.close(1, 0), 'OFPBFC_BAD_FLAGS: bundle 1'],
    [(store) => store.commit(1, 0), 'OFPBFC_BAD_FLAGS: bundle 1'],
  ];
  for (const [run, message] of faults) {
    const store = new BundleStore();
    store.open(1, ORDERED);
    expect([outcome(() => run(store)), outcome(() => store.commit(1, ORDERED))]).toEqual([
      message,
      'OFPBFC_BAD_ID: no bundle 1',
    ]);
  }
  const closed = () => {
    const store = new BundleStore();
    store.open(1, ORDERED);
    store.close(1, ORDERED);
    return store;
  };
  expect(outcome(() => closed().add(1, ORDERED, staged(1)))).toBe('OFPBFC_BUNDLE_CLOSED: bundle 1');
  expect(outcome(() => closed().close(1, ORDERED))).toBe('OFPBFC_BUNDLE_CLOSED: bundle 1');
});

test('a connection has 64 bundles at most', () => {
  const store = new BundleStore();
  for (let id = 0; id < 64; id++) store.open(id, 0);
  expect(outcome(() => store.open(64, 0))).toBe('OFPBFC_OUT_OF_BUNDLES: 64 are open');
  store.discard(5);
  expect(outcome(() => store.open(64, 0))).toBe('done');
});
