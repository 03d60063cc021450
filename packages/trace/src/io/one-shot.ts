/** trace without --detach: one question, one answer. Before: main.ts. */
import { readFileSync } from 'node:fs';
import { messageOf, systemMessage } from '#base';
import {
  type CommandLine,
  directoriesOf,
  hasOption,
  Log,
  type Logger,
  optionArgument,
  systemClock,
  systemRandom,
  UsageError,
} from '#daemon';
import { createSymbolTable } from '#logical';
import type { Replica } from '#ovsdb/client';
import { CT } from '../ct-state.js';
import { parseExpectations, unexpected } from '../expectation.js';
import { FlowCache } from '../flow-cache.js';
import { questionFromText } from '../from-text.js';
import { renderJson } from '../json.js';
import { matrixPorts, reachability, renderMatrix } from '../matrix.js';
import { readNetwork, type TraceNetwork } from '../network.js';
import { readTraceOptions, type TraceOptions } from '../options.js';
import { Provenance } from '../provenance.js';
import type { NamedTraffic } from '../reach.js';
import { answer, renderAnswer, type TraceQuestion } from '../trace.js';
import { parseTraffic } from '../traffic.js';
import { renderWhy } from '../why.js';
import { openOpenflow } from './openflow.js';
import { connectionProblem, databaseRemote, northboundRemote, openNorthbound, openSouthbound } from './southbound.js';

/** How often a reply may be tracked. */
const TRACKED_MAX = 64;

/** Runs it and gives the exit code. */
export async function runOnce(program: string, line: CommandLine): Promise<number> {
  const log = new Log(() => systemClock.now());
  const logger = log.module('ovntrace');
  try {
    if (!configureLog(log, line, program)) return 1;
    const options = readTraceOptions(line, (module, text) =>
      module === 'ovntrace' ? logger.warn(text) : log.module(module).error(text),
    );
    const isMatrix = hasOption(line, 'matrix') || hasOption(line, 'expect');
    const { operands } = line;
    const isText = hasOption(line, 'from-text');
    if (isText && operands.length === 0) throw new UsageError('--from-text needs words, as in "vm1 -> vm2 tcp 443"');
    if (!isMatrix && !isText && (operands.length < 1 || operands.length > 2)) {
      throw new UsageError('one or two non-option arguments are required (use --help for help)');
    }
    const network = await load(openSouthbound(line, logger, 'once'), databaseRemote(line), readNetwork);
    const flows = new FlowCache(network, createSymbolTable(), (text) => logger.warn(text));
    const wantsOrigins = hasOption(line, 'why') || hasOption(line, 'nb-db');
    const provenance = wantsOrigins
      ? await load(openNorthbound(line, logger), northboundRemote(line), (source) => new Provenance(source))
      : undefined;
    if (isMatrix) return runMatrix(line, flows, provenance);
    return await runQuestion(line, flows, options, provenance, logger);
  } catch (error) {
    process.stderr.write(`${program}: ${messageOf(error)}\n`);
    return 1;
  }
}

/** Reads what is wanted of a database and closes it. */
async function load<T>(replica: Replica, remote: string, read: (source: Replica) => T): Promise<T> {
  try {
    await replica.whenSynced();
  } catch (error) {
    throw new UsageError(connectionProblem(remote, error));
  }
  const result = read(replica);
  replica.close();
  return result;
}

async function runQuestion(
  line: CommandLine,
  flows: FlowCache,
  options: TraceOptions,
  provenance: Provenance | undefined,
  logger: Logger,
): Promise<number> {
  const asked = questionOf(line, flows.network);
  if (typeof asked === 'string') {
    process.stdout.write(asked);
    return 0;
  }
  const { question } = asked;
  const ctStates = options.ctStates.length > 0 ? options.ctStates : asked.ctStates;
  const openflow = hasOption(line, 'ovs') ? await openOpenflow(line, logger) : undefined;
  const warn = (text: string) => logger.warn(text);
  const given = answer(flows, question, { ...options, ctStates, chance: randomBelow, warn });
  if (given.kind === 'trace') await openflow?.addTo(given.nodes);
  openflow?.close();
  if (hasOption(line, 'json')) process.stdout.write(renderJson(given, provenance));
  else {
    if (hasOption(line, 'from-text')) process.stdout.write(`# ${question.microflow}\n`);
    process.stdout.write(renderAnswer(given, options.forms));
    if (hasOption(line, 'why') && provenance !== undefined && given.kind === 'trace') {
      process.stdout.write(renderWhy(given.nodes, provenance));
    }
  }
  return 0;
}

