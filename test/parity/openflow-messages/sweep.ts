/** Every message type, multipart type and Nicira subtype with bodies of some lengths, and each sample shorter and longer by a little. */
import type { OpenFlowVersion } from '#openflow';
import { header } from './connection.js';
import { withLength } from './mutation.js';
import type { Sample } from './samples.js';

const NICIRA = [0, 0, 0x23, 0x20];
const LENGTHS = [0, 4, 8, 12, 16, 24, 32, 40, 64];

const u16 = (value: number) => [value >>> 8, value & 0xff];

export function sweep(version: OpenFlowVersion, samples: readonly Sample[]): readonly Sample[] {
  const body = (start: readonly number[], length: number) =>
    Uint8Array.from([...start, ...new Array<number>(length).fill(0)]);
  const message = (what: string, type: number, bytes: Uint8Array): Sample => ({
    what,
    messages: [header(version, type, 1, bytes)],
  });
  const multipart = version === 0x01 ? 16 : 18;
  const padding = version === 0x01 ? [] : [0, 0, 0, 0];
  const numbers = (count: number) => Array.from({ length: count }, (_, i) => i);
  // Hello ends a connection.
  const types = numbers(40).filter((type) => type !== 0);
  return [
    ...types.flatMap((type) => LENGTHS.map((length) => message(`type ${type}`, type, body([], length)))),
    ...[...numbers(24), 0xffff].flatMap((type) =>
      LENGTHS.map((length) => message(`multipart ${type}`, multipart, body([...u16(type), 0, 0, ...padding], length))),
    ),
    ...[...numbers(14)].flatMap((subtype) =>
      LENGTHS.map((length) =>
        message(
          `Nicira's multipart ${subtype}`,
          multipart,
          body([0xff, 0xff, 0, 0, ...padding, ...NICIRA, 0, 0, ...u16(subtype)], length),
        ),
      ),
    ),
    ...numbers(44).flatMap((subtype) =>
      LENGTHS.map((length) => message(`Nicira's ${subtype}`, 4, body([...NICIRA, 0, 0, ...u16(subtype)], length))),
    ),
    ...[2299, 2300, 2301, 2302].flatMap((subtype) =>
      LENGTHS.map((length) =>
        message(`ONF's ${subtype}`, 4, body([0x4f, 0x4e, 0x46, 0, 0, 0, ...u16(subtype)], length)),
      ),
    ),
    ...samples.flatMap((sample) =>
      [-8, -4, -1, 1, 4, 8].map(
        (by): Sample => ({
          ...sample,
          messages: sample.messages.map((bytes, i) => (i > 0 ? bytes : stretched(bytes, by))),
        }),
      ),
    ),
  ];
}

function stretched(bytes: Uint8Array, by: number): Uint8Array {
  return withLength(by < 0 ? bytes.subarray(0, by) : Buffer.concat([bytes, new Uint8Array(by)]));
}
