import { expect, test } from '@jest/globals';
import { prettyJson } from './pretty-json.js';

test('brackets close on the line of the last member', () => {
  expect(prettyJson('{"a":{"c":"x, \\"[{:"},"b":[1e+15,[],{},true,[[2]]]}')).toBe(
    '{\n  "a": {\n    "c": "x, \\"[{:"},\n  "b": [\n    1e+15,\n    [],\n    {\n      },\n    true,\n    [\n      [\n        2]]]}',
  );
  expect(['[]', '{}', '[3]'].map(prettyJson)).toEqual(['[]', '{\n  }', '[\n  3]']);
});
