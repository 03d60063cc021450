import { expect, test } from '@jest/globals';
import type { Kernel, LinkFacts } from './kernel.js';
import { TapDevice } from './tap-device.js';

const MAC = Uint8Array.of(10, 0, 0, 0, 0, 1);

/** A kernel that has the one device, here or in another network namespace. */
function kernelOf(place: { device: 'here' | 'elsewhere' | 'gone'; link: LinkFacts }): Kernel {
  const none = () => {
    throw new Error('not for this test');
  };
  return {
    openTap: () => 7,
    hasTap: () => place.device !== 'gone',
    keepTap: none,
    openPacketSocket: none,
    setLink: () => {},
    send: none,
    read: none,
    close: none,
    duplicate: none,
    link: () => (place.device === 'here' ? place.link : undefined),
  };
}

test('a device that is given to another network namespace has a link as long as it exists', () => {
  const down: LinkFacts = { mac: MAC, mtu: 1400, index: 5, isUp: false, hasCarrier: false };
  const place: Parameters<typeof kernelOf>[0] = { device: 'here', link: down };
  const options = { mac: undefined, mtu: undefined, isKept: false };
  const device = new TapDevice(
    kernelOf(place),
    't0',
    options,
    () => ({ close: () => {} }),
    () => {},
  );
  const told: string[] = [];
  const tell = (what: string) => {
    const { isUp, hasLink, ifindex, mtu, mac } = device.state();
    told.push(`${what}: ${isUp ? 'up' : 'down'}, ${hasLink ? 'link' : 'no link'}, ${ifindex} ${mtu} ${mac}`);
  };
  tell('down');
  place.link = { ...down, isUp: true, hasCarrier: true };
  tell('up');
  place.link = down;
  tell('down again');
  place.device = 'elsewhere';
  tell('elsewhere');
  place.device = 'gone';
  tell('gone');
  expect(told).toEqual([
    'down: down, no link, 5 1400 0a:00:00:00:00:01',
    'up: up, link, 5 1400 0a:00:00:00:00:01',
    'down again: down, no link, 5 1400 0a:00:00:00:00:01',
    'elsewhere: up, link, 5 1400 0a:00:00:00:00:01',
    'gone: down, no link, undefined undefined undefined',
  ]);
});
