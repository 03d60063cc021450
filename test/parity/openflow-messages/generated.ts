/** Flow mods and packet-outs put together at random from pieces of the samples: well-formed, and seldom sensible. */
import type { OpenFlowVersion } from '#openflow';
import type { Random } from '../northd/random.js';
import { header } from './connection.js';
import type { Sample } from './samples.js';

/** Fields of matches, and actions, as the samples of a version carry them. */
export interface Pieces {
  readonly fields: readonly Uint8Array[];
  readonly actions: readonly Uint8Array[];
}

const MATCH_AT = 48;

/** Cuts the samples' flow mods (later than OpenFlow 1.0) into pieces. */
export function piecesOf(samples: readonly Sample[]): Pieces {
  const fields = new Map<string, Uint8Array>();
  const actions = new Map<string, Uint8Array>();
  for (const { messages } of samples) {
    for (const message of messages) {
      if (message[1] !== 14) continue;
      const view = new DataView(message.buffer, message.byteOffset, message.byteLength);
      const length = view.getUint16(MATCH_AT + 2);
      for (let at = MATCH_AT + 4; at + 4 <= MATCH_AT + length; ) {
        const size = 4 + (message[at + 3] ?? 0);
        const piece = message.slice(at, at + size);
        fields.set(Buffer.from(piece).toString('hex'), piece);
        at += size;
      }
      for (
        let at = MATCH_AT + Math.ceil(length / 8) * 8;
        at + 8 <= message.length;
        at += Math.max(8, view.getUint16(at + 2))
      ) {
        const kind = view.getUint16(at);
        if (kind !== 3 && kind !== 4) continue;
        const end = at + view.getUint16(at + 2);
        for (let action = at + 8; action + 8 <= end; action += Math.max(8, view.getUint16(action + 2))) {
          const piece = message.slice(action, action + view.getUint16(action + 2));
          actions.set(Buffer.from(piece).toString('hex'), piece);
        }
      }
    }
  }
  return { fields: [...fields.values()], actions: [...actions.values()] };
}

/** Fields that others need: an Ethernet type, an IP protocol, an ICMPv6 type, a VLAN. */
const DECIDING = [
  '80000a020800',
  '80000a0286dd',
  '80000a020806',
  '80000a028847',
  '80000a028035',
  '8000140106',
  '8000140111',
  '8000140184',
  '8000140101',
  '800014013a',
  '80003a0187',
  '80003a0188',
  '80000c021005',
  '80000d0410001000',
  '80000e0103',
].map((hex) => Uint8Array.from(Buffer.from(hex, 'hex')));

const many = (random: Random, most: number, pick: () => Uint8Array) =>
  Array.from({ length: random.below(most + 1) }, pick);

function matchOf(random: Random, pieces: Pieces): Uint8Array {
  const chosen = [
    ...many(random, 3, () => random.pick(DECIDING)),
    ...many(random, 2, () => random.pick(pieces.fields)),
  ];
  // Deciding fields come first, as they must: now and then they do not.
  if (random.chance(10)) chosen.reverse();
  const body = Buffer.concat(chosen);
  const bytes = new Uint8Array(Math.ceil((4 + body.length) / 8) * 8);
  new DataView(bytes.buffer).setUint32(0, 0x00010000 + 4 + body.length);
  bytes.set(body, 4);
  return bytes;
}

function instruction(type: number, body: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(4 + body.length);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, type);
  view.setUint16(2, bytes.length);
  bytes.set(body, 4);
  return bytes;
}

function instructionsOf(random: Random, pieces: Pieces): Uint8Array {
  const list = () => Buffer.concat([new Uint8Array(4), ...many(random, 4, () => random.pick(pieces.actions))]);
  const kinds = [
    () => instruction(4, list()),
    () => instruction(3, list()),
    () => instruction(5, new Uint8Array(4)),
    () => instruction(1, Uint8Array.of(random.pick([0, 1, 3, 9, 253, 254, 255]), 0, 0, 0)),
    () => instruction(2, Buffer.concat([new Uint8Array(4), random.bytes(16)])),
    () => instruction(6, Uint8Array.of(0, 0, 0, random.pick([0, 1, 2, 99]))),
  ];
  if (random.chance(60)) return kinds[0]!();
  return Buffer.concat(many(random, 4, () => random.pick(kinds)()));
}

/** A flow mod of OpenFlow 1.3 or 1.5. */
export function randomFlowMod(random: Random, version: OpenFlowVersion, pieces: Pieces): Uint8Array {
  const head = new Uint8Array(40);
  const view = new DataView(head.buffer);
  view.setUint8(16, random.pick([0, 0, 1, 2, 200, 253]));
  view.setUint8(17, random.pick([0, 0, 0, 0, 1, 2, 3, 4]));
  view.setUint16(22, random.pick([0, 1, 0x8000, 0xffff]));
  view.setUint32(24, 0xffffffff);
  view.setUint32(28, random.chance(90) ? 0xffffffff : 2);
  view.setUint32(32, 0xffffffff);
  view.setUint16(36, random.pick([0, 0, 0, 1, 2, 4, 8, 16, 0x1f]));
  return header(version, 14, 1, Buffer.concat([head, matchOf(random, pieces), instructionsOf(random, pieces)]));
}

/** A packet-out of any actions. */
export function randomPacketOut(
  random: Random,
  version: OpenFlowVersion,
  pieces: Pieces,
  frame: Uint8Array,
): Uint8Array {
  const actions = Buffer.concat(many(random, 3, () => random.pick(pieces.actions)));
  const head = new Uint8Array(version === 0x06 ? 8 : 16);
  const view = new DataView(head.buffer);
  view.setUint32(0, 0xffffffff);
  if (version === 0x06) view.setUint16(4, actions.length);
  else {
    view.setUint32(4, random.pick([1, 0xfffffffd, 0xfffffffe, 0xffffffff]));
    view.setUint16(8, actions.length);
  }
  const match = version === 0x06 ? matchOf(random, pieces) : new Uint8Array(0);
  return header(version, 13, 1, Buffer.concat([head, match, actions, frame]));
}
