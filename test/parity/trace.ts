import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type CommandResult, until } from '#testing';
import { bucketMask } from '#trace';
import { randomFrom } from './lflow/random.js';
import type { ParityReport } from './report.js';
import { actionDatabase, DECIDED, FRAMES, hasChoice, MICROFLOWS, markOf, TRACED_ACTIONS } from './trace/actions.js';
import { FIREWALLED } from './trace/firewalled.js';
import { TraceLab, type TraceReplies } from './trace/lab.js';
import { LEARNT, NETWORK } from './trace/network.js';
import { compareOpenflow } from './trace/ovs.js';
import { QUESTIONS, randomQuestion, sensibleQuestion } from './trace/questions.js';
import { compareTexts } from './trace/texts.js';
import { compareWhy } from './trace/why.js';

/** How many random questions, and the seed that they come from; more by hand: `TRACE_QUESTIONS=2000 TRACE_SEED=7`. */
const RANDOM = Number(process.env['TRACE_QUESTIONS'] ?? 240);
const SEED = Number(process.env['TRACE_SEED'] ?? 2303);
const WIDTH = 4;

/** One part only: `TRACE_PART=actions`, `network`, `openflow` or `why`. */
const PART = process.env['TRACE_PART'];

/** The same question to ovn-trace and to ours must get the same answer: text, and exit status. */
export async function run(report: ParityReport): Promise<void> {
  if (PART === undefined || PART === 'actions') await inLab(report, 'actions', [], compareActions);
  if (PART === undefined || PART === 'network') await inLab(report, 'network', ['ovn-northd'], compareNetwork);
  if (PART === undefined || PART === 'openflow') await compareOpenflow(report, join(report.rundir, 'openflow'));
  if (PART === undefined || PART === 'why') {
    for (const make of ['c', 'heddle'] as const) await compareWhy(report, subdirectory(report, `why-${make}`), make);
  }
}

function subdirectory({ rundir }: ParityReport, name: string): string {
  const directory = join(rundir, name);
  mkdirSync(directory);
  return directory;
}

async function inLab(
  report: ParityReport,
  name: string,
  northd: readonly string[],
  compare: (report: ParityReport, lab: TraceLab) => Promise<void>,
): Promise<void> {
  const lab = new TraceLab(subdirectory(report, name));
  try {
    await lab.start(northd);
    await compare(report, lab);
  } finally {
    await lab.stop();
  }
}

/** Every action on every kind of packet, in flows that no northd wrote. */
async function compareActions(report: ParityReport, lab: TraceLab): Promise<void> {
  await lab.transact(...actionDatabase());
  await lab.startDaemons();
  const place = (action: string) => `inport == "vm1" && pkt.mark == ${markOf(TRACED_ACTIONS.indexOf(action))}`;
  for (const [index, action] of TRACED_ACTIONS.entries()) {
    // What decides is told further down; and one after the other, as ovn-trace dies of some.
    if (hasChoice(action)) continue;
    for (const [turn, microflow] of MICROFLOWS.entries()) {
      const packet = `${FRAMES[(index + turn) % FRAMES.length]} && ${microflow}`;
      compareReplies(report, `${action} on ${packet}`, await lab.ask(['--all', 'ls', `${place(action)} && ${packet}`]));
    }
  }
  await inParallel(
    DECIDED.flatMap(([options, action]) => MICROFLOWS.map((microflow) => ({ options, action, microflow }))),
    async ({ options, action, microflow }) => {
      const words = ['--all', ...options, 'ls', `${place(action)} && ${FRAMES[0]} && ${microflow}`];
      compareReplies(
        report,
        `options ${options.join(' ')}: ${action} on ${microflow}`,
        await lab.askWithOptions(words),
      );
    },
  );
}

