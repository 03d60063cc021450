/** Ports: messages and their bytes, with what `ovs-ofctl ofp-print` of Open vSwitch 3.1 reads in those. */
import { expect, test } from '@jest/globals';
import { macFromNumber } from '#base';
import { outcome, type WireCase, wanted } from '../fixture/wire.js';
import { formatReply } from '../text/message-format.js';

const cases: readonly WireCase[] = [
  {
    read: `OFPT_PORT_MOD (xid=0x1): port: 3: addr:02:00:00:00:00:03
     config: PORT_DOWN
     mask:   PORT_DOWN NO_FLOOD
     advertise: 1GB-FD`,
    version: 1,
    message: { kind: 'port_mod', port: 3, mac: macFromNumber(0x020000000003), config: 1, mask: 17, advertise: 0x20 },
    bytes: '010f002000000001000302000000000300000001000000110000002000000000',
  },
  {
    read: `OFPT_PORT_MOD (OF1.3) (xid=0x1): port: LOCAL: addr:02:00:00:00:00:03
     config: 0
     mask:   PORT_DOWN
     advertise: UNCHANGED`,
    version: 4,
    message: { kind: 'port_mod', port: 0xfffe, mac: macFromNumber(0x020000000003), config: 0, mask: 1, advertise: 0 },
    bytes: '0410002800000001fffffffe00000000020000000003000000000000000000010000000000000000',
  },
  {
    read: `OFPT_PORT_MOD (OF1.5) (xid=0x1): port: 3: addr:02:00:00:00:00:03
     config: NO_FWD
     mask:   NO_FWD
     advertise: 40GB-FD AUTO_NEG`,
    version: 6,
    message: { kind: 'port_mod', port: 3, mac: macFromNumber(0x020000000003), config: 32, mask: 32, advertise: 0x2080 },
    bytes: '06100028000000010000000300000000020000000003000000000020000000200000000800002080',
  },
  {
    read: `OFPT_PORT_STATUS (xid=0x1): ADD: 1(vm1): addr:02:00:00:00:00:01
     config:     PORT_DOWN
     state:      LINK_DOWN
     current:    1GB-FD COPPER
     advertised: 1GB-FD AUTO_NEG
     supported:  AUTO_NEG
     speed: 1000 Mbps now, 0 Mbps max`,
    version: 1,
    message: {
      kind: 'port_status',
      reason: 'add',
      port: {
        port: 1,
        mac: macFromNumber(0x020000000001),
        name: 'vm1',
        config: 1,
        state: 1,
        current: 0x0820,
        advertised: 0x2020,
        supported: 0x2000,
        peer: 0,
        currentSpeed: 1000000,
        maxSpeed: 0,
      },
    },
    bytes:
      '010c00400000000100000000000000000001020000000001766d31000000000000000000000000000000000100000001000000a0000002200000020000000000',
  },
  {
    read: `OFPT_PORT_STATUS (OF1.3) (xid=0x1): DEL: 1(vm1): addr:02:00:00:00:00:01
     config:     PORT_DOWN
     state:      LINK_DOWN
     current:    1GB-FD COPPER
     advertised: 1GB-FD 40GB-FD AUTO_NEG
     supported:  AUTO_NEG
     speed: 1000 Mbps now, 10000 Mbps max`,
    version: 4,
    message: {
      kind: 'port_status',
      reason: 'delete',
      port: {
        port: 1,
        mac: macFromNumber(0x020000000001),
        name: 'vm1',
        config: 1,
        state: 1,
        current: 0x0820,
        advertised: 0x20a0,
        supported: 0x2000,
        peer: 0,
        currentSpeed: 1000000,
        maxSpeed: 10000000,
      },
    },
    bytes:
      '040c005000000001010000000000000000000001000000000200000000010000766d3100000000000000000000000000000000010000000100000820000020a00000200000000000000f424000989680',
  },
  {
    read: `OFPT_PORT_STATUS (OF1.5) (xid=0x1): MOD: 1(vm1): addr:02:00:00:00:00:01
     config:     PORT_DOWN
     state:      LINK_DOWN
     current:    1GB-FD COPPER
     advertised: 1GB-FD 40GB-FD AUTO_NEG
     supported:  AUTO_NEG
     speed: 1000 Mbps now, 10000 Mbps max`,
    version: 6,
    message: {
      kind: 'port_status',
      reason: 'modify',
      port: {
        port: 1,
        mac: macFromNumber(0x020000000001),
        name: 'vm1',
        config: 1,
        state: 1,
        current: 0x0820,
        advertised: 0x20a0,
        supported: 0x2000,
        peer: 0,
        currentSpeed: 1000000,
        maxSpeed: 10000000,
      },
    },
    bytes:
      '060c005800000001020000000000000000000001004800000200000000010000766d31000000000000000000000000000000000100000001000000200000000000000820000020a00000200000000000000f424000989680',
  },
];

