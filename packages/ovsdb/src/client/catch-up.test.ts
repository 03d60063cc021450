import { expect, test } from '@jest/globals';
import { OvsdbError, stringifyJson } from '#ovsdb/notation';
import { CatchUp } from './catch-up.js';
import type { ServerDatabaseRow } from './server-row.js';
import { FakeClock, settled } from './testing/fake-clock.js';

const T = 'cccccccc-0000-4000-8000-000000000001';
const ZERO = '00000000-0000-0000-0000-000000000000';

interface Member {
  readonly model: ServerDatabaseRow['model'];
  readonly index?: number;
  /** The index that the member that was lost told after the transaction. */
  readonly told?: number;
  /** From when on it knows the transaction, in ms; undefined: never. */
  readonly knowsAt?: number;
  readonly isOld?: true;
}

/** Loses a member at index 50 and goes through others, leaving those that are behind. What is asked and decided, with times. */
async function goThrough(seen: string, ...members: readonly Member[]): Promise<string[]> {
  const clock = new FakeClock();
  const cluster = { id: 'c', index: 50 };
  const catchUp = new CatchUp(clock, cluster);
  catchUp.seen(seen);
  const lines: string[] = [];
  const ask = ([member, ...others]: readonly Member[]) => {
    if (member === undefined) return;
    const { index, isOld, knowsAt = Number.POSITIVE_INFINITY, model, told } = member;
    const row = { model, index };
    let asked = 0;
    if (told !== undefined) {
      cluster.index = told;
      catchUp.indexTold();
    }
    catchUp.ask(
      {
        database: 'D',
        table: 'A',
        row: () => row,
        request: (method, params, settle) => {
          if (method === 'monitor_cond_since') asked++;
          if (asked === 1) lines.push(`${method} ${stringifyJson(params)}`);
          const found = clock.monotonic() >= knowsAt;
          settle(isOld ? { error: new OvsdbError('unknown method') } : { result: [found, T, {}] });
        },
      },
      (verdict) => {
        lines.push(`${clock.monotonic()} ms: ${verdict}, asked ${asked} times`);
        if (verdict === 'behind') ask(others);
      },
    );
  };
  ask(members);
  await settled();
  await clock.advance(10_000);
  return lines;
}

const verdicts = async (seen: string, ...members: readonly Member[]) =>
  (await goThrough(seen, ...members)).filter((line) => line.includes(' ms: '));

test('a member is asked by a monitor of nothing, which ends at once', async () => {
  expect(await goThrough(T, { model: 'clustered', index: 51, knowsAt: 0 })).toEqual([
    `monitor_cond_since ["D",["catch-up","D"],{"A":[{"columns":[],"where":[false]}]},"${T}"]`,
    'monitor_cancel [["catch-up","D"]]',
    '0 ms: known, asked 1 times',
  ]);
});

test.each<[string, string, Member[], string[]]>([
  ['a lagging member is waited for', T, [{ model: 'clustered', knowsAt: 250 }], ['300 ms: known, asked 4 times']],
  ['so is a relay', T, [{ model: 'relay', knowsAt: 90 }], ['100 ms: known, asked 2 times']],
  [
    'after a second others have their turn',
    T,
    [
      { model: 'clustered', index: 50 },
      { model: 'clustered', knowsAt: 0 },
    ],
    ['1000 ms: behind, asked 11 times', '1000 ms: known, asked 1 times'],
  ],
  [
    'after three seconds it is enough',
    T,
    [{ model: 'clustered' }, { model: 'clustered' }, { model: 'clustered', index: 51 }],
    ['1000 ms: behind, asked 11 times', '2000 ms: behind, asked 11 times', '3000 ms: forgotten, asked 11 times'],
  ],
  ['what is far ahead has forgotten it', T, [{ model: 'clustered', index: 71 }], ['0 ms: forgotten, asked 1 times']],
  [
    'what may not have got there is waited for',
    T,
    [{ model: 'clustered', index: 70, knowsAt: 1 }],
    ['100 ms: known, asked 2 times'],
  ],
  ['an index after the transaction tells it', T, [{ model: 'clustered', told: 51 }], ['0 ms: known, asked 0 times']],
  [
    'an index from before it tells nothing',
    T,
    [{ model: 'clustered', told: 50, knowsAt: 50 }],
    ['100 ms: known, asked 2 times'],
  ],
  ['nor does one of relays', T, [{ model: 'relay', told: 51, knowsAt: 0 }], ['0 ms: known, asked 1 times']],
  ['a server of its own has no others', T, [{ model: 'standalone' }], ['0 ms: known, asked 0 times']],
  ['without a transaction there is nothing to ask', ZERO, [{ model: 'clustered' }], ['0 ms: known, asked 0 times']],
  ['an old server knows no transactions', T, [{ model: 'clustered', isOld: true }], ['0 ms: known, asked 1 times']],
])('%s', async (_what, seen, members, expected) => {
  expect(await verdicts(seen, ...members)).toEqual(expected);
});
