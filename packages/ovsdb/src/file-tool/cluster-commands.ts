/** Commands of `ovsdb-tool` that tell clustered from standalone databases, and what a cluster's file says of itself. */
import { type DescribedFile, describeFile } from '#ovsdb/server';
import type { Command } from './command.js';
import { refused } from './create-commands.js';

export const clusterCommands: readonly Command[] = [
  {
    name: 'db-cid',
    usage: 'DB',
    help: 'report cluster ID of clustered DB',
    operands: [1, 1],
    run([path = ''], { write, writeError }) {
      const { clusterId } = headerOf(path);
      if (clusterId === undefined) {
        writeError(`${path}: cluster ID not yet known\n`);
        return 2;
      }
      write(`${clusterId}\n`);
      return 0;
    },
  },
  {
    name: 'db-sid',
    usage: 'DB',
    help: 'report server ID of clustered DB',
    operands: [1, 1],
    run([path = ''], { write }) {
      write(`${headerOf(path).serverId}\n`);
      return 0;
    },
  },
  {
    name: 'db-local-address',
    usage: 'DB',
    help: 'report local address of clustered DB',
    operands: [1, 1],
    run([path = ''], { write }) {
      write(`${headerOf(path).localAddress}\n`);
      return 0;
    },
  },
  isA('clustered'),
  isA('standalone'),
  refused('check-cluster', 'DB...', [1, Number.POSITIVE_INFINITY]),
];

function isA(kind: DescribedFile['kind']): Command {
  return {
    name: `db-is-${kind}`,
    usage: 'DB',
    help: `test whether DB is ${kind}`,
    operands: [1, 1],
    run: ([path = '']) => (describeFile(path).kind === kind ? 0 : 2),
  };
}

function headerOf(path: string) {
  const file = describeFile(path);
  if (file.kind === 'clustered') return file.header;
  throw new Error(`${path}: not a clustered database`);
}
