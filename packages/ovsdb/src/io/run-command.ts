/** The option `--run` (ovsdb-server(1)): a command of the shell during which the server runs. */
import { spawn } from 'node:child_process';
import { processFate } from '#daemon';

/** Starts the command; `ended` gets undefined when it ended by itself with exit code 0, else what became of it. */
export function runCommand(command: string, ended: (fault: string | undefined) => void): void {
  const child = spawn('/bin/sh', ['-c', command], { stdio: 'inherit' });
  child.once('error', (error) => ended(`${command}: ${error.message}`));
  child.once('exit', (code, signal) => {
    ended(code === 0 ? undefined : `${command}: child exited, ${processFate(code, signal)}`);
  });
}
