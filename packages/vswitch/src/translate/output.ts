/** Output to ports, real and reserved. Before: output actions, groups, NORMAL. After: operations. */

import { ipv4FromNumber, ipv6FromBigInt } from '#base';
import { type Field, fieldList, fields, ports } from '#openflow';
import type { TunnelHeader } from '../datapath/operation.js';
import { presenceOf } from '../key/key-match.js';
import { FACTS, word } from '../key/layout.js';
import { readSlot, slotOf } from '../key/slot.js';
import { commit } from './commit.js';
import { clearConnection } from './compile.js';
import { sendToController } from './controller.js';
import { mirrorInput, mirrorOutput } from './mirror.js';
import { normal } from './normal.js';
import type { StepResult } from './program.js';
import { MAX_DEPTH, type Translation } from './translation.js';
import type { BridgePort } from './translation-bridge.js';

/**
 * Sends to an OpenFlow port.
 * @param maxLength cuts the frame
 * @param controllerLength bytes for the controller when that is the port
 */
export function output(
  t: Translation,
  port: number,
  maxLength: number | undefined,
  controllerLength: number,
): StepResult {
  const inPort = t.key[word.inPort]!;
  switch (port) {
    case ports.inPort:
      toPort(t, inPort, maxLength);
      return 'next';
    case ports.table:
      return t.lookup(0, inPort);
    case ports.normal:
      normal(t);
      return 'next';
    case ports.flood:
    case ports.all:
      t.dependOn(t.bridge.portSet);
      for (const candidate of t.bridge.portSet.all()) {
        if (candidate.number === inPort || (port === ports.flood && candidate.noFlood)) continue;
        sendTo(t, candidate, maxLength);
      }
      return 'next';
    case ports.controller: {
      const draft = { kind: 'controller', reason: 'action', controllerId: 0, pause: false } as const;
      return sendToController(t, { ...draft, maxLength: controllerLength });
    }
    case ports.none:
      return 'next';
    default:
      if (port === inPort) t.trace?.note(t.nesting, 'skipping output to input port');
      else toPort(t, port, maxLength);
      return 'next';
  }
}

function toPort(t: Translation, number: number, maxLength: number | undefined): void {
  t.dependOn(t.bridge.portSet);
  const port = t.bridge.portSet.get(number);
  if (port === undefined) t.trace?.note(t.nesting, 'nonexistent output port');
  else sendTo(t, port, maxLength);
}

/** Adds the operations that send the frame, as the key now has it, out of `port`. */
export function sendTo(
  t: Translation,
  port: BridgePort,
  maxLength: number | undefined,
  cause: 'flow' | 'mirror' = 'flow',
): void {
  if (!port.isUp || port.noForward) {
    t.trace?.note(t.nesting, `port ${port.name} is down or does not forward`);
    return;
  }
  if (port.kind === 'patch') {
    throughPatch(t, port);
    if (cause === 'flow') mirrorOutput(t, port.number);
    return;
  }
  commit(t.key, t.base, t.operations);
  if (port.kind === 'tunnel') {
    const header = tunnelHeader(t, port);
    if (header === undefined) t.trace?.note(t.nesting, 'no tunnel destination');
    else t.operations.push({ op: 'tunnel', port: port.datapathPort, header, maxLength });
  } else t.operations.push({ op: 'output', port: port.datapathPort, maxLength });
  if (cause === 'flow') mirrorOutput(t, port.number);
}

/** The peer's bridge takes the packet as if received: without registers, metadata, tunnel or connection state. */
function throughPatch(t: Translation, port: BridgePort): void {
  if (port.peer === undefined) {
    t.trace?.note(t.nesting, 'patch port without a peer');
    return;
  }
  if (t.depth >= MAX_DEPTH) {
    t.trace?.note(t.nesting, `over max translation depth ${MAX_DEPTH}`);
    return;
  }
  const { bridge: peerBridge, port: peer } = port.peer;
  t.effects.push((bytes) => {
    port.countPatch('tx', bytes);
    peer.countPatch('rx', bytes);
  });
  if (peer.noReceive || !peer.isUp) return;
  const { bridge, table, cookie } = t;
  t.isolated(() => {
    t.bridge = peerBridge;
    t.stack = [];
    t.key.fill(0, 0, FACTS);
    t.key.fill(0, word.tunnelId, word.ethDestination);
    t.key.fill(0, word.tunnelMetadata);
    clearConnection(t.key);
    t.key[word.inPort] = peer.number;
    t.depth++;
    t.nesting++;
    t.trace?.bridge(t.nesting, peerBridge);
    if (mirrorInput(t, peer.number)) t.lookup(0, peer.number);
    t.nesting--;
    t.depth--;
  });
  t.bridge = bridge;
  t.table = table;
  t.cookie = cookie;
}

const METADATA_FIELDS: readonly (Field | undefined)[] = fieldList.slice(
  fields.tun_metadata0.index,
  fields.tun_metadata63.index + 1,
);

function tunnelHeader(t: Translation, port: BridgePort): TunnelHeader | undefined {
  const config = port.tunnel;
  if (config === undefined) return undefined;
  const { key } = t;
  const flowKey = (BigInt(key[word.tunnelId]!) << 32n) | BigInt(key[word.tunnelId + 1]!);
  const destination =
    config.remote === 'flow' ? address(t, word.tunnelDestination4, word.tunnelDestination6) : config.remote;
  if (destination === undefined) return undefined;
  const source = config.local ?? address(t, word.tunnelSource4, word.tunnelSource6);
  const options: TunnelHeader['options'][number][] = [];
  for (const option of t.bridge.options.values()) {
    const present = presenceOf(option.index);
    const field = METADATA_FIELDS[option.index];
    if ((key[present.word]! & present.mask) === 0 || field === undefined) continue;
    const slot = slotOf(field, t.bridge.options);
    if (slot === undefined) continue;
    const hex = BigInt(readSlot(key, slot))
      .toString(16)
      .padStart(option.length * 2, '0');
    options.push({ optionClass: option.optionClass, type: option.type, data: new Uint8Array(Buffer.from(hex, 'hex')) });
  }
  return { id: config.outKey === 'flow' ? flowKey : (config.outKey ?? 0n), destination, source, options };
}

function address(t: Translation, four: number, six: number): string | undefined {
  if (t.key[four] !== 0) return ipv4FromNumber(t.key[four]!);
  let value = 0n;
  for (let i = 0; i < 4; i++) value = (value << 32n) | BigInt(t.key[six + i]!);
  return value === 0n ? undefined : ipv6FromBigInt(value);
}
