/**
 * Logical flows and the OpenFlow that ovn-controller made of them, as files: parity writes them, and recorded.test.ts checks our
 * compiler against them where no OVN is installed.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { isJsonArray, parseJson } from '#ovsdb/notation';
import type { Compared } from './comparison.js';
import type { FlowCase, FlowPlace } from './lab.js';

/** Where recordings are kept, from the root of the project. */
const DIRECTORY = 'test/parity/lflow/recorded';
/** Flows of many lines show little that those of few do not. */
const LINES_MAX = 12;

export interface RecordedFlow {
  readonly flow: FlowCase;
  readonly lines: readonly string[];
}

export interface Recording {
  readonly place: FlowPlace;
  readonly outcomes: readonly Compared[];
}

const fileOf = ({ datapath, pipeline, table }: FlowPlace) => `${DIRECTORY}/${datapath}-${pipeline}-${table}.json`;

export function recordFlows(recordings: readonly Recording[]): void {
  mkdirSync(DIRECTORY, { recursive: true });
  const files = new Map<string, string[]>();
  for (const { place, outcomes } of recordings) {
    const rows = files.get(fileOf(place)) ?? [];
    files.set(fileOf(place), rows);
    for (const { flow, theirs } of outcomes) {
      if (theirs === undefined || theirs.length > LINES_MAX) continue;
      rows.push(JSON.stringify([flow.match, flow.actions, ...theirs]));
    }
  }
  for (const [file, rows] of files) writeFileSync(file, `[\n${rows.join(',\n')}\n]\n`);
}

export function readFlows(place: FlowPlace): readonly RecordedFlow[] {
  const rows = parseJson(readFileSync(fileOf(place), 'utf8'));
  if (!isJsonArray(rows)) throw new Error(`${fileOf(place)} is no recording`);
  return rows.map((row) => {
    const [match = '', actions = '', ...lines] = isJsonArray(row) ? row.map(String) : [];
    return { flow: { match, actions }, lines };
  });
}
