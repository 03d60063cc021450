import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type Mac, parseMac } from '#base';
import { decode } from '../codec/decode.js';
import { encode } from '../codec/encode.js';
import { fields } from '../field.js';
import { Framer } from '../framing.js';
import { createMemorySwitch, type MemorySwitch } from '../memory-switch.js';
import type { FlowMod } from '../message/flow-mod.js';
import type { Message } from '../message/message.js';
import type { PortDescription } from '../message/port-message.js';
import type { SwitchServer } from '../switch-handler.js';
import { formatFlow } from '../text/flow-format.js';
import { parseFlow } from '../text/flow-parse.js';
import { type Controller, openController } from './controller.js';
import { serveSwitch } from './switch.js';

function portOf(port: number, name: string): PortDescription {
  const mac: Mac = parseMac(`02:00:00:00:00:0${port & 7}`)!;
  const none = { current: 0, advertised: 0, supported: 0, peer: 0, currentSpeed: 0, maxSpeed: 0 };
  return { port, name, mac, config: 0, state: 4, ...none };
}

let directory: string;
let address: string;
let handler: MemorySwitch;
let server: SwitchServer;
let log: string[];
const opened: Controller[] = [];

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'of'));
  address = join(directory, 'br.mgmt');
  handler = createMemorySwitch(1n, [portOf(0xfffe, 'br'), portOf(1, 'vm1')]);
  log = [];
  server = await serveSwitch({ address: `punix:${address}`, handler, log: (_, text) => log.push(text) });
});

afterEach(async () => {
  for (const controller of opened.splice(0)) controller.close();
  await server.close();
  rmSync(directory, { recursive: true });
});

async function open(options: Partial<Parameters<typeof openController>[0]> = {}): Promise<Controller> {
  const controller = await openController({ address, ...options });
  opened.push(controller);
  return controller;
}

async function dump(controller: Controller): Promise<readonly string[]> {
  const parts = await controller.request({ kind: 'flow_stats_request', filter: { match: [] } });
  return parts.flatMap((part) =>
    part.kind === 'flow_stats_reply'
      ? part.items.map((flow) => formatFlow(flow, { hasStats: false, version: controller.version }))
      : [],
  );
}

test.each([
  [0x01, 'load:0x5->NXM_NX_REG0[]'],
  [0x04, 'set_field:0x5->reg0'],
  [0x06, 'set_field:0x5->reg0'],
] as const)('version %d: flows go in and come out', async (version, action) => {
  const controller = await open({ versions: [version] });
  if (version === 0x01) {
    controller.send({ kind: 'set_flow_format', format: 'nxm' });
    controller.send({ kind: 'flow_mod_table_id', isSet: true });
  }
  controller.send(parseFlow('table=3,priority=7,tcp,reg1=0x1/0x1 actions=set_field:5->reg0,output:1'));
  await controller.barrier();
  expect(await dump(controller)).toEqual([`table=3, priority=7,tcp,reg1=0x1/0x1 actions=${action},output:1`]);
});

test('a bundle is made as a whole, and a refused change is named', async () => {
  const controller = await open();
  const good = parseFlow('priority=1 actions=output:1');
  const bad: FlowMod = { ...good, actions: [{ kind: 'group', group: 9 }] };
  expect(await controller.bundle([good, bad])).toEqual({
    isCommitted: false,
    failures: [{ index: 1, error: 'OFPBAC_BAD_OUT_GROUP' }],
    error: 'OFPBFC_MSG_FAILED',
  });
  expect(await dump(controller)).toEqual([]);
  expect(await controller.bundle([good])).toEqual({ isCommitted: true, failures: [] });
  expect(await dump(controller)).toEqual(['priority=1 actions=output:1']);
});

test('many flows are listed in parts', async () => {
  const controller = await open();
  const flows = Array.from({ length: 3000 }, (_, i) =>
    parseFlow(`priority=${i + 1},metadata=${i} actions=resubmit(,8)`),
  );
  expect(await controller.bundle(flows)).toEqual({ isCommitted: true, failures: [] });
  const parts = await controller.request({ kind: 'flow_stats_request', filter: { match: [] } });
  expect(parts.length).toBeGreaterThan(1);
  expect((await dump(controller)).length).toBe(3000);
});

