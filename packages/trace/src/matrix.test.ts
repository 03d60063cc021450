import { expect, test } from '@jest/globals';
import { createSymbolTable } from '#logical';
import { addressesOf } from './addresses.js';
import { randomNetwork } from './fixture/random-network.js';
import { FlowCache } from './flow-cache.js';
import { pairMicroflow } from './from-text.js';
import { deliveredTo } from './json.js';
import { matrixPorts, reachability } from './matrix.js';
import { readNetwork, type TracePort } from './network.js';
import { lastStop, type NamedTraffic, OPENING, type Reach } from './reach.js';
import { answer } from './trace.js';
import { parseTraffic } from './traffic.js';

const KINDS = ['icmp', 'tcp:22', 'tcp:80', 'udp:53', 'icmp6', 'tcp4:22'].map((name): NamedTraffic => {
  const traffic = parseTraffic(name);
  if (typeof traffic === 'string') throw new Error(traffic);
  return { name, traffic };
});

/** The same numbers for the same seed (Park and Miller). */
function randomFrom(seed: number): (count: number) => number {
  let state = seed;
  return (count) => {
    state = (state * 48271) % 0x7fffffff;
    return state % count;
  };
}

/** One field of a matrix by traces of its own, each with all that a trace has for people. */
function bySingleTraces(flows: FlowCache, source: TracePort, destination: TracePort, kind: NamedTraffic): Reach {
  const names = { source: source.friendlyName, destination: destination.friendlyName, traffic: kind.name };
  const ipOf = (port: TracePort, family: 4 | 6) => addressesOf(port)?.ips.find((ip) => ip.family === family)?.text;
  const families = ([4, 6] as const).filter((family) => (kind.traffic.family ?? family) === family);
  const pairs = families.flatMap((family) => {
    const [from, to] = [ipOf(source, family), ipOf(destination, family)];
    return from === undefined || to === undefined ? [] : [{ family, from, to }];
  });
  if (pairs.length === 0) return { ...names, passes: false, stoppedBy: 'no addresses of one family' };
  for (const { family, from, to } of pairs) {
    const microflow = pairMicroflow(flows.network, source, from, to, destination, kind.traffic);
    if (typeof microflow !== 'string') throw new Error(microflow.problem);
    const given = answer(flows, { datapath: undefined, microflow }, { ...OPENING, detail: 'all' });
    if (given.kind === 'problem') throw new Error(given.message);
    if (deliveredTo(given.nodes).includes(destination)) continue;
    const { text, ...stop } = lastStop(given.nodes, undefined);
    return { ...names, passes: false, stoppedBy: (pairs.length > 1 ? `IPv${family}: ` : '') + text, ...stop };
  }
  return { ...names, passes: true };
}

test.each(Array.from({ length: 40 }, (_, n) => n + 1))('matrix %i says what a trace of each pair says', (seed) => {
  const flows = () => new FlowCache(readNetwork(randomNetwork(randomFrom(seed))), createSymbolTable(), () => {});
  const [traced, single] = [flows(), flows()];
  const ports = matrixPorts(traced, undefined);
  if (typeof ports === 'string') throw new Error(ports);
  const matrix = reachability(traced, ports, KINDS, undefined);
  const alone = [...single.network.ports.values()].filter(({ type }) => type === '');
  const expected = alone.flatMap((source) =>
    alone.flatMap((destination) =>
      source === destination ? [] : KINDS.map((kind) => bySingleTraces(single, source, destination, kind)),
    ),
  );
  expect(matrix).toEqual(expected);
});

test('the random networks let some packets pass and stop others in many places', () => {
  const stages = new Set<string>();
  let passing = 0;
  for (let seed = 1; seed <= 40; seed++) {
    const flows = new FlowCache(readNetwork(randomNetwork(randomFrom(seed))), createSymbolTable(), () => {});
    const ports = matrixPorts(flows, undefined);
    if (typeof ports === 'string') throw new Error(ports);
    for (const { passes, stop } of reachability(flows, ports, KINDS, undefined)) {
      if (passes) passing++;
      else stages.add(`${stop?.datapath} ${stop?.stage}`);
    }
  }
  expect(passing).toBeGreaterThan(100);
  expect(stages.size).toBeGreaterThan(20);
});
