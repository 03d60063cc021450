import { expect, test } from '@jest/globals';
import { formatPort, parsePort, portFrom32, ports, portTo32 } from './port.js';

test('reserved ports have 16 bits in OpenFlow 1.0 and 32 later (OpenFlow 1.1, A.2.1)', () => {
  const table: readonly (readonly [port: number, wide: number])[] = [
    [1, 1],
    [0xfeff, 0xfeff],
    [ports.max, 0xffffff00],
    [ports.inPort, 0xfffffff8],
    [ports.local, 0xfffffffe],
    [ports.none, 0xffffffff],
  ];
  expect(table.map(([port]) => portTo32(port))).toEqual(table.map(([, wide]) => wide));
  expect(table.map(([, wide]) => portFrom32(wide))).toEqual(table.map(([port]) => port));
  expect([0xff00, 0x10000, 0xfffffeff].map(portFrom32)).toEqual([undefined, undefined, undefined]);
});

test('ports as ovs-ofctl writes and reads them', () => {
  const table: readonly (readonly [text: string, port: number | undefined, printed?: string])[] = [
    ['LOCAL', 0xfffe, 'LOCAL'],
    ['local', 0xfffe, 'LOCAL'],
    ['65534', 0xfffe, 'LOCAL'],
    ['in_port', 0xfff8, 'IN_PORT'],
    ['NONE', 0xffff, 'ANY'],
    ['ANY', 0xffff, 'ANY'],
    ['0x10', 16, '16'],
    ['65280', 0xff00, '65280'],
    ['65536', undefined],
    ['x', undefined],
    ['-1', undefined],
    ['', undefined],
  ];
  expect(table.map(([text]) => parsePort(text))).toEqual(table.map(([, port]) => port));
  const printed = table.flatMap(([, port]) => (port === undefined ? [] : [formatPort(port)]));
  expect(printed).toEqual(table.flatMap(([, , text]) => text ?? []));
});
