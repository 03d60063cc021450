import { expect, test } from '@jest/globals';
import { OpenFlowError } from '../errors.js';
import { fields } from '../field.js';
import { recordedFlowMods, recordedMessages } from '../fixture/recording.js';
import { bytes } from '../fixture/wire.js';
import { decode } from './decode.js';

/** Recorded messages, one of each version, type and length. */
function samples(): readonly Uint8Array[] {
  const all = [
    ...(['ovn-controller', 'ovs-ofctl', 'packet-ins'] as const).flatMap(recordedMessages),
    ...recordedFlowMods().flatMap(({ messages }) => [...messages.values()].map(bytes)),
  ];
  return [...new Map(all.map((message) => [`${message[0]} ${message[1]} ${message.length}`, message])).values()];
}

/** The message with another byte at each place, and what is left of it where it is cut, under a header that says so. */
function* broken(message: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < message.length; at++) {
    for (const bits of [0x01, 0xff]) {
      const copy = message.slice();
      copy[at] = (copy[at] ?? 0) ^ bits;
      yield copy;
    }
  }
  for (let length = 8; length < message.length; length++) {
    const copy = message.slice(0, length);
    new DataView(copy.buffer).setUint16(2, length);
    yield copy;
  }
}

test('what is broken is decoded or refused with a code of OpenFlow, never anything else', () => {
  const outcomes = { decoded: 0, refused: 0 };
  const faults = new Map<string, string>();
  for (const message of samples()) {
    for (const each of broken(message)) {
      try {
        decode(each);
        outcomes.decoded++;
      } catch (error) {
        if (error instanceof OpenFlowError) outcomes.refused++;
        else faults.set(String(error), Buffer.from(each).toString('hex'));
      }
    }
  }
  expect(faults).toEqual(new Map());
  // Both kinds come up.
  expect([outcomes.decoded > 1000, outcomes.refused > 1000]).toEqual([true, true]);
});

test.each([
  [
    'OpenFlow 1.5',
    // match: in_port 5, and field 127 of the basic class; a reason that is not known
    `060a003000000001 ffffffff 0000 1100 0000000000000000 0001 0014 80000004 00000005 8000fe04 00000007 00000000 0000 0000`,
  ],
  [
    'NXT_PACKET_IN',
    // NXM_OF_IN_PORT 5, and field 127 of Nicira's class
    `0104 0036 00000001 00002320 00000011 ffffffff 0000 01 00 0000000000000000 000c 000000000000 00000002 0005 0001fe02 0007 00000000 0000`,
  ],
])('a packet-in of a newer switch: %s', (_form, hex) => {
  const message = bytes(hex);
  new DataView(message.buffer).setUint16(2, message.length);
  expect(decode(message).message).toMatchObject({
    kind: 'packet_in',
    reason: 'action',
    metadata: [{ field: fields.in_port, value: 5 }],
  });
});
