/** The options that every daemon takes (ovn-northd(8), "Daemon Options", "Logging Options"), their help and their reading. */
import { resolve } from 'node:path';
import { type CommandLine, hasOption, type OptionSpec, optionArgument } from './command-line.js';
import { type Directories, fileIn } from './directories.js';
import { type SyslogTarget, syslogTargets } from './syslog.js';

export const loggingOptions: readonly OptionSpec[] = [
  { name: 'verbose', short: 'v', argument: 'optional' },
  { name: 'log-file', argument: 'optional' },
  { name: 'syslog-method', argument: 'required' },
  { name: 'syslog-target', argument: 'required' },
];

/** Where the keys of tls are: ssl remotes need them. */
export const tlsOptions: readonly OptionSpec[] = [
  { name: 'private-key', short: 'p', argument: 'required' },
  { name: 'certificate', short: 'c', argument: 'required' },
  { name: 'ca-cert', short: 'C', argument: 'required' },
  { name: 'bootstrap-ca-cert', argument: 'required' },
  { name: 'peer-ca-cert', argument: 'required' },
  { name: 'ssl-protocols', argument: 'required' },
  { name: 'ssl-ciphers', argument: 'required' },
];

export const backgroundOptions: readonly OptionSpec[] = [
  { name: 'detach', argument: 'none' },
  { name: 'monitor', argument: 'none' },
  { name: 'user', argument: 'required' },
  { name: 'no-self-confinement', argument: 'none' },
  { name: 'no-chdir', argument: 'none' },
  { name: 'pidfile', argument: 'optional' },
  { name: 'overwrite-pidfile', argument: 'none' },
];

export const commonOptions: readonly OptionSpec[] = [
  { name: 'unixctl', argument: 'required' },
  { name: 'help', short: 'h', argument: 'none' },
  { name: 'options', short: 'o', argument: 'none' },
  { name: 'version', short: 'V', argument: 'none' },
];

/** What the common options ask for. */
export interface DaemonSettings {
  readonly detach: boolean;
  readonly monitor: boolean;
  readonly chdir: boolean;
  /** The argument of `--user`. */
  readonly user: string | undefined;
  /** Path of the pidfile; undefined for none. */
  readonly pidfile: string | undefined;
  readonly overwritePidfile: boolean;
  readonly logFile: string | undefined;
  readonly syslog: readonly SyslogTarget[];
  /** The control socket; undefined when it is switched off (`--unixctl=none`). */
  readonly unixctl: string | undefined;
}

/** `pid` is what stands in the control socket's default name. Throws UsageError. */
export function readDaemonSettings(
  line: CommandLine,
  program: string,
  directories: Directories,
  pid: number,
): DaemonSettings {
  const unixctl = optionArgument(line, 'unixctl');
  const named = (option: string, directory: string, fallback: string) =>
    hasOption(line, option) ? fileIn(directory, optionArgument(line, option) ?? fallback) : undefined;
  return {
    detach: hasOption(line, 'detach'),
    monitor: hasOption(line, 'monitor'),
    chdir: !hasOption(line, 'no-chdir'),
    user: optionArgument(line, 'user'),
    pidfile: named('pidfile', directories.run, `${program}.pid`),
    overwritePidfile: hasOption(line, 'overwrite-pidfile'),
    logFile: logFileOf(line, program, directories),
    syslog: syslogTargets(optionArgument(line, 'syslog-method'), optionArgument(line, 'syslog-target')),
    unixctl: unixctl === 'none' ? undefined : fileIn(directories.run, unixctl ?? `${program}.${pid}.ctl`),
  };
}

/** A file that `--log-file` names is where it says, seen from here; undefined when none is wanted. */
function logFileOf(line: CommandLine, program: string, directories: Directories): string | undefined {
  if (!hasOption(line, 'log-file')) return undefined;
  return logFile(optionArgument(line, 'log-file'), program, directories).path;
}

/** Path of the file that an argument of `--log-file` means, and what messages call it. */
export function logFile(
  argument: string | undefined,
  program: string,
  directories: Directories,
): { readonly path: string; readonly shown: string } {
  const shown = argument ?? fileIn(directories.log, `${program}.log`);
  // The file with no name is none, not the directory.
  return { path: shown === '' ? '' : resolve(shown), shown };
}

/** The part of `--help` about these options. */
export function daemonOptionsHelp(program: string, directories: Directories): string {
  return `
Daemon options:
  --detach                run in background as daemon
  --monitor               creates a process to monitor this daemon
  --user=username[:group] changes the effective daemon user:group
  --no-chdir              do not chdir to '/'
  --pidfile[=FILE]        create pidfile (default: ${directories.run}/${program}.pid)
  --overwrite-pidfile     with --pidfile, start even if already running
  --unixctl=SOCKET        override default control socket name
${loggingOptionsHelp(program, directories)}  --syslog-method=udp:IP:PORT
                           send syslog messages to a syslog daemon via UDP
  --syslog-target=IP:PORT  also send syslog msgs, with time and host, to IP:PORT via UDP

PKI configuration (required to use SSL):
  -p, --private-key=FILE  file with private key
  -c, --certificate=FILE  file with certificate for private key
  -C, --ca-cert=FILE      file with peer CA certificate
  --bootstrap-ca-cert=FILE  file with peer CA certificate to read or create
  --peer-ca-cert=FILE     CA certificate to send to peers that bootstrap theirs
SSL options:
  --ssl-protocols=PROTOS  list of SSL protocols to enable
  --ssl-ciphers=CIPHERS   list of SSL ciphers to enable

Other options:
  -h, --help              display this help message
  -o, --options           list available options
  -V, --version           display version information
`;
}

export function loggingOptionsHelp(program: string, directories: Directories): string {
  return `
Logging options:
  -vSPEC, --verbose=SPEC   set logging levels
  -v, --verbose            set maximum verbosity level
  --log-file[=FILE]        enable logging to specified FILE
                           (default: ${directories.log}/${program}.log)
`;
}
