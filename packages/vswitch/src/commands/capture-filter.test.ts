import { expect, test } from '@jest/globals';
import { buildGeneve, ETHERTYPE_TEB } from '#packets';
import { frames } from '../fixture/frame.js';
import { captureFilter } from './capture-filter.js';

/** A datagram from 172.16.0.1 to 172.16.0.2 with a frame in Geneve, or with anything else. */
function datagram(payload: Uint8Array) {
  const [source, destination] = ['172.16.0.1', '172.16.0.2'];
  return { timeUs: 0, source, sourcePort: 50_000, destination, destinationPort: 6081, payload };
}
const carrying = (frame: string) =>
  datagram(
    buildGeneve({
      vni: 5,
      oam: false,
      protocol: ETHERTYPE_TEB,
      options: [],
      payload: new Uint8Array(Buffer.from(frame, 'hex')),
    }),
  );

const captured = {
  arp: carrying(frames.arp('10.0.0.1', '10.0.0.2')),
  udp: carrying(frames.udp()),
  request: carrying(frames.icmp(8)),
  reply: carrying(frames.icmp(0)),
  garbage: datagram(new Uint8Array([1, 2, 3])),
};

test('each word narrows what is taken', () => {
  const table: readonly (readonly [words: string, taken: readonly string[]])[] = [
    ['', ['arp', 'udp', 'request', 'reply', 'garbage']],
    ['arp', ['arp']],
    ['ip', ['udp', 'request', 'reply']],
    ['ip6', []],
    ['icmp', ['request', 'reply']],
    ['icmp-request', ['request']],
    ['icmp-reply', ['reply']],
    ['vni=5', ['arp', 'udp', 'request', 'reply']],
    ['vni=6', []],
    ['src=172.16.0.1', ['arp', 'udp', 'request', 'reply', 'garbage']],
    ['src=172.16.0.2', []],
    ['dst=172.16.0.2 vni=5 icmp', ['request', 'reply']],
  ];
  const found = table.map(([words]) => {
    const filter = captureFilter(words === '' ? [] : words.split(' '));
    return [words, Object.entries(captured).flatMap(([name, each]) => (filter(each) ? [name] : []))];
  });
  expect(found).toEqual(table);
});

test('other words are refused', () => {
  for (const word of ['tcp', 'src', 'arp=1', 'port=5']) {
    expect(() => captureFilter([word])).toThrow(
      `${word}: must be src=IP, dst=IP, vni=N or one of arp, ip, ip6, icmp, icmp-request, icmp-reply`,
    );
  }
});
