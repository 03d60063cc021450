/**
 * `appctl` (ovs-appctl, ovn-appctl): runs one run-time command of a daemon through its control socket and prints the answer.
 * Exit codes: 0, 1 when the daemon cannot be reached, 2 when it answered with an error.
 */
import { endWithReader, hasCode, systemMessage } from '#base';
import {
  directoriesOf,
  endBySignals,
  type Family,
  fatal,
  fileIn,
  hasOption,
  invokedName,
  type Log,
  loggingOptions,
  type OptionSpec,
  optionArgument,
  optionList,
  optionsBefore,
  PidfileError,
  parseCommandLine,
  readPidfile,
  startTimeout,
  toolLog,
  unixctlCall,
  versionText,
} from '#daemon';

const options: readonly OptionSpec[] = [
  { name: 'target', short: 't', argument: 'required' },
  { name: 'execute', short: 'e', argument: 'none' },
  { name: 'help', short: 'h', argument: 'none' },
  { name: 'option', short: 'o', argument: 'none' },
  { name: 'version', short: 'V', argument: 'none' },
  { name: 'timeout', short: 'T', argument: 'required' },
  ...loggingOptions,
];

/** What each name talks to when no target is given, and where it looks for it. */
const targets: Readonly<Record<string, { readonly program: string; readonly families: readonly Family[] }>> = {
  'ovs-appctl': { program: 'ovs-vswitchd', families: ['ovs'] },
  'ovn-appctl': { program: 'ovn-controller', families: ['ovn'] },
  appctl: { program: 'controller', families: ['ovn', 'ovs'] },
};

const program = invokedName('appctl');
const defaults = targets[program] ?? { program: 'controller', families: ['ovn', 'ovs'] };

const help = `${program}: queries and controls running daemons
usage: ${program} [TARGET] COMMAND [ARG...]

Target:
  -t, --target=TARGET  name of a daemon, or path of its control socket (default: ${defaults.program})

Common commands:
  list-commands        list the commands of the target
  version              print the version of the target
  exit                 end the target in good order
  vlog/list            list the logging levels
  vlog/set [SPEC]      set logging levels: a module (default: all), one of console, syslog and file (default: all),
                       and one of off, emer, err, warn, info and dbg (default: dbg)
  vlog/reopen          open the log file anew
  memory/show          print what uses memory
  coverage/show        print how often events came
  stopwatch/show       print how long things took

Other options:
  -T, --timeout=SECS   wait at most SECS seconds for an answer
  -vSPEC, --verbose=SPEC   set logging levels
  --log-file[=FILE]    write log lines to FILE
  -h, --help           display this help message
  -o, --option         list these options
  -V, --version        display version information
`;

/** Where a daemon of this name keeps its pidfile comes first: both families may be set, and have one of the name. */
function familiesOf(target: string): readonly Family[] {
  const isOvs = /^(ovsdb|ovs-|vswitchd)/.test(target);
  return isOvs ? [...defaults.families].reverse() : defaults.families;
}

/** The control socket of a target. Ends the program when there is none. */
function socketOf(target: string, log: Log): string {
  if (target.startsWith('/')) return target;
  const problems: string[] = [];
  const warnings = new Set<string>();
  for (const family of familiesOf(target)) {
    const { run } = directoriesOf(family);
    const pidfile = fileIn(run, `${target}.pid`);
    try {
      return fileIn(run, `${target}.${readPidfile(pidfile)}.ctl`);
    } catch (error) {
      problems.push(`cannot read pidfile "${pidfile}" (${systemMessage(error)})`);
      const isMissing = error instanceof PidfileError && error.code === 'read';
      if (isMissing) warnings.add(`${pidfile}: open: ${systemMessage(error)}`);
    }
  }
  for (const warning of warnings) log.module('daemon_unix').warn(warning);
  return fatal(program, problems[0] ?? '');
}

async function main(): Promise<void> {
  const line = parseCommandLine(process.argv.slice(2), options, { stopAtOperand: true });
  const first = optionsBefore(line, ['help', 'version', 'option']);
  if (first !== line) toolLog(first, program, directoriesOf(defaults.families[0] ?? 'ovs'));
  if (hasOption(line, 'help')) {
    process.stdout.write(help);
    return;
  }
  if (hasOption(line, 'version')) {
    process.stdout.write(versionText(program, program.startsWith('ovs') ? 'ovs' : 'ovn'));
    return;
  }
  if (hasOption(line, 'option')) {
    process.stdout.write(optionList(options));
    return;
  }
  const log = toolLog(line, program, directoriesOf(defaults.families[0] ?? 'ovs'));
  endBySignals(log.module('unixctl'));
  if (line.options.filter(({ name }) => name === 'target').length > 1) {
    fatal(program, '-t or --target may be specified only once');
  }
  startTimeout(line, 'T');
  const [command, ...args] = line.operands;
  if (command === undefined) fatal(program, 'at least one non-option argument is required (use --help for help)');
  const target = optionArgument(line, 'target') ?? defaults.program;
  const socket = socketOf(target, log);
  try {
    const { isError, text } = await unixctlCall(socket, command, args);
    (isError ? process.stderr : process.stdout).write(text);
    if (!isError) return;
    process.stderr.write(`${program}: ${target}: server returned an error\n`);
    process.exitCode = 2;
  } catch (error) {
    if (hasCode(error, 'connect')) {
      log.module('unixctl').warn(`failed to connect to ${socket}`);
      fatal(program, `cannot connect to "${socket}" (${systemMessage(error)})`);
    }
    log.module('unixctl').warn(`error communicating with unix:${socket}: ${systemMessage(error)}`);
    fatal(program, `${target}: transaction error (${systemMessage(error)})`);
  }
}

endWithReader(program);
await main().catch((error: unknown) => fatal(program, systemMessage(error)));
