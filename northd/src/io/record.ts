/** Files of recordings: `--record F` appends to one, `--replay F` prints what each of its compilations gives. */
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { systemMessage } from '#base';
import type { RowDelta } from '#incremental';
import { createCompiler, inputTables } from '../compiler.js';
import { parseRecordLine, recordLine, replayStep } from '../recording.js';

const tables = new Map(inputTables.map((table) => [table.name, table]));

/** Begins a file, and gives what adds a compilation to it. Throws an Error that names the file. */
export function recorder(file: string): (changes: readonly RowDelta[]) => void {
  // A daemon leaves the directory where its command line was given.
  const path = resolve(file);
  named(file, () => writeFileSync(path, '', { mode: 0o640 }));
  return (changes) => appendFileSync(path, recordLine(changes, tables));
}

function named<T>(file: string, open: () => T): T {
  try {
    return open();
  } catch (error) {
    throw new Error(`${file}: ${systemMessage(error)}`);
  }
}

/**
 * Compiles a recording again, and checks after the last line that nothing differs from a fresh computation. Throws an Error
 * that names the file, and the line that is none of a recording.
 */
export function replay(file: string, say: (line: string) => void, monotonic: () => number): void {
  const compiler = createCompiler();
  const lines = named(file, () => readFileSync(file, 'utf8')).split('\n');
  for (const [i, line] of lines.entries()) {
    if (line === '') continue;
    const changes = named(`${file}: line ${i + 1}`, () => parseRecordLine(line, tables));
    const started = monotonic();
    const { rows, flows } = replayStep(compiler, changes);
    say(`${i + 1}: ${rows} rows, ${flows} flows, ${(monotonic() - started).toFixed(1)} ms`);
  }
  const differences = compiler.recompute();
  for (const { relation, identity } of differences) say(`differs from a fresh computation: ${relation} ${identity}`);
  for (const { relation, key, error } of compiler.warnings) say(`failed: ${relation} ${key}: ${String(error)}`);
  if (differences.length === 0) say('equal to a fresh computation');
}
