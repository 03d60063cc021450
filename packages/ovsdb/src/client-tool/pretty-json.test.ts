import { expect, test } from '@jest/globals';
import { prettyJson } from './pretty-json.js';

test('brackets close on the line of the last member', () => {
  expect(prettyJson({ b: [1, [], {}], a: { c: 'x' } })).toBe(
    '{\n  "a": {\n    "c": "x"},\n  "b": [\n    1,\n    [],\n    {}]}',
  );
});
