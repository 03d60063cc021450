import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { CommandTable, Log, serveUnixctl } from '#daemon';

const main = fileURLToPath(new URL('./main.js', import.meta.url));

function appctl(rundir: string, ...args: readonly string[]): Promise<string> {
  return runAs('ovs-appctl', { OVS_RUNDIR: rundir }, ...args);
}

function runAs(name: string, env: NodeJS.ProcessEnv, ...args: readonly string[]): Promise<string> {
  const child = spawn(process.execPath, [`--title=${name}`, main, ...args], { env: { ...process.env, ...env } });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk) => {
      text += String(chunk).replaceAll(/^\S+Z\|/gm, 'TIME|');
    });
  }
  return new Promise((resolve) => {
    child.on('close', (code) => resolve(`${text}= ${code}`));
  });
}

test('finds a daemon by name, pidfile and socket, and passes its answer on', async () => {
  const rundir = mkdtempSync('/tmp/hd');
  const commands = new CommandTable();
  commands.register('say', 'WORD', 1, 1, ([word = '']) => word);
  const socket = join(rundir, `sample.${process.pid}.ctl`);
  const log = new Log(() => 0);
  const server = await serveUnixctl(socket, (method, args) => commands.run(method, args), log.module('unixctl'));
  try {
    writeFileSync(join(rundir, 'sample.pid'), `${process.pid}\n`);
    expect(await appctl(rundir, '-t', 'sample', 'say', 'hello')).toBe('hello\n= 0');
    expect(await appctl(rundir, '-t', socket, 'say', 'hello')).toBe('hello\n= 0');
    expect(await appctl(rundir, '-t', 'sample', '--target=other', 'say', 'hello')).toBe(
      'ovs-appctl: -t or --target may be specified only once\n= 1',
    );
    expect(await appctl(rundir, '-t', 'sample', 'say')).toBe(
      '"say" command requires at least 1 arguments\novs-appctl: sample: server returned an error\n= 2',
    );
    expect(await appctl(rundir, '-t', 'nosuch', 'version')).toBe(
      `TIME|00001|daemon_unix|WARN|${rundir}/nosuch.pid: open: No such file or directory\n` +
        `ovs-appctl: cannot read pidfile "${rundir}/nosuch.pid" (No such file or directory)\n= 1`,
    );
  } finally {
    server.close();
    rmSync(rundir, { recursive: true, force: true });
  }
}, 60_000);

test.each([
  ['ovsdb', 'ovs'],
  ['vswitchd', 'ovs'],
  ['northd', 'ovn'],
  ['sample', 'ovn'],
])('appctl -t %s: of two daemons of one name, the one in the run directory of %s', async (target, family) => {
  const root = mkdtempSync('/tmp/hd');
  const servers = await Promise.all(
    ['ovs', 'ovn'].map(async (name) => {
      const commands = new CommandTable();
      commands.register('where', '', 0, 0, () => name);
      mkdirSync(join(root, name));
      writeFileSync(join(root, name, `${target}.pid`), `${process.pid}\n`);
      const socket = join(root, name, `${target}.${process.pid}.ctl`);
      return serveUnixctl(socket, (method, args) => commands.run(method, args), new Log(() => 0).module('unixctl'));
    }),
  );
  try {
    const env = { OVS_RUNDIR: join(root, 'ovs'), OVN_RUNDIR: join(root, 'ovn') };
    expect(await runAs('appctl', env, '-t', target, 'where')).toBe(`${family}\n= 0`);
  } finally {
    for (const server of servers) server.close();
    rmSync(root, { recursive: true, force: true });
  }
});
