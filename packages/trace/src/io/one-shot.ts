/** trace without --detach: one question, one answer. Before: main.ts. */
import { readFileSync } from 'node:fs';
import { messageOf, systemMessage } from '#base';
import {
  type CommandLine,
  checkTls,
  checkUser,
  directoriesOf,
  hasOption,
  type Log,
  type Logger,
  optionArgument,
  systemRandom,
  toolLog,
  UsageError,
} from '#daemon';
import { createSymbolTable } from '#logical';
import type { Replica } from '#ovsdb/client';
import { RemoteError, splitRemotes } from '#ovsdb/jsonrpc';
import { Load_Balancer } from '#schemas/northbound';
import { parseExpectations, unexpected } from '../expectation.js';
import { FlowCache } from '../flow-cache.js';
import { renderJson } from '../json.js';
import { type LoadBalancers, readLoadBalancers } from '../load-balancers.js';
import { matrixPorts, reachability, renderMatrix } from '../matrix.js';
import { readNetwork } from '../network.js';
import { readTraceOptions, type TraceOptions } from '../options.js';
import { Provenance } from '../provenance.js';
import type { NamedTraffic } from '../reach.js';
import { answer, renderAnswer } from '../trace.js';
import { parseTraffic } from '../traffic.js';
import { renderWhy } from '../why.js';
import { openOpenflow } from './openflow.js';
import { checkOperands, questionOf } from './question.js';
import {
  connectionProblem,
  databaseRemote,
  northboundRemote,
  openNorthbound,
  openSouthbound,
  whenRead,
} from './southbound.js';

/** Runs it and gives the exit code. */
export async function runOnce(program: string, line: CommandLine): Promise<number> {
  try {
    const log = traceLog(line, program);
    const logger = log.module('ovntrace');
    const user = optionArgument(line, 'user');
    if (user !== undefined) checkUser(user);
    const options = readTraceOptions(line, (module, text) =>
      module === 'ovntrace' ? logger.warn(text) : log.module(module).error(text),
    );
    const isMatrix = hasOption(line, 'matrix') || hasOption(line, 'expect');
    if (!isMatrix) checkOperands(line, ' (use --help for help)');
    const wantsOrigins = hasOption(line, 'why') || hasOption(line, 'nb-db');
    if (splitRemotes(databaseRemote(line)).length === 0) {
      throw new UsageError(connectionProblem(databaseRemote(line), new RemoteError('', 'no remote given')));
    }
    const remotes = [databaseRemote(line), ...(wantsOrigins ? [northboundRemote(line)] : [])];
    const hasKeys = await checkTls(line, log, 'one by one', remotes.flatMap(splitRemotes));
    const mode = { hasKeys, isLasting: false };
    const network = await load(openSouthbound(line, logger, mode), databaseRemote(line), readNetwork);
    const flows = new FlowCache(network, createSymbolTable(), (text) => logger.warn(text));
    const northbound = wantsOrigins
      ? await load(openNorthbound(line, logger, mode), northboundRemote(line), (source) => ({
          provenance: new Provenance(source),
          // Those that only routers have are not in the southbound database.
          loadBalancers: readLoadBalancers(source.rows(Load_Balancer)),
        }))
      : undefined;
    if (isMatrix) return runMatrix(line, flows, northbound?.provenance);
    return await runQuestion(line, flows, options, northbound, logger);
  } catch (error) {
    process.stderr.write(`${program}: ${messageOf(error)}\n`);
    return 1;
  }
}

/** Reads what is wanted of a database and closes it. */
async function load<T>(replica: Replica, remote: string, read: (source: Replica) => T): Promise<T> {
  await whenRead(replica, remote);
  const result = read(replica);
  replica.close();
  return result;
}

/** What the northbound database adds. */
interface Northbound {
  readonly provenance: Provenance;
  readonly loadBalancers: LoadBalancers;
}

async function runQuestion(
  line: CommandLine,
  flows: FlowCache,
  options: TraceOptions,
  northbound: Northbound | undefined,
  logger: Logger,
): Promise<number> {
  const { provenance, loadBalancers } = northbound ?? {};
  const asked = questionOf(line, flows.network, loadBalancers);
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

function runMatrix(line: CommandLine, flows: FlowCache, provenance: Provenance | undefined): number {
  const file = optionArgument(line, 'expect');
  const expectations = file === undefined ? [] : readExpectations(file);
  const expected = [...new Set(expectations.map(({ traffic }) => traffic))].join(',');
  const protocols = optionArgument(line, 'protocols') ?? (expected === '' ? 'icmp' : expected);
  const kinds = protocols.split(',').map((name): NamedTraffic => {
    const traffic = parseTraffic(name);
    if (typeof traffic === 'string') throw new UsageError(`${name}: ${traffic}`);
    if (traffic.protocol === 'neighbour')
      throw new UsageError(`${name}: a matrix is of IP packets; ask with --from-text`);
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

/** The log that the options ask for. Throws UsageError; ends the process when there is no log file to be had. */
export function traceLog(line: CommandLine, program: string): Log {
  return toolLog(line, program, directoriesOf('ovn'), ['ovntrace'], (log) => {
    // That the database was reached is no news, wherever the log goes.
    for (const module of ['ovsdb_idl', 'reconnect']) log.setLevel(module, undefined, 'WARN');
  });
}
