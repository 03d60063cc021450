/**
 * The command-line tools: the same command lines go to the C tools and to ours, each on its own fresh databases in a C
 * ovsdb-server. Output, exit code and, after each command, the databases' contents must be equal.
 */
import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { northbound } from '#schemas/northbound';
import { openVswitch } from '#schemas/open-vswitch';
import { southbound } from '#schemas/southbound';
import { attempt, Daemon, makeSubdirectory, run as runProgram } from '#testing';
import { compareAppctl } from './ctl/appctl.js';
import { splitWords } from './ctl/command-line.js';
import { contentsOf } from './ctl/contents.js';
import { compareDaemonMode } from './ctl/daemon-mode.js';
import { nbctlLines } from './ctl/nbctl-lines.js';
import { compareOptions } from './ctl/options.js';
import { difference, outcomeOf } from './ctl/outcome.js';
import { sbctlLines } from './ctl/sbctl-lines.js';
import { vsctlLines } from './ctl/vsctl-lines.js';
import { differenceOf, type ParityReport } from './report.js';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');

const tools = [
  {
    name: 'ovn-nbctl',
    bundle: 'nbctl',
    options: ['--timeout=15'],
    database: northbound,
    schema: '/usr/share/ovn/ovn-nb.ovsschema',
    sections: nbctlLines,
  },
  {
    name: 'ovn-sbctl',
    bundle: 'sbctl',
    options: ['--timeout=15'],
    database: southbound,
    schema: '/usr/share/ovn/ovn-sb.ovsschema',
    sections: sbctlLines,
  },
  {
    name: 'ovs-vsctl',
    bundle: 'vsctl',
    options: ['--timeout=15', '--no-wait'],
    database: openVswitch,
    schema: '/usr/share/openvswitch/vswitch.ovsschema',
    sections: vsctlLines,
  },
] as const;

type Tool = (typeof tools)[number];

export async function run(report: ParityReport): Promise<void> {
  const server = await startServer(tools[0], report.rundir, 'appctl');
  try {
    await compareAppctl(server.directory, join(root, 'dist'), report);
  } finally {
    await server.daemon.stop();
  }
  const [theirs, ours] = await Promise.all([
    startServer(tools[0], report.rundir, 'theirs'),
    startServer(tools[0], report.rundir, 'ours'),
  ]);
  try {
    await compareDaemonMode([theirs, ours], join(root, 'dist'), report);
  } finally {
    await Promise.all([theirs.daemon.stop(), ours.daemon.stop()]);
  }
  const [nb, sb] = await Promise.all([
    startServer(tools[0], report.rundir, 'nb'),
    startServer(tools[1], report.rundir, 'sb'),
  ]);
  try {
    await compareOptions(report, { nb: nb.remote, sb: sb.remote });
  } finally {
    await Promise.all([nb.daemon.stop(), sb.daemon.stop()]);
  }
  // Sections have databases of their own: two at a time.
  const sections = tools.flatMap((tool) =>
    Object.entries(tool.sections).map(([title, text]) => ({ tool, title, text })),
  );
  const work = async () => {
    for (let next = sections.shift(); next !== undefined; next = sections.shift()) {
      await compareSection(next.tool, next.title, next.text, report);
    }
  };
  await Promise.all([work(), work()]);
}

async function compareSection(tool: Tool, title: string, text: string, report: ParityReport): Promise<void> {
  const directory = makeSubdirectory(report.rundir, `${tool.bundle}-${title.slice(0, 4).trim()}-${title.length}`);
  const [theirs, ours] = await Promise.all([startServer(tool, directory, 'c'), startServer(tool, directory, 'h')]);
  try {
    let known = '';
    for (const line of text.split('\n').slice(1, -1)) {
      known = await compareLine(tool, title, line, [theirs, ours], report, known);
    }
  } finally {
    await Promise.all([theirs.daemon.stop(), ours.daemon.stop()]);
  }
}

interface Server {
  readonly daemon: Daemon;
  readonly remote: string;
  readonly directory: string;
}

async function startServer(tool: Tool, parent: string, name: string): Promise<Server> {
  const directory = makeSubdirectory(parent, name);
  const socket = join(directory, 's.sock');
  await runProgram(['ovsdb-tool', 'create', join(directory, 'db'), tool.schema]);
  const daemon = new Daemon({
    name: `ovsdb-server ${name}`,
    argv: ['ovsdb-server', join(directory, 'db'), `--remote=punix:${socket}`, '--pidfile'],
    env: environment(directory),
    logFile: join(directory, 'log'),
    ready: () => existsSync(socket),
  });
  await daemon.start();
  return { daemon, remote: `unix:${socket}`, directory };
}

function environment(directory: string): NodeJS.ProcessEnv {
  return { ...process.env, OVS_RUNDIR: directory, OVN_RUNDIR: directory, OVS_LOGDIR: directory };
}

/** Compares one command line; a difference of contents that an earlier line left (`known`) is not reported again. */
async function compareLine(
  tool: Tool,
  title: string,
  line: string,
  [theirs, ours]: readonly [Server, Server],
  report: ParityReport,
  known: string,
): Promise<string> {
  const words = splitWords(line);
  const ourProgram = [process.execPath, `--title=${tool.name}`, join(root, 'dist', `${tool.bundle}.mjs`)];
  const [theirResult, ourResult] = await Promise.all([
    attempt([tool.name, `--db=${theirs.remote}`, ...tool.options, ...words], { env: environment(theirs.directory) }),
    attempt([...ourProgram, `--db=${ours.remote}`, ...tool.options, ...words], { env: environment(ours.directory) }),
  ]);
  const what = `${title}: ${tool.name} ${line}`;
  const problem = difference(outcomeOf(theirResult, line), outcomeOf(ourResult, line));
  if (problem !== '') report.differ(what, problem);
  const [theirContents, ourContents] = await Promise.all([
    contentsOf(theirs.remote, tool.database),
    contentsOf(ours.remote, tool.database),
  ]);
  const contents = differenceOf(theirContents, ourContents);
  if (contents !== '' && contents !== known) report.differ(`${what}: contents`, contents);
  if (problem === '' && (contents === '' || contents === known)) report.ok(what);
  return contents;
}
