/** What command-line tools log of their keys and remotes before they connect, in the words of the C tools. */
import { type CommandLine, hasOption } from './command-line.js';
import { tlsOptions } from './daemon-options.js';
import type { Log } from './log.js';

/**
 * Logs what is wrong with the keys, what remotes over TLS lack, and that a port is not named. False when no remote over TLS
 * can be tried.
 */
export async function checkTls(
  line: CommandLine,
  log: Log,
  how: 'together' | 'one by one',
  remotes: readonly string[],
): Promise<boolean> {
  const needsTls = remotes.some((remote) => remote.startsWith('ssl:'));
  const report =
    needsTls || tlsOptions.some(({ name }) => hasOption(line, name)) ? await reportOf(line, log, how) : undefined;
  if (remotes.some((remote) => /^(?:tcp|ssl):(?:\[[^\]]*\]|[^:[\]]+)$/.test(remote))) {
    log.module('stream').warn('The default OVSDB port number has changed from 6632 to 6640');
  }
  if (!needsTls || report === undefined || report.isComplete) return true;
  report.lack();
  return false;
}

/** Loaded where it is needed only: most starts have no time for it. */
async function reportOf(line: CommandLine, log: Log, how: 'together' | 'one by one') {
  const { TlsReport } = await import('./tls-report.js');
  return new TlsReport(log.module('stream_ssl'), line, how);
}

/** Logs what is wrong with the keys of a daemon. `places`: an argument `db:...` names a column of a database, not a file. */
export async function reportKeys(line: CommandLine, log: Log, places: 'files' | 'files and columns'): Promise<void> {
  const inFiles = line.options.filter(({ name, argument = '' }) => {
    return places === 'files' || name === 'peer-ca-cert' || !argument.startsWith('db:');
  });
  const given = { ...line, options: inFiles };
  if (tlsOptions.some(({ name }) => hasOption(given, name))) await reportOf(given, log, 'together');
}
