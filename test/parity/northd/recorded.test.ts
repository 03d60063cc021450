import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { createCompiler, flowSets } from '#northd';
import { compiledText } from './compiled-text.js';
import { DIRECTORY, readNetwork } from './recorded-network.js';

const files = readdirSync(DIRECTORY);

test('there are recordings', () => {
  expect(files.length).toBeGreaterThan(0);
});

test.each(files)('%s compiles to what ovn-northd made of it', (file) => {
  const { rows, lines } = readNetwork(join(DIRECTORY, file));
  const compiler = createCompiler();
  compiler.commit(rows);
  expect(compiler.warnings).toEqual([]);
  expect(withRecordedHints(compiledText(compiler), lines)).toEqual(lines);
});

/** A flow that several rows made has no hint in a recording, even if one row is left of them. */
function withRecordedHints(lines: readonly string[], recorded: readonly string[]): string[] {
  const known = new Set(recorded);
  return lines.map((line) => (known.has(line) ? line : line.replace(/stage-hint=[0-9a-f]{8}, /, ''))).sort();
}

test.each(files)('%s row by row, in any order, gives the same', (file) => {
  const { rows } = readNetwork(join(DIRECTORY, file));
  const whole = createCompiler();
  whole.commit(rows);
  const stepwise = createCompiler();
  for (const row of rows) stepwise.commit([row]);
  expect(compiledText(stepwise)).toEqual(compiledText(whole));
  const backwards = createCompiler();
  for (const row of rows.toReversed()) backwards.commit([row]);
  expect(compiledText(backwards)).toEqual(compiledText(whole));
  expect(backwards.recompute()).toEqual([]);
  for (const { table, id } of rows) backwards.commit([{ table, id }]);
  expect([...backwards.outputs(flowSets)]).toEqual([]);
});
