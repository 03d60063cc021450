import { execFile } from 'node:child_process';
import { TypedError } from '#base';

/** What a finished command left: its output and its exit status (128 + n after signal n, as a shell says it). */
export interface CommandResult {
  readonly command: string;
  readonly stdout: string;
  readonly stderr: string;
  readonly status: number;
}

export interface CommandOptions {
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  /** Milliseconds; the command is killed then. Default 30 s. */
  readonly timeoutMs?: number;
  readonly input?: string;
}

/** A command that should have succeeded did not; the message shows all it said. */
export class CommandFailed extends TypedError<'command-failed', CommandResult> {
  constructor(result: CommandResult) {
    const said = `${result.stdout}${result.stderr}`.trimEnd();
    super('command-failed', `${result.command}: exit status ${result.status}${said === '' ? '' : `\n${said}`}`, result);
  }
}

/** Runs a program (no shell) to its end, whatever its exit status. */
export function attempt(argv: readonly string[], options: CommandOptions = {}): Promise<CommandResult> {
  const [program = '', ...args] = argv;
  return new Promise((resolve) => {
    const child = execFile(
      program,
      args,
      {
        env: options.env ?? process.env,
        ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
        timeout: options.timeoutMs ?? 30_000,
        killSignal: 'SIGKILL',
        maxBuffer: 256 * 1024 * 1024,
      },
      (error, stdout, stderr) => {
        const failure =
          error === null ? '' : child.exitCode === null && child.signalCode === null ? `${error.message}\n` : '';
        const status = child.exitCode ?? (child.signalCode === null ? 127 : 128 + signalNumber(child.signalCode));
        resolve({ command: argv.join(' '), stdout, stderr: stderr + failure, status });
      },
    );
    child.stdin?.on('error', () => undefined); // A command that reads no input may be gone before it is written.
    child.stdin?.end(options.input ?? '');
  });
}

/** Runs a program (no shell) that must succeed and gives its standard output. Throws `CommandFailed`. */
export async function run(argv: readonly string[], options: CommandOptions = {}): Promise<string> {
  const result = await attempt(argv, options);
  if (result.status !== 0) throw new CommandFailed(result);
  return result.stdout;
}

function signalNumber(signal: NodeJS.Signals): number {
  return (
    { SIGHUP: 1, SIGINT: 2, SIGQUIT: 3, SIGABRT: 6, SIGKILL: 9, SIGSEGV: 11, SIGALRM: 14, SIGTERM: 15 }[
      signal as 'SIGTERM'
    ] ?? 0
  );
}
