/**
 * A replica of a small database against a server that answers by a table, for tests: what it asks, delivers and says.
 */
import type { Log } from '#base';
import type { Json } from '#ovsdb/notation';
import { database, integer, map, one, optional, reference, set, string, table, type UuidOf } from '#schemas';
import type { ChangeSet } from '../change-set.js';
import { openReplica } from '../open-replica.js';
import type { Replica, ReplicaOptions } from '../replica.js';
import { FakeClock } from './fake-clock.js';
import { type Answers, FakeServer, healthyAnswers } from './fake-server.js';

export const Switch = table(
  'Switch',
  { name: one(string()), key: optional(integer()), ports: set(reference('Port')), options: map(string(), string()) },
  { isRoot: true },
);
export const Port = table('Port', { name: one(string()) });
export const network = database('Network', '1.0.0', undefined, { Switch, Port });

export const S1 = 'aaaaaaaa-0000-4000-8000-000000000001';
export const S2 = 'aaaaaaaa-0000-4000-8000-000000000002';
export const P1 = 'bbbbbbbb-0000-4000-8000-000000000001';
export const T1 = 'cccccccc-0000-4000-8000-000000000001';
export const T2 = 'cccccccc-0000-4000-8000-000000000002';
export const contents: Json = {
  Switch: { [S1]: { initial: { name: 'sw1', ports: ['uuid', P1] } } },
  Port: { [P1]: { initial: { name: 'p1' } } },
};

export interface Bench {
  readonly server: FakeServer;
  readonly clock: FakeClock;
  readonly replica: Replica;
  readonly changes: string[];
  readonly log: string[];
}

export function serverWith(answers: Answers = {}): FakeServer {
  return new FakeServer({ ...healthyAnswers(network, contents, T1), ...answers });
}

export function refusing(): FakeServer {
  const server = serverWith();
  server.isUp = false;
  return server;
}

export function open(
  answers: Answers = {},
  options: Partial<ReplicaOptions> = {},
  server = serverWith(answers),
): Bench {
  const clock = new FakeClock();
  const changes: string[] = [];
  const lines: string[] = [];
  const say = (level: string) => (text: string) => void lines.push(`${level} ${text}`);
  const log: Log = { debug() {}, info: say('info'), warn: say('warn'), error: say('error') };
  let bytes = 0;
  const replica = openReplica({
    database: network,
    remotes: ['unix:/db'],
    remoteOrder: 'given',
    tables: 'all',
    clock,
    random: (count) => new Uint8Array(count).fill(++bytes),
    log,
    connect: server.connect,
    onChanges: (set) => void changes.push(...describe(set)),
    ...options,
  });
  return { server, clock, replica, changes, log: lines };
}

/** `+Switch sw1`, `-Port p1`, `Switch sw1 -> sw2`; a line `initial` first where it is. */
function describe({ tables, isInitial }: ChangeSet): string[] {
  const lines = isInitial ? ['initial'] : [];
  for (const [{ name }, rows] of tables) {
    for (const { before, after } of rows) {
      const text = (row: object | undefined) =>
        row === undefined ? '' : Object.values(row).slice(1).flatMap(show).join(' ');
      lines.push(
        before === undefined
          ? `+${name} ${text(after)}`
          : after === undefined
            ? `-${name} ${text(before)}`
            : `${name} ${text(before)} -> ${text(after)}`,
      );
    }
  }
  return lines;
}

function show(value: unknown): string[] {
  if (value === undefined) return [];
  if (value instanceof Map) return [...value].map(([k, v]) => `${k}=${v}`);
  return Array.isArray(value) ? value : [String(value)];
}

export function idOf(uuid: string, bench: Bench): UuidOf<typeof Switch> {
  for (const row of bench.replica.rows(Switch)) if (row._uuid === uuid) return row._uuid;
  throw new Error(`no row ${uuid}`);
}
