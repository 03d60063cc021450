import { expect, test } from '@jest/globals';
import { BLOCK_BYTES, readRecords, recordBody, writeRecord } from './commit-record.js';
import type { TransactionText } from './stored-text.js';

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
    at += writeRecord(log.subarray(at), recordBody(after, transactions));
    return start;
  });
  return { log, starts };
}

const read = (log: Buffer, seq: number, id: string) => {
  const { transactions, isGap } = readRecords(log, seq, id);
  return isGap ? 'gap' : transactions.map(({ seq: each }) => each);
};

test('records come back as they were written, whole blocks each', () => {
  const long = transaction(3, 'ä "'.repeat(2000));
  const { log, starts } = logOf(
    { after: 't0', transactions: [transaction(1), transaction(2)] },
    { after: 't2', transactions: [long] },
  );
  expect(starts.every((start) => start % BLOCK_BYTES === 0)).toBe(true);
  expect(readRecords(log, 0, 't0')).toEqual({ transactions: [transaction(1), transaction(2), long], isGap: false });
});

test('what the tables have already is left out, within a record too', () => {
  const { log } = logOf(
    { after: 't0', transactions: [transaction(1), transaction(2)] },
    { after: 't2', transactions: [transaction(3)] },
  );
  expect(read(log, 1, 't1')).toEqual([2, 3]);
  expect(read(log, 3, 't3')).toEqual([]);
});

test('a torn record ends the log, whatever stands behind it', () => {
  const { log, starts } = logOf(
    { after: 't0', transactions: [transaction(1)] },
    { after: 't1', transactions: [transaction(2)] },
    { after: 't2', transactions: [transaction(3)] },
  );
  log.writeUInt8(log.readUInt8((starts[1] ?? 0) + 60) ^ 1, (starts[1] ?? 0) + 60);
  expect(read(log, 0, 't0')).toEqual([1]);
});

test('records of the round before, behind those of this one, are none', () => {
  const { log } = logOf(
    { after: 't3', transactions: [transaction(4)] },
    { after: 't1', transactions: [transaction(2)] },
    { after: 't2', transactions: [transaction(3)] },
  );
  expect(read(log, 3, 't3')).toEqual([4]);
});

test('a log of another history is none: a backup was put in the place of the file', () => {
  const { log } = logOf({ after: 'other', transactions: [transaction(4)] });
  expect(read(log, 3, 't3')).toEqual([]);
  expect(read(log, 2, 't2')).toBe('gap');
});
