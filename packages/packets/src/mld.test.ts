import { expect, test } from '@jest/globals';
import { bytes, hex, ip6 } from './fixture/notation.js';
import { buildMldRecords, parseMldGroup, parseMldRecords } from './mld.js';

/** "Change to exclude" of ff0e::1 with one source, as tshark reads it (RFC 3810 5.2). */
const RECORD = `0400 0001 ff0e${'00'.repeat(13)}01 fd00${'00'.repeat(13)}09`;

test('records of a version 2 report', () => {
  const records = [{ type: 4, group: ip6('ff0e::1'), sources: [ip6('fd00::9')] }];
  expect(parseMldRecords(1, bytes(RECORD))).toEqual(records);
  const built = buildMldRecords(records);
  expect([built.rest, hex(built.payload)]).toEqual([1, hex(bytes(RECORD))]);
  // The high half of the word is reserved.
  expect(parseMldRecords(0xffff0001, bytes(RECORD))).toEqual(records);
  expect(() => parseMldRecords(2, bytes(RECORD))).toThrow('message ends early: 1 bytes wanted, 0 left');
});

test('auxiliary data of a record is skipped', () => {
  const wire = `0301 0000 ff0e${'00'.repeat(13)}01 aabbccdd ${RECORD}`;
  expect(parseMldRecords(2, bytes(wire))).toEqual([
    { type: 3, group: 'ff0e::1', sources: [] },
    { type: 4, group: 'ff0e::1', sources: ['fd00::9'] },
  ]);
});

test('the group of a query, a report or a done of version 1', () => {
  expect(parseMldGroup(bytes(`ff02${'00'.repeat(13)}fb`))).toBe('ff02::fb');
  expect(() => parseMldGroup(bytes('ff02'))).toThrow('message ends early: 16 bytes wanted, 2 left');
});
