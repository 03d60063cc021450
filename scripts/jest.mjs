// Runs jest on the compiled tests, then looks for what they left behind: a process, a socket, a namespace or a file
// fails the run as a test would. Arguments go to jest: `npm test -- packages/ovsdb`.
import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const jest = join(root, 'node_modules', 'jest', 'bin', 'jest.js');

// Every process of the run inherits the mark, and makes its files below a directory of the run's own.
const mark = randomUUID();
const files = mkdtempSync(join(tmpdir().length > 20 && existsSync('/tmp') ? '/tmp' : tmpdir(), 'hd-'));
const namespacesBefore = namespaces();

const result = spawnSync(
  process.execPath,
  ['--experimental-vm-modules', '--no-warnings', jest, ...process.argv.slice(2)],
  {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, HEDDLE_VALIDATE: process.env.HEDDLE_VALIDATE ?? '1', HEDDLE_TEST_RUN: mark, TMPDIR: files },
  },
);

const leaks = [
  ...processes().map(({ pid, command }) => `process ${pid}: ${command}`),
  ...sockets().map((path) => `socket ${path}`),
  ...namespaces()
    .filter((name) => !namespacesBefore.includes(name))
    .map((name) => `network namespace ${name}`),
  ...readdirSync(files, { recursive: true, encoding: 'utf8' }).map((path) => `file ${join(files, path)}`),
];
for (const { pid } of processes()) process.kill(pid, 'SIGKILL');
rmSync(files, { recursive: true, force: true });
for (const leak of leaks.slice(0, 20)) process.stderr.write(`left behind: ${leak}\n`);
if (leaks.length > 0) process.stderr.write(`the tests left ${leaks.length} things behind\n`);
process.exit(result.status === 0 && leaks.length > 0 ? 1 : (result.status ?? 1));

function processes() {
  if (!existsSync('/proc/self/environ')) return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .flatMap((pid) => {
      try {
        if (!readFileSync(`/proc/${pid}/environ`, 'latin1').includes(mark)) return [];
        return [{ pid: Number(pid), command: readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ') }];
      } catch {
        return []; // It ended meanwhile, or is somebody else's.
      }
    });
}

function sockets() {
  if (!existsSync('/proc/net/unix')) return [];
  const paths = readFileSync('/proc/net/unix', 'utf8')
    .split('\n')
    .map((line) => line.split(/\s+/)[7] ?? '');
  return [...new Set(paths.filter((path) => path.startsWith(files)))];
}

/** Namespaces with the names that this project gives them. */
function namespaces() {
  return existsSync('/run/netns') ? readdirSync('/run/netns').filter((name) => name.startsWith('hd')) : [];
}
