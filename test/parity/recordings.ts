import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Daemon, makeSubdirectory, run as runCommand, until } from '#testing';
import { type ServerPrograms, startDatabases } from '../recordings/databases.js';
import { isEcho, requestShapes } from '../recordings/normalise.js';
import { Recorder } from '../recordings/recorder.js';
import {
  DIRECTORY,
  formatRecording,
  parseRecording,
  type RecordedMessage,
  type Recording,
} from '../recordings/recording.js';
import { SCENARIOS, type Scenario } from '../recordings/scenarios.js';
import { compareLines, type ParityReport } from './report.js';

const SCHEMAS: Readonly<Record<string, string>> = {
  'ovn-nb': '/usr/share/ovn/ovn-nb.ovsschema',
  'ovn-sb': '/usr/share/ovn/ovn-sb.ovsschema',
  vswitch: '/usr/share/openvswitch/vswitch.ovsschema',
};

const THEIRS: ServerPrograms = {
  create: ({ file, schema }) => ['ovsdb-tool', 'create', file, SCHEMAS[schema] ?? schema],
  serve: ({ file, socket, control }) => [
    'ovsdb-server',
    file,
    `--remote=punix:${socket}`,
    `--unixctl=${control}`,
    '--no-chdir',
  ],
};

/**
 * The committed recordings are what the installed programs do: each is made again and compared. With HEDDLE_RECORD=1 they
 * are written instead.
 */
export async function run(report: ParityReport): Promise<void> {
  for (const scenario of SCENARIOS) {
    const directory = makeSubdirectory(report.rundir, scenario.name);
    const recording = await record(scenario, directory);
    const file = join(DIRECTORY, `${scenario.name}.jsonl`);
    if (process.env['HEDDLE_RECORD'] === '1') {
      mkdirSync(DIRECTORY, { recursive: true });
      writeFileSync(file, formatRecording(recording).replaceAll(directory, '<rundir>'));
      report.note(`wrote ${file}: ${recording.messages.length} messages`);
    }
    if (!existsSync(file)) {
      report.differ(scenario.name, `no ${file}: HEDDLE_RECORD=1 npm run parity -- recordings writes it`);
      continue;
    }
    const committed = parseRecording(readFileSync(file, 'utf8'));
    compareLines(
      report,
      scenario.name,
      requestShapes(recording.messages, directory),
      requestShapes(committed.messages, '<rundir>'),
    );
  }
}

async function record(scenario: Scenario, directory: string): Promise<Recording> {
  const recorder = new Recorder();
  const relays = new Map<string, string>(
    Object.keys(DATABASE_SOCKETS).map((id) => [id, join(directory, `${id}.sock`)]),
  );
  const fill = (text: string) => {
    let filled = text.replaceAll('<rundir>', directory);
    for (const [id, path] of relays) filled = filled.replaceAll(`<${id}>`, path);
    return filled;
  };
  const setup = JSON.parse(fill(JSON.stringify(withAll(scenario)))) as Recording['setup'];
  const { sockets, daemons } = await startDatabases(THEIRS, directory, setup);
  try {
    for (const [id, socket] of sockets) await recorder.relay(id, relays.get(id) ?? '', socket);
    const env = {
      ...process.env,
      OVS_RUNDIR: directory,
      OVN_RUNDIR: directory,
      OVS_LOGDIR: directory,
      OVN_LOGDIR: directory,
    };
    const argv = [scenario.program, ...scenario.args.map(fill)];
    const { until: pattern } = scenario;
    if (pattern === undefined) await runCommand(argv, { env });
    else {
      const logFile = join(directory, 'program.log');
      const program = new Daemon({ name: scenario.program, argv, env, logFile, ready: () => true });
      await program.start();
      await until(`${scenario.name} to be done`, () => isDone(recorder.messages, pattern));
      await program.stop('SIGKILL');
    }
  } finally {
    recorder.close();
    for (const daemon of daemons) await daemon.stop();
  }
  return { name: scenario.name, setup, messages: settled(recorder.messages) };
}

const DATABASE_SOCKETS = { nb: 'nb', sb: 'sb', local: 'local' };

/** A daemon that uses a database without anything in it still needs its server. */
function withAll(scenario: Scenario): Recording['setup'] {
  const used = Object.keys(DATABASE_SOCKETS).filter((id) =>
    JSON.stringify([scenario.args, scenario.setup]).includes(`<${id}>`),
  );
  return Object.fromEntries(
    [...new Set([...used, ...Object.keys(scenario.setup)])].map((id) => [id, scenario.setup[id] ?? []]),
  );
}

/** True once the awaited message came and every request has its answer. */
function isDone(messages: readonly RecordedMessage[], pattern: RegExp): boolean {
  return (
    messages.some(({ from, message }) => from === 'server' && pattern.test(JSON.stringify(message))) &&
    unanswered(messages) === 0
  );
}

function unanswered(messages: readonly RecordedMessage[]): number {
  const sent = messages.filter(
    ({ from, message }) => from === 'client' && 'method' in message && !isEcho(message),
  ).length;
  const answered = messages.filter(
    ({ from, message }) => from === 'server' && !('method' in message) && !isEcho(message),
  ).length;
  return sent - answered;
}

/** Drops what came after the last moment at which nothing was pending, so that a replay needs no luck. */
function settled(messages: readonly RecordedMessage[]): readonly RecordedMessage[] {
  let end = messages.length;
  while (end > 0 && unanswered(messages.slice(0, end)) !== 0) end--;
  return messages.slice(0, end);
}