test('requests are answered by xid, refusals reject', async () => {
  const controller = await open();
  const [features, refusal, tlv] = await Promise.allSettled([
    controller.request({ kind: 'features_request' }),
    controller.request({ kind: 'meter_config_request', meter: 77 }),
    controller.request({ kind: 'tlv_table_request' }),
  ]);
  expect(features).toMatchObject({
    status: 'fulfilled',
    value: [{ kind: 'features_reply', datapathId: 1n, tables: 254 }],
  });
  expect(refusal).toMatchObject({
    status: 'rejected',
    reason: { code: 'refused', context: { error: 'OFPMMFC_UNKNOWN_METER' } },
  });
  expect(tlv).toMatchObject({ status: 'fulfilled', value: [{ kind: 'tlv_table_reply', mappings: [] }] });
});

test('packet-ins go to those that asked for them, in their format', async () => {
  const heard: string[] = [];
  const hear = (name: string, done: () => void) => (message: Message) => {
    heard.push(`${name} ${message.kind} ${message.kind === 'packet_in' ? message.userdata?.join('.') : ''}`);
    done();
  };
  let arrived = () => {};
  const arrival = new Promise<void>((resolve) => {
    arrived = resolve;
  });
  const silent = await open({ onMessage: hear('silent', () => undefined) });
  const eager = await open({ onMessage: hear('eager', () => arrived()) });
  eager.send({ kind: 'set_packet_in_format', format: 'nxt_packet_in2' });
  eager.send({ kind: 'set_config', flags: 0, missSendLength: 0xffff });
  await Promise.all([silent.barrier(), eager.barrier()]);
  server.packetIn({
    kind: 'packet_in',
    packet: new Uint8Array(60),
    totalLength: 60,
    table: 8,
    cookie: 5n,
    reason: 'action',
    metadata: [{ field: fields.in_port, value: 1 }],
    userdata: Uint8Array.of(0, 0, 0, 1),
  });
  await arrival;
  await Promise.all([silent.barrier(), eager.barrier()]);
  expect(heard).toEqual(['eager packet_in 0.0.0.1']);
});

/** Sends bytes as they are; gives all that came back once the switch has closed the connection. */
function raw(bytes: Uint8Array): Promise<Uint8Array> {
  return new Promise((resolve) => {
    const chunks: Uint8Array[] = [];
    const socket = connect(address, () => socket.write(bytes));
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(Buffer.concat(chunks)));
  });
}

test('garbage closes that connection alone, with one log line', async () => {
  const controller = await open();
  await raw(Uint8Array.from([1, 2, 0, 3, 9, 9, 9, 9]));
  await controller.barrier();
  expect(log).toEqual(['unix#1: message header says 3 bytes, less than a header, closing']);
});

test('a peer without a common version is told so', async () => {
  const answer = await raw(encode({ kind: 'hello', versions: 1 << 2 }, 0x01, 1));
  const messages = [...new Framer().push(answer)].map((bytes) => decode(bytes).message);
  expect(messages.map((message) => message.kind)).toEqual(['hello', 'error']);
});

test('a malformed message is answered and the connection goes on', async () => {
  const controller = await open();
  const bad: FlowMod = {
    ...parseFlow('actions=drop'),
    actions: [{ kind: 'set_field', field: fields.mpls_label, value: 1, mask: 1 }],
  };
  const failure = await controller.request(bad).catch((error: unknown) => error);
  expect(failure).toMatchObject({ code: 'refused', context: { error: 'OFPBAC_BAD_SET_MASK' } });
  await controller.barrier();
});

test('messages cut anywhere are put together again', () => {
  const stream = Buffer.concat(
    [1, 2, 3].map((xid) => encode({ kind: 'echo_request', data: new Uint8Array(xid) }, 0x06, xid)),
  );
  for (let cut = 0; cut <= stream.length; cut++) {
    const framer = new Framer();
    const messages = [...framer.push(stream.subarray(0, cut)), ...framer.push(stream.subarray(cut))];
    expect(messages.map((bytes) => decode(bytes).xid)).toEqual([1, 2, 3]);
  }
});

test('a switch that stands still is left after the probe interval, which may change', async () => {
  const still = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.write(encode({ kind: 'hello', versions: 1 << 0x06 }, 0x06, 1));
  });
  const path = join(directory, 'still.mgmt');
  await new Promise<void>((resolve) => still.listen(path, resolve));
  try {
    let controller: Controller | undefined;
    const reason = new Promise<string>((resolve, reject) => {
      open({ address: path, probeMs: 0, onClose: resolve }).then((opened) => {
        controller = opened;
        opened.setProbe(50);
      }, reject);
    });
    expect(await reason).toBe('no response to inactivity probe after 0.05 seconds, disconnecting');
    expect(controller?.isClosed).toBe(true);
  } finally {
    still.close();
  }
});
