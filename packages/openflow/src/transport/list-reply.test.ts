import { expect, test } from '@jest/globals';
import { type Mac, parseMac } from '#base';
import { decode } from '../codec/decode.js';
import { createMemorySwitch } from '../memory-switch.js';
import type { Message, OpenFlowVersion } from '../message/message.js';
import type { PortDescription } from '../message/port-message.js';
import { type ListRequest, listReply } from './list-reply.js';

const XID = 7;

function portOf(port: number): PortDescription {
  const mac: Mac = parseMac('02:00:00:00:00:01')!;
  const none = { current: 0, advertised: 0, supported: 0, peer: 0, currentSpeed: 0, maxSpeed: 0 };
  return { port, mac, name: `vm${port}`, config: 0, state: 4, ...none };
}

function switchOf(ports: number) {
  const handler = createMemorySwitch(
    1n,
    Array.from({ length: ports }, (_, i) => portOf(i + 1)),
  );
  handler.apply(
    [1, 2].map((group) => ({ kind: 'group_mod', command: 'add', group, type: 'all', buckets: [] }) as const),
  );
  handler.modifyMeter({ kind: 'meter_mod', command: 'add', meter: 3, flags: 1, bands: [] });
  return handler;
}

/** The parts of an answer: their kind, whether more follow, and which numbers they list. */
function answered(request: ListRequest, version: OpenFlowVersion = 0x06, ports = 3): unknown {
  const reply = listReply(switchOf(ports), request, version, XID);
  if (typeof reply === 'string') return reply;
  return [...reply].map((bytes) => {
    const { message, xid } = decode(bytes);
    expect(xid).toBe(XID);
    return partOf(message);
  });
}

function partOf(message: Message): unknown {
  if (!('items' in message) || !('more' in message)) return message;
  const numbers = message.items.map((item) => {
    if ('port' in item) return item.port;
    if ('group' in item) return item.group;
    return 'meter' in item ? item.meter : item;
  });
  return [message.kind, message.more, numbers];
}

test.each<[ListRequest, unknown]>([
  [{ kind: 'port_desc_request' }, [['port_desc_reply', false, [1, 2, 3]]]],
  [{ kind: 'port_desc_request', port: 2 }, [['port_desc_reply', false, [2]]]],
  [{ kind: 'port_desc_request', port: 9 }, [['port_desc_reply', false, []]]],
  [{ kind: 'port_stats_request', port: 3 }, [['port_stats_reply', false, [3]]]],
  [{ kind: 'queue_stats_request', port: 2, queue: 77 }, 'OFPQOFC_BAD_QUEUE'],
  [{ kind: 'queue_stats_request', port: 9 }, 'OFPQOFC_BAD_PORT'],
  [{ kind: 'queue_stats_request', port: 2 }, [['queue_stats_reply', false, [2]]]],
  [{ kind: 'group_desc_request' }, [['group_desc_reply', false, [1, 2]]]],
  [{ kind: 'group_stats_request', group: 2 }, [['group_stats_reply', false, [2]]]],
  [{ kind: 'meter_config_request' }, [['meter_config_reply', false, [3]]]],
  [{ kind: 'meter_stats_request', meter: 3 }, [['meter_stats_reply', false, [3]]]],
  [{ kind: 'meter_config_request', meter: 4 }, 'OFPMMFC_UNKNOWN_METER'],
  [{ kind: 'meter_stats_request', meter: 4 }, 'OFPMMFC_UNKNOWN_METER'],
])('%j', (request, expected) => {
  expect(answered(request)).toEqual(expected);
});

test('a list that is too long for a message comes in parts', () => {
  const parts = answered({ kind: 'port_desc_request' }, 0x04, 1100);
  expect(parts).toEqual([
    ...[0, 1, 2, 3].map((part) => ['port_desc_reply', true, Array.from({ length: 256 }, (_, i) => part * 256 + i + 1)]),
    ['port_desc_reply', false, Array.from({ length: 76 }, (_, i) => 1025 + i)],
  ]);
});