/** What is asked, and what tracking reports if no option says; or what is wrong with the question. */
function questionOf(
  { operands, ...line }: CommandLine,
  network: TraceNetwork,
): { readonly question: TraceQuestion; readonly ctStates: readonly number[] } | string {
  const [first = '', second] = operands;
  if (!hasOption({ operands, ...line }, 'from-text')) {
    return {
      question: { datapath: second === undefined ? undefined : first, microflow: second ?? first },
      ctStates: [],
    };
  }
  const asked = questionFromText(network, operands.join(' '));
  if (asked.kind === 'problem') return asked.message;
  const { source, microflow, direction } = asked;
  return {
    question: { datapath: source.datapath.row._uuid, microflow },
    ctStates: direction === 'reply' ? new Array<number>(TRACKED_MAX).fill(CT.est | CT.rpl | CT.trk) : [],
  };
}

function runMatrix(line: CommandLine, flows: FlowCache, provenance: Provenance | undefined): number {
  const file = optionArgument(line, 'expect');
  const expectations = file === undefined ? [] : readExpectations(file);
  const expected = [...new Set(expectations.map(({ traffic }) => traffic))].join(',');
  const protocols = optionArgument(line, 'protocols') ?? (expected === '' ? 'icmp' : expected);
  const kinds = protocols.split(',').map((name): NamedTraffic => {
    const traffic = parseTraffic(name);
    if (typeof traffic === 'string') throw new UsageError(`${name}: ${traffic}`);
    return { name, traffic };
  });
  const expectedPorts = [...new Set(expectations.flatMap(({ source, destination }) => [source, destination]))];
  const named = optionArgument(line, 'ports')?.split(',');
  const ports = matrixPorts(flows, named ?? (expectations.length === 0 ? undefined : expectedPorts));
  if (typeof ports === 'string') throw new UsageError(file === undefined ? ports : `${file}: ${ports}`);
  if (ports.length < 2) throw new UsageError('a matrix needs two ports or more that have an IP address');
  const reaches = reachability(flows, ports, kinds, provenance);
  if (hasOption(line, 'json')) process.stdout.write(`${JSON.stringify(reaches, undefined, 2)}\n`);
  else if (hasOption(line, 'matrix')) process.stdout.write(renderMatrix(reaches, ports, kinds));
  const surprises = unexpected(reaches, expectations);
  for (const surprise of surprises) process.stderr.write(`${file}: ${surprise}\n`);
  return surprises.length === 0 ? 0 : 1;
}

function readExpectations(file: string) {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError(`${file}: ${systemMessage(error)}`);
  }
  try {
    return parseExpectations(text);
  } catch (error) {
    throw new UsageError(`${file}: ${messageOf(error)}`);
  }
}

/** An even choice. */
export function randomBelow(count: number): number {
  const bytes = systemRandom(4);
  return new DataView(bytes.buffer, bytes.byteOffset).getUint32(0) % count;
}

/** False when there is no log file to be had, which is told. Throws UsageError. */
function configureLog(log: Log, line: CommandLine, program: string): boolean {
  log.setLevel(undefined, 'console', 'WARN');
  log.setLevel('vlog', 'console', 'INFO');
  // That the database was reached is no news, wherever the log goes.
  log.setLevel('ovsdb_idl', undefined, 'WARN');
  for (const { name, argument } of line.options) {
    if (name !== 'verbose') continue;
    try {
      log.set(argument ?? '');
    } catch (error) {
      throw new UsageError(`processing "${argument}": ${messageOf(error)}`);
    }
  }
  if (!hasOption(line, 'log-file')) return true;
  const file = optionArgument(line, 'log-file') ?? `${directoriesOf('ovn').log}/${program}.log`;
  try {
    log.open(file);
    return true;
  } catch (error) {
    log.module('vlog').warn(`failed to open ${file} for logging: ${systemMessage(error)}`);
    return false;
  }
}
