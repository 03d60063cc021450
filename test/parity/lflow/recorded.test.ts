import { expect, test } from '@jest/globals';
import { linesOf } from './comparison.js';
import type { FlowPlace } from './lab.js';
import { ourFlows } from './ours.js';
import { readFlows } from './recorded-flows.js';

test.each<FlowPlace>([
  { datapath: 'ls', pipeline: 'ingress', table: 3 },
  { datapath: 'ls', pipeline: 'egress', table: 3 },
  { datapath: 'lr', pipeline: 'ingress', table: 3 },
])('logical flows of $datapath $pipeline compile to what ovn-controller made of them', (place) => {
  const recorded = readFlows(place);
  expect(recorded.length).toBeGreaterThan(300);
  const ours = recorded.map(({ flow }) => ({ flow, lines: linesOf(ourFlows(flow, place), place) }));
  expect(ours).toEqual(recorded);
});
