/** trace without --detach: one question, one answer. Before: main.ts. */
import { messageOf } from '#base';
import {
  type CommandLine,
  directoriesOf,
  hasOption,
  Log,
  optionArgument,
  systemClock,
  systemRandom,
  UsageError,
} from '#daemon';
import { createSymbolTable } from '#logical';
import { FlowCache } from '../flow-cache.js';
import { readNetwork } from '../network.js';
import { readTraceOptions } from '../options.js';
import { answer, renderAnswer } from '../trace.js';
import { connectionProblem, openSouthbound } from './southbound.js';

/** Runs it and gives the exit code. */
export async function runOnce(program: string, line: CommandLine): Promise<number> {
  const log = new Log(() => systemClock.now());
  const logger = log.module('ovntrace');
  try {
    configureLog(log, line, program);
    const options = readTraceOptions(line, (module, text) =>
      module === 'ovntrace' ? logger.warn(text) : log.module(module).error(text),
    );
    const { operands } = line;
    if (operands.length < 1 || operands.length > 2) {
      throw new UsageError('one or two non-option arguments are required (use --help for help)');
    }
    const replica = openSouthbound(line, logger, 'once');
    try {
      await replica.whenSynced();
    } catch (error) {
      throw new UsageError(connectionProblem(line, error));
    }
    const warn = (text: string) => logger.warn(text);
    const flows = new FlowCache(readNetwork(replica), createSymbolTable(), warn);
    replica.close();
    const [first = '', second] = operands;
    const question = { datapath: second === undefined ? undefined : first, microflow: second ?? first };
    const given = answer(flows, question, { ...options, chance: randomBelow, warn });
    process.stdout.write(renderAnswer(given, options.forms));
    return 0;
  } catch (error) {
    process.stderr.write(`${program}: ${messageOf(error)}\n`);
    return 1;
  }
}

/** An even choice. */
export function randomBelow(count: number): number {
  const bytes = systemRandom(4);
  return new DataView(bytes.buffer, bytes.byteOffset).getUint32(0) % count;
}

function configureLog(log: Log, line: CommandLine, program: string): void {
  log.setLevel(undefined, 'console', 'WARN');
  for (const { name, argument } of line.options) {
    if (name !== 'verbose') continue;
    try {
      log.set(argument ?? '');
    } catch (error) {
      throw new UsageError(`processing "${argument}": ${messageOf(error)}`);
    }
  }
  if (!hasOption(line, 'log-file')) return;
  log.open(optionArgument(line, 'log-file') ?? `${directoriesOf('ovn').log}/${program}.log`);
}
