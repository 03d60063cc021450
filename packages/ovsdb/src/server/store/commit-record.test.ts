import { expect, test } from '@jest/globals';
import { BLOCK_BYTES, reachedBody, readRecords, recordBody, sealOf, writeRecord } from './commit-record.js';
import type { TransactionText } from './stored-text.js';

const SEAL = sealOf('eeeeeeee-eeee-eeee-eeee-eeeeeeeeeeee');

function transaction(seq: number, comment = ''): TransactionText {
  const row = [seq, 0, `row-${seq}`, '{"n":9007199254740993}'] as const;
  return {
    seq,
    id: `t${seq}`,
    time: 5,
    comment,
    client: 'unix#0',
    changes: '[["i",0,1,"x"]]',
    inserted: [row],
    deleted: [7],
  };
}

/** A log of one record a batch, written as the service does: one behind the other, from the front. */
function logOf(...batches: readonly { readonly after: string; readonly transactions: readonly TransactionText[] }[]) {
  const log = Buffer.alloc(8 * BLOCK_BYTES);
  let at = 0;
  const starts = batches.map(({ after, transactions }) => {
    const start = at;
    at += writeRecord(log.subarray(at), recordBody(after, transactions), SEAL);
    return start;
  });
  return { log, starts };
}

const read = (log: Buffer, seq: number, id: string) => {
  const { transactions, isGap } = readRecords(log, SEAL, seq, id);
  return [...transactions.map(({ seq: each }) => each), ...(isGap ? ['gap'] : [])];
};

test('records come back as they were written, whole blocks each', () => {
  const long = transaction(3, 'ä "'.repeat(2000));
  const { log, starts } = logOf(
    { after: 't0', transactions: [transaction(1), transaction(2)] },
    { after: 't2', transactions: [long] },
  );
  expect(starts.every((start) => start % BLOCK_BYTES === 0)).toBe(true);
  expect(readRecords(log, SEAL, 0, 't0')).toEqual({
    transactions: [transaction(1), transaction(2), long],
    isGap: false,
  });
});

test('what the tables have already is left out, within a record too', () => {
  const { log } = logOf(
    { after: 't0', transactions: [transaction(1), transaction(2)] },
    { after: 't2', transactions: [transaction(3)] },
  );
  expect(read(log, 1, 't1')).toEqual([2, 3]);
  expect(read(log, 3, 't3')).toEqual([]);
});

test('a record that is damaged ends the log: a torn one where it is the last, a gap where others follow', () => {
  const written = () =>
    logOf(
      { after: 't0', transactions: [transaction(1)] },
      { after: 't1', transactions: [transaction(2)] },
      { after: 't2', transactions: [transaction(3)] },
    );
  const damaged = (record: number, byte: number) => {
    const { log, starts } = written();
    const at = (starts[record] ?? 0) + byte;
    log.writeUInt8(log.readUInt8(at) ^ 1, at);
    return read(log, 0, 't0');
  };
  for (const byte of [0, 20, 28, 60]) {
    expect([0, 1, 2].map((record) => damaged(record, byte))).toEqual([['gap'], [1, 'gap'], [1, 2]]);
  }
  const { log, starts } = written();
  expect(read(log.subarray(0, starts[1]), 0, 't0')).toEqual([1]);
});

test('records of the round before, behind those of this one, are none', () => {
  const { log } = logOf(
    { after: 't3', transactions: [transaction(4)] },
    { after: 't1', transactions: [transaction(2)] },
    { after: 't2', transactions: [transaction(3)] },
  );
  expect(read(log, 3, 't3')).toEqual([4]);
});

test('a log that goes on from another state: another version of the file was put in its place', () => {
  const { log } = logOf({ after: 'other', transactions: [transaction(4)] });
  expect(read(log, 3, 't3')).toEqual(['gap']);
  expect(read(log, 2, 't2')).toEqual(['gap']);
  expect(read(log, 4, 'other t4')).toEqual([]);
});

test('a log of another file is none', () => {
  const { log } = logOf({ after: 't0', transactions: [transaction(1)] });
  expect(readRecords(log, sealOf('another file'), 0, 't0')).toEqual({ transactions: [], isGap: false });
});

test('what was committed without a record is missed where it is not there', () => {
  const log = Buffer.alloc(4 * BLOCK_BYTES);
  const at = writeRecord(log, reachedBody(3), SEAL);
  writeRecord(log.subarray(at), recordBody('t3', [transaction(4)]), SEAL);
  expect(read(log, 3, 't3')).toEqual([4]);
  expect(read(log, 2, 't2')).toEqual(['gap']);
});
