/** trace with --detach: answers the run-time command `trace`. Before: main.ts. */
import {
  type CommandLine,
  type DaemonContext,
  hasOption,
  type OptionSpec,
  parseCommandLine,
  type Running,
  UsageError,
} from '#daemon';
import { createSymbolTable } from '#logical';
import { FlowCache } from '../flow-cache.js';
import { renderJson } from '../json.js';
import { readNetwork } from '../network.js';
import { ownTraceOptions, readTraceOptions, traceOptions } from '../options.js';
import { answer, renderAnswer } from '../trace.js';
import { randomBelow } from './one-shot.js';
import { openOpenflow } from './openflow.js';
import { checkOperands, questionOf, withoutArrows } from './question.js';
import { databaseRemote, openSouthbound, whenRead } from './southbound.js';

/** Serves until it is told to end. The network is read anew after a change, at the next question. */
export async function startTraceDaemon(context: DaemonContext): Promise<Running> {
  const log = context.log.module('ovntrace');
  const symbols = createSymbolTable();
  const warn = (text: string) => log.warn(text);
  const defaults = readTraceOptions(context.line, (_module, text) => warn(text));
  let flows: FlowCache | undefined;
  let isStale = true;
  const replica = openSouthbound(context.line, context.log, { hasKeys: true, isLasting: true }, () => {
    isStale = true;
  });
  context.unixctl.register('trace', '[OPTIONS] [DATAPATH] MICROFLOW', 1, Number.POSITIVE_INFINITY, async (args) => {
    const line = readLine(args);
    const options = readTraceOptions(line, (_module, text) => warn(text), defaults);
    checkOperands(line, '');
    // While the database is away, what was read last answers.
    if (flows === undefined || (isStale && replica.isConnected)) {
      await replica.whenSynced();
      flows = new FlowCache(readNetwork(replica), symbols, warn);
      isStale = false;
    }
    const asked = questionOf(line, flows.network, undefined);
    if (typeof asked === 'string') return asked;
    const { question } = asked;
    const ctStates = options.ctStates.length > 0 ? options.ctStates : asked.ctStates;
    const openflow = hasOption(context.line, 'ovs') ? await openOpenflow(context.line, log) : undefined;
    const given = answer(flows, question, { ...options, ctStates, chance: randomBelow, warn });
    if (given.kind === 'trace') await openflow?.addTo(given.nodes);
    openflow?.close();
    if (hasOption(line, 'json')) return renderJson(given);
    return `${hasOption(line, 'from-text') ? `# ${question.microflow}\n` : ''}${renderAnswer(given, options.forms)}`;
  });
  await whenRead(replica, databaseRemote(context.line));
  return { stop: () => replica.close() };
}

/** What ovn-trace has not; the others read the northbound database, or ask more than one question. */
const OWN: readonly OptionSpec[] = ownTraceOptions.filter(({ name }) => name === 'json' || name === 'from-text');

/** The words of a question. What `--ct` and the like are told is checked elsewhere. */
function readLine(args: readonly string[]): CommandLine {
  try {
    return parseCommandLine(withoutArrows(args), [...traceOptions, ...OWN], { stopAtOperand: false });
  } catch (error) {
    if (error instanceof UsageError) throw new UsageError('unknown option');
    throw error;
  }
}
