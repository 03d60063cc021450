import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { readPidfile, unixctlCall } from './index.js';

const main = fileURLToPath(new URL('./sample-main.js', import.meta.url));
/** Each test starts several processes; a loaded machine takes its time. */
const limitMs = 60_000;
let rundir = '';

beforeEach(() => {
  rundir = mkdtempSync('/tmp/hd');
});

afterEach(() => {
  rmSync(rundir, { recursive: true, force: true });
});

interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function start(...args: readonly string[]) {
  const child = spawn(process.execPath, ['--title=ovs-sample', main, ...args], {
    env: { ...process.env, OVS_RUNDIR: rundir, OVS_LOGDIR: rundir },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text) => {
    stderr += text;
  });
  const ended = new Promise<Outcome>((resolve) => {
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
  return { child, ended };
}

const runToEnd = (...args: readonly string[]) => start(...args).ended;

/** Waits for a condition of the file system or a process. */
async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setImmediate(resolve));
}

const controlSocket = () => {
  const name = readdirSync(rundir).find((each) => each.endsWith('.ctl'));
  return name === undefined ? undefined : join(rundir, name);
};

/** True once a command is answered: the socket's file is there a moment before anyone listens on it. */
const answers = () =>
  unixctlCall(controlSocket() ?? '', 'version', []).then(
    () => true,
    () => false,
  );

test(
  'a detached daemon is ready when its parent exits, answers commands, and leaves nothing at its end',
  async () => {
    const parent = await runToEnd('--detach', '--pidfile', '--log-file');
    expect(parent).toEqual({ code: 0, stdout: '', stderr: expect.stringMatching(/INFO\|started\n$/) });
    const pid = readPidfile(join(rundir, 'ovs-sample.pid'));
    const control = join(rundir, `ovs-sample.${pid}.ctl`);
    expect(statSync(control).mode & 0o777).toBe(0o750);

    const answers = [];
    for (const [method = '', ...args] of [
      ['say', 'a', 'b'],
      ['nope'],
      ['say'],
      ['exit', '1'],
      ['vlog/set', 'foo'],
      ['vlog/set', 'jsonrpc:file:dbg'],
      ['version'],
    ]) {
      answers.push(await unixctlCall(control, method, args));
    }
    expect(answers).toEqual([
      { isError: false, text: 'a b\n' },
      {
        isError: true,
        text: '"nope" is not a valid command (use "list-commands" to see a list of valid commands)\n',
      },
      { isError: true, text: '"say" command requires at least 1 arguments\n' },
      { isError: true, text: '"exit" command takes at most 0 arguments\n' },
      { isError: true, text: 'no destination, level, or module "foo"\n' },
      { isError: false, text: '' },
      { isError: false, text: 'ovs-sample (Open vSwitch) 3.1.0\nHeddle 0.1.0\n' },
    ]);
    expect((await unixctlCall(control, 'vlog/list', [])).text).toMatch(/^jsonrpc {12}OFF {7}INFO {8}DBG$/m);

    const second = await runToEnd('--detach', '--pidfile');
    expect(second.code).toBe(1);
    expect(second.stderr).toBe(`ovs-sample: ${rundir}/ovs-sample.pid: already running as pid ${pid}, aborting\n`);

    expect(await unixctlCall(control, 'exit', [])).toEqual({ isError: false, text: '' });
    await until(() => !existsSync(control));
    expect(readdirSync(rundir)).toEqual(['ovs-sample.log']);
    expect(readFileSync(join(rundir, 'ovs-sample.log'), 'utf8')).toMatch(
      /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z\|00001\|vlog\|INFO\|opened log file .*\/ovs-sample\.log\n.*\|00002\|ovs_sample\|INFO\|started\n/,
    );
  },
  limitMs,
);

test(
  'SIGUSR1 lets no debugger in; SIGTERM ends it at once, as that signal does, and removes pidfile and socket',
  async () => {
    const { child, ended } = start('--pidfile');
    await until(answers);
    child.kill('SIGUSR1');
    await until(answers);
    child.kill('SIGTERM');
    const outcome = await ended;
    expect(outcome.stderr).not.toMatch(/Debugger/);
    expect({ code: outcome.code, signal: child.signalCode }).toEqual({ code: null, signal: 'SIGTERM' });
    expect(outcome.stderr).toMatch(/fatal_signal\|WARN\|terminating with signal 15 \(Terminated\)\n$/);
    expect(readdirSync(rundir)).toEqual([]);
  },
  limitMs,
);

