/** Run-time commands that all daemons have, on ovsdb-server and on ours: the same words and exit codes. */

interface CommonCommand {
  readonly command: string;
  /** The lines that both have; all where it is left out. */
  readonly lines?: RegExp;
}

/** Modules that both have. */
const MODULES = /^(jsonrpc|unixctl|ovsdb_server) /;

export const COMMON_COMMANDS: readonly CommonCommand[] = [
  { command: 'vlog/set' },
  { command: 'vlog/set nope' },
  { command: 'vlog/set jsonrpc:file:err' },
  { command: 'vlog/list', lines: MODULES },
  { command: 'vlog/disable-rate-limit jsonrpc nope' },
  { command: 'vlog/disable-rate-limit nope' },
  { command: 'vlog/disable-rate-limit jsonrpc unixctl' },
  { command: 'vlog/list', lines: MODULES },
  { command: 'vlog/enable-rate-limit jsonrpc' },
  { command: 'vlog/list', lines: MODULES },
  { command: 'vlog/disable-rate-limit' },
  { command: 'vlog/list', lines: MODULES },
  { command: 'vlog/enable-rate-limit any' },
  { command: 'vlog/list', lines: MODULES },
  { command: 'vlog/set PATTERN:syslog:%m' },
  { command: 'vlog/set PATTERN:syslog' },
  { command: 'vlog/set PATTERN:nope:%m' },
  { command: 'vlog/set PATTERN' },
  { command: 'vlog/set FACILITY:local1' },
  { command: 'vlog/set FACILITY:nope' },
  { command: 'vlog/list-pattern' },
  { command: 'vlog/close' },
  { command: 'vlog/reopen' },
  { command: 'coverage/read-counter' },
  { command: 'coverage/read-counter nope' },
  { command: 'memory/show' },
  { command: 'memory/show x' },
  { command: 'exit a b' },
  { command: 'nope' },
];

/** What of an answer is to be compared: not the memory that the process takes, which only ours tells. */
export function comparable(text: string, { lines }: CommonCommand): string {
  const all = text.replace(/ resident-set-kB:\d+/, '').split('\n');
  return (lines === undefined ? all : all.filter((line) => lines.test(line))).join('\n');
}
