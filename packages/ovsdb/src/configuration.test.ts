import { expect, test } from '@jest/globals';
import { Configuration, type ServerConfiguration } from './configuration.js';
import { DEFAULT_SYNC } from './replication/index.js';

test('a server finds what run-time commands had changed', () => {
  let text: string | undefined;
  const configuration = new Configuration({
    read: () => text,
    write: (written: string) => {
      text = written;
    },
  });
  expect(configuration.read()).toBeUndefined();
  const changed: ServerConfiguration = {
    databases: ['/a "b".db', 'relay:A:tcp:127.0.0.1:1'],
    remotes: [],
    sync: { server: 'tcp:127.0.0.1:2', excluded: 'D:T', role: 'backup' },
  };
  configuration.write(changed);
  expect(configuration.read()).toEqual(changed);
  configuration.write({ ...changed, sync: DEFAULT_SYNC });
  expect(configuration.read()?.sync).toEqual(DEFAULT_SYNC);
});