test(
  'an uncaught error is one log line and exit code 1',
  async () => {
    const { ended } = start('--pidfile', '-vconsole:emer');
    await until(answers);
    await unixctlCall(controlSocket() ?? '', 'crash', []);
    const outcome = await ended;
    expect(outcome.code).toBe(1);
    expect(outcome.stderr).toMatch(/^[^\n]*\|ovs_sample\|EMER\|uncaught error, ending: Error: as asked \|[^\n]*\n$/);
    expect(readdirSync(rundir)).toEqual([]);
  },
  limitMs,
);

test(
  'a monitor starts a daemon again that an uncaught error ended, and ends with one that was told to',
  async () => {
    const pidfile = join(rundir, 'ovs-sample.pid');
    const pid = () => {
      try {
        return readPidfile(pidfile);
      } catch {
        // There is none between two daemons.
        return undefined;
      }
    };
    const control = join(rundir, 'control');
    const tell = (method: string) => unixctlCall(control, method, []).catch(() => undefined);
    const options = ['--monitor', '--pidfile', '--log-file', `--unixctl=${control}`];
    const { ended } = start(...options);
    await until(async () => (await tell('version')) !== undefined);
    const first = pid();
    await tell('crash');
    await until(async () => pid() !== first && (await tell('version')) !== undefined);
    const second = pid();
    await tell('exit');
    const { code, stderr } = await ended;
    const lines = readFileSync(join(rundir, 'ovs-sample.log'), 'utf8')
      .replaceAll(/^[^|]*\|\d+\|/gm, '')
      .replace(`pid ${first}`, 'pid FIRST')
      .replace(`pid ${second}`, 'pid SECOND')
      .split('\n');
    const opened = `vlog|INFO|opened log file ${rundir}/ovs-sample.log`;
    expect({ code, lines: lines.map((line) => line.replace(/(uncaught error).*/, '$1')) }).toEqual({
      code: 0,
      lines: [
        opened,
        opened,
        'ovs_sample|INFO|started',
        'ovs_sample|EMER|uncaught error',
        'daemon_unix(monitor)|ERR|1 crashes: pid FIRST died, killed (Aborted), restarting',
        opened,
        'ovs_sample|INFO|started',
        'vlog(monitor)|INFO|opened log file FILE',
        'daemon_unix(monitor)|INFO|pid SECOND died, exit status 0, exiting',
        '',
      ].map((line) => line.replace('FILE', `${rundir}/ovs-sample.log`)),
    });
    expect(stderr).toContain('1 crashes: pid');
    expect(readdirSync(rundir)).toEqual(['ovs-sample.log']);
  },
  limitMs,
);

test(
  'what is wrong on the command line',
  async () => {
    const table: readonly (readonly [readonly string[], string])[] = [
      [['--nope'], "unrecognized option '--nope'"],
      [['--fail'], "option '--fail' requires an argument"],
      [['--detach=3'], "option '--detach' doesn't allow an argument"],
      [['--pid=x', '--no'], "option '--no' is ambiguous; possibilities: '--no-self-confinement' '--no-chdir'"],
      [['-Z'], "invalid option -- 'Z'"],
      [['x'], 'non-option arguments not supported; use --help for usage'],
      [['-vfoo:bar'], 'processing "foo:bar": no destination, level, or module "foo"'],
      [['--fail=it cannot be'], 'it cannot be'],
      [['--detach', '--fail=it cannot be'], 'it cannot be'],
      [['--pidfile=/nonexistent/x'], '/nonexistent/x.tmp: create failed (No such file or directory)'],
      [['-vnope', '--help'], 'processing "nope": no destination, level, or module "nope"'],
      [['--unixctl=/nonexistent/x'], '/nonexistent/x: could not initialize control socket (No such file or directory)'],
      [['--unixctl=/dev/null'], '/dev/null: could not initialize control socket (Address already in use)'],
    ];
    const outcomes = await Promise.all(table.map(([args]) => runToEnd(...args)));
    expect(outcomes).toEqual(table.map(([, text]) => ({ code: 1, stdout: '', stderr: `ovs-sample: ${text}\n` })));
    const { code, stderr } = await runToEnd('--log-file=/nonexistent/x', '--version');
    expect([code, stderr.replace(/^[^|]*/, 'TIME')]).toEqual([
      1,
      'TIME|00001|vlog|WARN|failed to open /nonexistent/x for logging: No such file or directory\n',
    ]);
  },
  limitMs,
);
