/** The option `--run` (ovsdb-server(1)): a command of the shell during which the server runs. */
import { spawn } from 'node:child_process';
import { constants } from 'node:os';

/** In the words of ovsdb-server. */
const SIGNALS: ReadonlyMap<string, string> = new Map([
  ['SIGABRT', 'Aborted'],
  ['SIGALRM', 'Alarm clock'],
  ['SIGHUP', 'Hangup'],
  ['SIGINT', 'Interrupt'],
  ['SIGKILL', 'Killed'],
  ['SIGPIPE', 'Broken pipe'],
  ['SIGSEGV', 'Segmentation fault'],
  ['SIGTERM', 'Terminated'],
]);

/** Starts the command; `ended` gets undefined when it ended by itself with exit code 0, else what became of it. */
export function runCommand(command: string, ended: (fault: string | undefined) => void): void {
  const child = spawn('/bin/sh', ['-c', command], { stdio: 'inherit' });
  child.once('error', (error) => ended(`${command}: ${error.message}`));
  child.once('exit', (code, signal) => {
    const fate =
      signal === null ? `exit status ${code}` : `killed (${SIGNALS.get(signal) ?? constants.signals[signal]})`;
    ended(code === 0 ? undefined : `${command}: child exited, ${fate}`);
  });
}
