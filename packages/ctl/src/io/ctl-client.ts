/** The other side of daemon mode: hands a command line to the daemon that the environment (or `-u`) names. */
import { systemMessage } from '#base';
import { type CommandLine, hasOption, optionArgument, unixctlCall } from '#daemon';
import { CommandError } from '../command-error.js';
import type { CtlProgram } from '../program.js';

/** Options that concern the connection to the database, which the daemon has already. */
const connectionOptions = ['db', 'no-leader-only', 'private-key', 'certificate', 'ca-cert', 'bootstrap-ca-cert'];

/** Options that this process keeps to itself. */
const ownOptions: ReadonlySet<string> = new Set([
  'unixctl',
  'timeout',
  'verbose',
  'log-file',
  'no-syslog',
  'syslog-method',
  'syslog-target',
]);

export interface ClientLog {
  warn(text: string): void;
  error(text: string): void;
}

/** The control socket to hand the command line to; undefined where this process does the work itself. */
export function daemonSocket(program: CtlProgram, line: CommandLine, log: ClientLog): string | undefined {
  if (program.daemonVariable === undefined) return undefined;
  const socket = optionArgument(line, 'unixctl') ?? process.env[program.daemonVariable];
  if (socket === undefined || socket === '') return undefined;
  const own = connectionOptions.find((name) => hasOption(line, name));
  if (own === undefined) return socket;
  log.warn(`not using ovn-${program.program} daemon because of ${own} option`);
  return undefined;
}

/** What the daemon printed. Rejects with `CommandError`: the daemon's own error, or that there is none. */
export async function runInDaemon(
  program: CtlProgram,
  socket: string,
  line: CommandLine,
  log: ClientLog,
): Promise<string> {
  const options = line.options
    .filter(({ name }) => !ownOptions.has(name))
    .map(({ name, argument }) => (argument === undefined ? `--${name}` : `--${name}=${argument}`));
  try {
    const { isError, text } = await unixctlCall(socket, 'run', [...options, '--', ...line.operands]);
    if (isError) throw new CommandError(text.trimEnd());
    return text;
  } catch (error) {
    if (error instanceof CommandError) throw error;
    const problem = `${socket}: could not connect to ovn-${program.program} daemon (${systemMessage(error)}); unset ${program.daemonVariable} to avoid using daemon`;
    log.error(problem);
    throw new CommandError(problem);
  }
}
