/** The option `--run` (ovsdb-server(1)): a command of the shell during which the server runs. */
import { spawn } from 'node:child_process';

/** Starts the command; `ended` gets 0 when it ended by itself with exit code 0, else 1. */
export function runCommand(command: string, ended: (code: 0 | 1) => void): void {
  const child = spawn('/bin/sh', ['-c', command], { stdio: 'inherit' });
  child.once('error', () => ended(1));
  child.once('exit', (code) => ended(code === 0 ? 0 : 1));
}
