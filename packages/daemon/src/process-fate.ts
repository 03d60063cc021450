/** How a process ended, in the words of the C programs: for monitors, and for commands that a daemon runs. */

const SIGNAL_TEXTS: ReadonlyMap<string, string> = new Map([
  ['SIGABRT', 'Aborted'],
  ['SIGALRM', 'Alarm clock'],
  ['SIGBUS', 'Bus error'],
  ['SIGFPE', 'Floating point exception'],
  ['SIGHUP', 'Hangup'],
  ['SIGILL', 'Illegal instruction'],
  ['SIGINT', 'Interrupt'],
  ['SIGKILL', 'Killed'],
  ['SIGPIPE', 'Broken pipe'],
  ['SIGQUIT', 'Quit'],
  ['SIGSEGV', 'Segmentation fault'],
  ['SIGTERM', 'Terminated'],
  ['SIGXCPU', 'CPU time limit exceeded'],
  ['SIGXFSZ', 'File size limit exceeded'],
]);

/** `exit status 3`, `killed (Terminated)`. */
export function processFate(code: number | null, signal: string | null): string {
  return signal === null ? `exit status ${code}` : `killed (${SIGNAL_TEXTS.get(signal) ?? signal})`;
}
