import { expect, test } from '@jest/globals';
import { zoneOf } from './show-commands.js';

test.each([
  [[], undefined],
  [['zone=0'], 0],
  [['zone=65535'], 65535],
  [['netdev@ovs-netdev'], undefined],
  [['netdev@ovs-netdev', 'zone=7'], 7],
])('%j names a zone, or all', (args, zone) => expect(zoneOf(args)).toBe(zone));

test.each([
  [['zone=x']],
  [['zone=']],
  [['zone=65536']],
  [['zone=-1']],
  [['7']],
  [['zone=1', 'zone=2']],
  [['zone=7', 'netdev@ovs-netdev']],
])('%j is refused: all zones would be flushed', (args) => {
  expect(() => zoneOf(args)).toThrow(`${args.join(' ')}: must be zone=N with N from 0 to 65535`);
});
