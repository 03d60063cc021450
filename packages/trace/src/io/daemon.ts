/** trace with --detach: answers the run-time command `trace`. Before: main.ts. */
import { type CommandLine, type DaemonContext, hasOption, parseCommandLine, type Running, UsageError } from '#daemon';
import { createSymbolTable } from '#logical';
import { FlowCache } from '../flow-cache.js';
import { readNetwork } from '../network.js';
import { readTraceOptions, traceOptions } from '../options.js';
import { answer, renderAnswer } from '../trace.js';
import { randomBelow } from './one-shot.js';
import { openOpenflow } from './openflow.js';
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
    const [first = '', second] = line.operands;
    if (line.operands.length < 1 || line.operands.length > 2) {
      throw new UsageError('one or two non-option arguments are required');
    }
    // While the database is away, what was read last answers.
    if (flows === undefined || (isStale && replica.isConnected)) {
      await replica.whenSynced();
      flows = new FlowCache(readNetwork(replica), symbols, warn);
      isStale = false;
    }
    const question = { datapath: second === undefined ? undefined : first, microflow: second ?? first };
    const withSwitch = [line, context.line].find((given) => hasOption(given, 'ovs'));
    const openflow = withSwitch === undefined ? undefined : await openOpenflow(withSwitch, log);
    const given = answer(flows, question, { ...options, chance: randomBelow, warn });
    if (given.kind === 'trace') await openflow?.addTo(given.nodes);
    openflow?.close();
    return renderAnswer(given, options.forms);
  });
  await whenRead(replica, databaseRemote(context.line));
  return { stop: () => replica.close() };
}

/** The words of a question. What `--ct` and the like are told is checked elsewhere. */
function readLine(args: readonly string[]): CommandLine {
  try {
    return parseCommandLine(args, traceOptions, { stopAtOperand: false });
  } catch (error) {
    if (error instanceof UsageError) throw new UsageError('unknown option');
    throw error;
  }
}
