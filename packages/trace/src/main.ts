/** Entry of `trace`, drop-in for ovn-trace: answers one question, or with --detach many. */
import { endWithReader, messageOf } from '#base';
import {
  backgroundOptions,
  commonOptions,
  directoriesOf,
  exitWhenWritten,
  hasOption,
  invokedName,
  loggingOptions,
  type OptionSpec,
  optionsBefore,
  parseCommandLine,
  runDaemon,
  tlsOptions,
  UsageError,
  versionText,
} from '#daemon';
import { southbound } from '#schemas/southbound';
import { startTraceDaemon } from './io/daemon.js';
import { traceHelp } from './io/help.js';
import { runOnce, traceLog } from './io/one-shot.js';
import { withoutArrows } from './io/question.js';
import { databaseRemote, northboundRemote } from './io/southbound.js';
import { ownTraceOptions, traceOptions } from './options.js';

const ownOptions: readonly OptionSpec[] = [
  ...traceOptions,
  ...ownTraceOptions,
  { name: 'db', argument: 'required' },
  { name: 'no-leader-only', argument: 'none' },
  { name: 'leader-only', argument: 'none' },
  { name: 'ovs', argument: 'optional' },
];

async function main(): Promise<void> {
  const program = invokedName('trace');
  // In the order in which the messages of ovn-trace name them.
  const common = commonOptions.filter(({ name }) => name !== 'options');
  const keyOptions = tlsOptions.filter(({ name }) => !/^(?:bootstrap|peer)-ca-cert$/.test(name));
  const specs = [...ownOptions, ...common, ...backgroundOptions, ...loggingOptions, ...keyOptions];
  const line = parseCommandLine(withoutArrows(process.argv.slice(2)), specs, { stopAtOperand: false });
  const first = optionsBefore(line, ['help', 'version']);
  if (first !== line) traceLog(first, program);
  if (hasOption(line, 'help')) {
    process.stdout.write(traceHelp(program, directoriesOf('ovn'), databaseRemote(line), northboundRemote(line)));
    return;
  }
  if (hasOption(line, 'version')) {
    process.stdout.write(versionText(program, 'ovn', [`DB Schema ${southbound.version}`]));
    return;
  }
  if (!hasOption(line, 'detach')) {
    await exitWhenWritten(await runOnce(program, line));
  }
  if (line.operands.length > 0) {
    throw new UsageError('non-option arguments not supported with --detach (use --help for help)');
  }
  await runDaemon({
    program: 'trace',
    family: 'ovn',
    title: 'OVN trace utility',
    usage: '[OPTIONS] --detach',
    options: ownOptions,
    optionsHelp: '',
    modules: ['ovntrace'],
    start: startTraceDaemon,
  });
}

endWithReader(invokedName('trace'));
try {
  await main();
} catch (error) {
  process.stderr.write(`${invokedName('trace')}: ${messageOf(error)}\n`);
  await exitWhenWritten(1);
}