/** What ovn-northd makes of a network with a bit of everything. */
async function compareNetwork(report: ParityReport, lab: TraceLab): Promise<void> {
  await fill(lab);
  await lab.startDaemons();
  await inParallel(QUESTIONS, async (words) => {
    const { c, heddle } = await lab.askProcesses(words);
    if (isComparable(c.stdout, heddle.stdout)) compareTexts(report, words.join(' '), textOf(c), textOf(heddle));
  });
  const random = randomFrom(SEED);
  const questions = Array.from({ length: RANDOM }, (_, i) =>
    i % 2 === 0 ? sensibleQuestion(random) : randomQuestion(random),
  );
  const buckets = bucketMask(
    (await lab.sbctl('--bare', '--columns=priority', 'list', 'Logical_Flow')).match(/\d+/g)?.length ?? 0,
  );
  await inParallel(questions, async (words) => {
    let replies = await lab.askWithOptions(words);
    for (let turn = 1; turn < THROWS && isThrown(replies); turn++) replies = await lab.askWithOptions(words);
    if (!isTie(replies, buckets)) compareReplies(report, `ovn-trace ${words.join(' ')}`, replies);
  });
}

async function inParallel<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const waiting = [...items];
  const worker = async () => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: WIDTH }, worker));
}

/** ovn-trace dies of some packets, and rolls dice for what no option decides; ours cuts a packet that loops. */
function isComparable(c: string | undefined, heddle: string | undefined): boolean {
  if (c === undefined) return heddle === undefined;
  return !c.includes('Randomly selected') && heddle?.includes('*** packet loops') !== true;
}

/** How often what differs is asked again when one of several backends was drawn that no option chose. */
const THROWS = 20;

function isThrown({ c, heddle }: TraceReplies): boolean {
  return c !== heddle && c !== undefined && /ct_lb(_mark)?\(backends=[^;)]*,/.test(c);
}

/** A flow of a trace: table, priority, and the first word of its uuid. */
const FLOW = /^ *(\d+)\. .*, priority (\d+), uuid ([0-9a-f]{8})$/;

/**
 * True where they part at two flows of one table and one priority in one bucket of ovn-trace's hash table: which of those it
 * takes, nobody can know.
 */
function isTie({ c, heddle }: TraceReplies, buckets: number): boolean {
  const [theirs, ours] = [c, heddle].map((text) => text?.split('\n') ?? []);
  const at = theirs?.findIndex((line, i) => line !== ours?.[i]) ?? -1;
  const [one, two] = [theirs?.[at], ours?.[at]].map((line) => FLOW.exec(line ?? ''));
  if (one == null || two == null || one[1] !== two[1] || one[2] !== two[2]) return false;
  return ((Number.parseInt(one[3] ?? '', 16) ^ Number.parseInt(two[3] ?? '', 16)) & buckets) === 0;
}

function compareReplies(report: ParityReport, what: string, { c, heddle }: TraceReplies): void {
  if (isComparable(c, heddle)) compareTexts(report, what, c ?? 'died', heddle ?? 'died');
}

async function fill(lab: TraceLab): Promise<void> {
  let dhcp = '';
  for (const line of [...NETWORK, ...FIREWALLED]) {
    const words = [...line.matchAll(/'([^']*)'|"([^"]*)"|((?:[^\s"']|"[^"]*")+)/g)].map(
      ([, a, b, c]) => a ?? b ?? c ?? '',
    );
    const output = await lab.nbctl(...words.map((word) => (word === '$dhcp' ? dhcp : word)));
    if (words[0] === 'create') dhcp = output.trim();
  }
  await lab.nbctl('--wait=sb', 'sync');
  for (const [port, ip, mac] of LEARNT) {
    const datapath = await lab.sbctl('--bare', '--columns=datapath', 'find', 'Port_Binding', `logical_port=${port}`);
    const columns = [`datapath=${datapath.trim()}`, `logical_port=${port}`, `ip="${ip}"`, `mac="${mac}"`];
    await lab.sbctl('create', 'MAC_Binding', ...columns);
  }
  await until('the load balancers are there', async () => (await lab.sbctl('list', 'Load_Balancer')).includes('lb1'));
}

function textOf({ status, stdout, stderr }: CommandResult): string {
  return `exit ${status}\n${stderr}\n${stdout}`;
}
