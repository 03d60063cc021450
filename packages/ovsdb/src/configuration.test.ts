import { expect, test } from '@jest/globals';
import { Configuration } from './configuration.js';

test('a server finds what run-time commands had changed', () => {
  let text: string | undefined;
  const configuration = new Configuration({
    read: () => text,
    write: (written: string) => {
      text = written;
    },
  });
  expect(configuration.read()).toBeUndefined();
  const changed = { databases: ['/a "b".db', 'relay:A:tcp:127.0.0.1:1'], remotes: [] };
  configuration.write(changed);
  expect(configuration.read()).toEqual(changed);
});