const replies: readonly WireCase[] = [
  {
    read: `OFPST_PORT_DESC reply (OF1.5) (xid=0x1):
 1(vm1): addr:02:00:00:00:00:01
     config:     PORT_DOWN
     state:      LINK_DOWN
     current:    1GB-FD COPPER
     advertised: 1GB-FD 40GB-FD AUTO_NEG
     supported:  AUTO_NEG
     speed: 1000 Mbps now, 10000 Mbps max
 LOCAL(br0): addr:02:00:00:00:00:fe
     config:     0
     state:      LIVE
     speed: 0 Mbps now, 0 Mbps max`,
    version: 6,
    message: {
      kind: 'port_desc_reply',
      more: false,
      items: [
        {
          port: 1,
          mac: macFromNumber(0x020000000001),
          name: 'vm1',
          config: 1,
          state: 1,
          current: 0x0820,
          advertised: 0x20a0,
          supported: 0x2000,
          peer: 0,
          currentSpeed: 1000000,
          maxSpeed: 10000000,
        },
        {
          port: 0xfffe,
          mac: macFromNumber(0x0200000000fe),
          name: 'br0',
          config: 0,
          state: 4,
          current: 0,
          advertised: 0,
          supported: 0,
          peer: 0,
          currentSpeed: 0,
          maxSpeed: 0,
        },
      ],
    },
    bytes:
      '061300a000000001000d00000000000000000001004800000200000000010000766d31000000000000000000000000000000000100000001000000200000000000000820000020a00000200000000000000f424000989680fffffffe004800000200000000fe00006272300000000000000000000000000000000000000000040000002000000000000000000000000000000000000000000000000000000000',
  },
  {
    read: `OFPST_PORT_DESC reply (OF1.3) (xid=0x1):
 1(vm1): addr:02:00:00:00:00:01
     config:     PORT_DOWN
     state:      LINK_DOWN
     current:    1GB-FD COPPER
     advertised: 1GB-FD 40GB-FD AUTO_NEG
     supported:  AUTO_NEG
     speed: 1000 Mbps now, 10000 Mbps max`,
    version: 4,
    message: {
      kind: 'port_desc_reply',
      more: false,
      items: [
        {
          port: 1,
          mac: macFromNumber(0x020000000001),
          name: 'vm1',
          config: 1,
          state: 1,
          current: 0x0820,
          advertised: 0x20a0,
          supported: 0x2000,
          peer: 0,
          currentSpeed: 1000000,
          maxSpeed: 10000000,
        },
      ],
    },
    bytes:
      '0413005000000001000d00000000000000000001000000000200000000010000766d3100000000000000000000000000000000010000000100000820000020a00000200000000000000f424000989680',
  },
  {
    read: `OFPST_PORT reply (OF1.5) (xid=0x1): 1 ports
  port  1: rx pkts=1, bytes=100, drop=3, errs=5, frame=7, over=8, crc=9
           tx pkts=2, bytes=200, drop=4, errs=6, coll=10
           duration=7.001s`,
    version: 6,
    message: {
      kind: 'port_stats_reply',
      more: false,
      items: [
        {
          port: 1,
          rxPackets: 1n,
          txPackets: 2n,
          rxBytes: 100n,
          txBytes: 200n,
          rxDropped: 3n,
          txDropped: 4n,
          rxErrors: 5n,
          txErrors: 6n,
          rxFrameErrors: 7n,
          rxOverruns: 8n,
          rxCrcErrors: 9n,
          collisions: 10n,
          durationSeconds: 7,
          durationNanoseconds: 1000000,
        },
      ],
    },
    bytes:
      '06130088000000010004000000000000007800000000000100000007000f424000000000000000010000000000000002000000000000006400000000000000c800000000000000030000000000000004000000000000000500000000000000060000002800000000000000000000000700000000000000080000000000000009000000000000000a',
  },
  {
    read: `OFPST_PORT reply (OF1.3) (xid=0x1): 1 ports
  port  1: rx pkts=1, bytes=100, drop=3, errs=5, frame=7, over=8, crc=9
           tx pkts=2, bytes=200, drop=4, errs=6, coll=10
           duration=7.001s`,
    version: 4,
    message: {
      kind: 'port_stats_reply',
      more: false,
      items: [
        {
          port: 1,
          rxPackets: 1n,
          txPackets: 2n,
          rxBytes: 100n,
          txBytes: 200n,
          rxDropped: 3n,
          txDropped: 4n,
          rxErrors: 5n,
          txErrors: 6n,
          rxFrameErrors: 7n,
          rxOverruns: 8n,
          rxCrcErrors: 9n,
          collisions: 10n,
          durationSeconds: 7,
          durationNanoseconds: 1000000,
        },
      ],
    },
    bytes:
      '04130080000000010004000000000000000000010000000000000000000000010000000000000002000000000000006400000000000000c80000000000000003000000000000000400000000000000050000000000000006000000000000000700000000000000080000000000000009000000000000000a00000007000f4240',
  },
  {
    read: `OFPST_PORT reply (xid=0x1): 1 ports
  port  1: rx pkts=1, bytes=100, drop=3, errs=5, frame=7, over=8, crc=9
           tx pkts=2, bytes=200, drop=4, errs=6, coll=?`,
    version: 1,
    message: {
      kind: 'port_stats_reply',
      more: false,
      items: [
        {
          port: 1,
          rxPackets: 1n,
          txPackets: 2n,
          rxBytes: 100n,
          txBytes: 200n,
          rxDropped: 3n,
          txDropped: 4n,
          rxErrors: 5n,
          txErrors: 6n,
          rxFrameErrors: 7n,
          rxOverruns: 8n,
          rxCrcErrors: 9n,
          collisions: 0xffffffffffffffffn,
          durationSeconds: 0,
          durationNanoseconds: 0,
        },
      ],
    },
    bytes:
      '011100740000000100040000000100000000000000000000000000010000000000000002000000000000006400000000000000c80000000000000003000000000000000400000000000000050000000000000006000000000000000700000000000000080000000000000009ffffffffffffffff',
  },
  {
    read: `OFPST_QUEUE reply (OF1.5) (xid=0x1): 1 queues
  port 1 queue 2: bytes=300, pkts=4, errors=0, duration=7.250s`,
    version: 6,
    message: {
      kind: 'queue_stats_reply',
      more: false,
      items: [
        {
          port: 1,
          queue: 2,
          txBytes: 300n,
          txPackets: 4n,
          txErrors: 0n,
          durationSeconds: 7,
          durationNanoseconds: 250000000,
        },
      ],
    },
    bytes:
      '0613004000000001000500000000000000300000000000000000000100000002000000000000012c00000000000000040000000000000000000000070ee6b280',
  },
];

test('messages are written as these bytes, and read from them', () => {
  expect([...cases, ...replies].map(outcome)).toEqual([...cases, ...replies].map(wanted));
});

test('answers are printed as ovs-ofctl prints them', () => {
  const printed = replies.map(({ message, version }) => formatReply([message], version, 1));
  expect(printed).toEqual(replies.map(({ read }) => read));
});
