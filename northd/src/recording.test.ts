import { expect, test } from '@jest/globals';
import { Logical_Switch } from '#schemas/northbound';
import { createCompiler, inputTables } from './compiler.js';
import { parseRecordLine, recordLine, replayStep } from './recording.js';

const tables = new Map(inputTables.map((table) => [table.name, table]));

test('what was recorded compiles again to the same', () => {
  const id = '00000000-0000-4000-8000-000000000001';
  const line = `[["Logical_Switch","${id}",{"name":"sw1","other_config":["map",[["mcast_snoop","true"]]]}]]\n`;
  const changes = parseRecordLine(line, tables);
  expect(changes).toMatchObject([{ table: Logical_Switch, id, after: { name: 'sw1', ports: [] } }]);
  expect(recordLine(changes, tables)).toBe(line);
  const compiler = createCompiler();
  expect(replayStep(compiler, changes)).toEqual({ rows: 1, flows: 71 });
  expect(replayStep(compiler, parseRecordLine(`[["Logical_Switch","${id}",null]]`, tables))).toEqual({
    rows: 1,
    flows: 0,
  });
});

test('other text is refused', () => {
  expect(() => parseRecordLine('{}', tables)).toThrow('not a line of a recording');
  expect(() => parseRecordLine('[["Nope","x",{}]]', tables)).toThrow('not a row of a recording: ["Nope","x",{}]');
});
