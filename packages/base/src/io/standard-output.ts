/** What a command line does when nobody takes what it prints. */
import { constants } from 'node:os';
import { systemCode, systemMessage } from '../system-error.js';

/**
 * Lets the reader of a pipe go early (`| head`): this process then ends with `status`, by default as one that SIGPIPE ends, without a
 * word. What else is wrong with standard output, such as a full disk, ends it with one.
 */
export function endWithReader(program: string, status = 128 + constants.signals.SIGPIPE): void {
  process.stdout.on('error', (error) => {
    if (systemCode(error) === 'EPIPE') process.exit(status);
    process.stderr.write(`${program}: write to stdout failed (${systemMessage(error)})\n`);
    process.exit(1);
  });
}
