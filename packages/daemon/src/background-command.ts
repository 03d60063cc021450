/**
 * The daemon options for a command line that goes on talking: what it said first is on its standard output when the user
 * gets the terminal back; later words follow there.
 */
import { becomeReady, detach, monitor, takeRole } from './background.js';
import { systemClock } from './clock.js';
import { type CommandLine, hasOption } from './command-line.js';
import { readDaemonSettings } from './daemon-options.js';
import type { Directories } from './directories.js';
import type { Log } from './log.js';
import { MetricsTable } from './metrics.js';
import { createPidfile } from './pidfile.js';
import { registerStandardCommands } from './standard-commands.js';
import { endBySignals } from './tool-log.js';
import { CommandTable, type Unixctl } from './unixctl-commands.js';
import { serveUnixctl } from './unixctl-server.js';
import { takeUser } from './user.js';

export interface BackgroundCommand {
  /** Run-time commands, which are served with `--detach`. */
  readonly unixctl: Unixctl;
  /** Lets the user's process end: the first words have been said. */
  becomeReady(): void;
}

/**
 * Takes `--detach`, `--monitor`, `--pidfile`, `--overwrite-pidfile`, `--no-chdir`, `--user`. Comes back in the process
 * that does the work; the others end. Rejects when there can be no pidfile or control socket, or no such user.
 */
export async function takeBackground(
  line: CommandLine,
  program: string,
  directories: Directories,
  version: string,
  log: Log,
): Promise<BackgroundCommand> {
  const role = takeRole();
  const settings = readDaemonSettings(line, program, directories, process.pid);
  if (settings.user !== undefined) takeUser(settings.user, settings, role);
  const own = log.module('daemon_unix');
  if (role === 'foreground' && settings.detach) {
    process.exit(await detach(settings.monitor ? 'monitor' : 'daemon', own, 'inherit'));
  }
  if (settings.monitor && role !== 'daemon') {
    const { detach: isDetached, chdir, logFile } = settings;
    process.exit(await monitor({ isDetached, chdir, output: 'inherit', log, logFile }));
  }
  const commands = new CommandTable();
  registerStandardCommands(commands, { log, metrics: new MetricsTable(systemClock), version });
  const { pidfile: path, overwritePidfile: overwrite } = settings;
  const pidfile = path === undefined ? undefined : await createPidfile(path, { overwrite });
  const wantsControl = hasOption(line, 'detach') && settings.unixctl !== undefined;
  const run = (method: string, args: readonly string[]) => commands.run(method, args);
  const control = wantsControl ? await serveUnixctl(settings.unixctl, run, log.module('unixctl')) : undefined;
  const clean = () => {
    pidfile?.remove();
    control?.close();
  };
  process.on('exit', clean);
  endBySignals(log.module('daemon_unix'), clean);
  commands.register('exit', '', 0, 0, () => {
    // The answer goes out before the process ends.
    setImmediate(() => setImmediate(() => process.exit(0)));
    return '';
  });
  return {
    unixctl: commands,
    becomeReady: () => {
      if (role !== 'daemon') return;
      if (settings.detach) log.setLevel(undefined, 'console', 'OFF');
      becomeReady({ isDetached: settings.detach, chdir: settings.chdir, announcement: '' });
    },
  };
}
