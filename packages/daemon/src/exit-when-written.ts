/**
 * Ends a command line with this exit code once all it wrote is taken: standard output and error are written in the
 * background when they are pipes, and `process.exit` throws away what still waits. Never resolves.
 */
export function exitWhenWritten(code: number): Promise<never> {
  const exit = () => process.exit(code);
  // A reader that has gone takes no more.
  process.stdout.once('error', exit);
  process.stderr.once('error', exit);
  return new Promise(() => process.stdout.write('', () => process.stderr.write('', exit)));
}
