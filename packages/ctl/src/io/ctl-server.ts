/**
 * Daemon mode (ovn-nbctl(8), "Daemon Mode"): `nbctl --detach` keeps the whole database at hand and runs the command lines that
 * later invocations hand to it by its run-time command `run`. Their environment names its socket.
 */
import { messageOf } from '#base';
import { hasOption, Log, parseCommandLine, runDaemon, systemClock } from '#daemon';
import { needsOf } from '../chain-run.js';
import type { Command } from '../command.js';
import { parseChain } from '../command-chain.js';
import { commandLineText } from '../command-line-text.js';
import { ExitRequest } from '../exit-request.js';
import { allOptions, commandOptionsOf, tableStyleOf } from '../options.js';
import type { CtlProgram } from '../program.js';
import { ChainExecutor } from './chain-executor.js';
import { ChangeSignal } from './change-signal.js';
import { openDatabase } from './database-connection.js';

/** Runs the server; the process ends by the run-time command `exit` or a signal. */
export async function serveCtl(program: CtlProgram, commands: ReadonlyMap<string, Command>): Promise<void> {
  const specs = allOptions(program.options, commands.values());
  await runDaemon({
    program: program.program,
    family: program.family,
    title: program.title,
    usage: '[OPTIONS] --detach',
    options: specs,
    optionsHelp: program.optionsHelp,
    announce: (socket) => `${socket}\n`,
    async start(context) {
      const log = new Log(() => systemClock.now());
      log.setLevel(undefined, 'console', 'OFF');
      const own = context.log.module('ovn_dbctl');
      const signal = new ChangeSignal();
      const replica = openDatabase(program, context.line, log, signal, { tables: 'all', reconnect: true });
      const executor = new ChainExecutor(program, context.program, log, replica, signal);
      context.unixctl.register('run', '', 0, Number.POSITIVE_INFINITY, async (words) => {
        await replica.whenSynced();
        const line = parseCommandLine(words, specs, { stopAtOperand: true, wording: 'plain' });
        const calls = parseChain(line.operands, commandOptionsOf(line, program.options), commands);
        needsOf(calls, []);
        const text = commandLineText(['run', ...words]);
        if (calls.some((call) => call.command.isReadOnly !== true)) own.info(`Running command ${text}`);
        else own.debug(`Running command ${text}`);
        let output = '';
        try {
          await executor.execute(
            {
              calls,
              style: tableStyleOf(line),
              acknowledgement: program.acknowledgement(line),
              dryRun: hasOption(line, 'dry-run'),
              oneline: hasOption(line, 'oneline'),
              text,
            },
            {
              out: (text) => {
                output += text;
              },
              complain: (text) => context.log.warn(text),
            },
          );
        } catch (error) {
          if (error instanceof ExitRequest) return output;
          throw error;
        }
        return output;
      });
      // Who started it waits until it can serve.
      await replica.whenSynced();
      context.log.debug(`serving ${program.catalog.database.name}`);
      return { stop: () => replica.close() };
    },
  }).catch((error: unknown) => {
    process.stderr.write(`${program.program}: ${messageOf(error)}\n`);
    process.exit(1);
  });
}
