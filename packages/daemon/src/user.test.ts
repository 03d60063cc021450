import { expect, test } from '@jest/globals';
import { UsageError } from './command-line.js';
import { findUser, type Lookup } from './user.js';

const lines = {
  passwd: ['root:x:0:0:root:/root:/bin/bash', 'ovn:x:110:120::/var/lib/ovn:/usr/sbin/nologin'],
  group: ['root:x:0:', 'ovn:x:120:', 'net:x:130:backup,ovn', 'other:x:140:'],
};
const lookup: Lookup = (database, name) =>
  lines[database].map((line) => line.split(':')).find((fields) => fields[0] === name);

const cases: readonly (readonly [argument: string, outcome: object | string])[] = [
  ['ovn', { name: 'ovn', uid: 110, gid: 120 }],
  ['ovn:', { name: 'ovn', uid: 110, gid: 120 }],
  ['ovn:ovn', { name: 'ovn', uid: 110, gid: 120 }],
  ['ovn:net', { name: 'ovn', uid: 110, gid: 130 }],
  [':root', { name: 'root', uid: 0, gid: 0 }],
  ['', { name: 'root', uid: 0, gid: 0 }],
  ['nosuch', '(null): user nosuch not found, aborting.'],
  ['-s', '(null): user -s not found, aborting.'],
  ['ovn:nosuch', '(null): group nosuch not found, aborting.'],
  ['ovn:other', '(null): Invalid --user option ovn:other (user ovn is not in group other), aborting.'],
  [':net', '(null): Invalid --user option :net (user root is not in group net), aborting.'],
];

test('the argument of --user names a user and one of its groups', () => {
  const outcome = (argument: string) => {
    try {
      return findUser(argument, lookup);
    } catch (error) {
      if (error instanceof UsageError) return error.message;
      throw error;
    }
  };
  expect(cases.map(([argument]) => [argument, outcome(argument)])).toEqual(cases);
  expect(() => findUser('nosuch', lookup, '/run/x.pid')).toThrow(/^\/run\/x.pid: user nosuch not found, aborting\.$/);
});
