/**
 * `--user=USER[:GROUP]`: a daemon that root starts goes on as somebody else (ovs-vswitchd(8), "Daemon Options"). Unlike the C
 * daemons it keeps no capabilities.
 */
import { execFileSync } from 'node:child_process';
import { chownSync } from 'node:fs';
import type { Role } from './background.js';
import { UsageError } from './command-line.js';
import type { DaemonSettings } from './daemon-options.js';

export interface User {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

/** A line of the user or group database, by exact name; undefined when there is none. */
export type Lookup = (database: 'passwd' | 'group', name: string) => readonly string[] | undefined;

/** getent(1): it knows of users in directories, too. */
export const systemLookup: Lookup = (database, name) => {
  try {
    const line = execFileSync('getent', [database, name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    const fields = line.trimEnd().split(':');
    // A number is looked up as an id: that is no name.
    return fields[0] === name ? fields : undefined;
  } catch {
    return undefined;
  }
};

/** Who the argument of `--user` means. Throws UsageError with the texts of the C programs, in which a pidfile comes first. */
export function findUser(argument: string, lookup: Lookup, pidfile?: string): User {
  const place = pidfile ?? '(null)';
  const [userPart = '', groupPart = ''] = argument.split(':');
  const name = userPart === '' ? 'root' : userPart;
  const user = name.startsWith('-') ? undefined : lookup('passwd', name);
  if (user === undefined) throw new UsageError(`${place}: user ${name} not found, aborting.`);
  const [uid, ownGid] = [Number(user[2]), Number(user[3])];
  if (groupPart === '') return { name, uid, gid: ownGid };
  const group = groupPart.startsWith('-') ? undefined : lookup('group', groupPart);
  if (group === undefined) throw new UsageError(`${place}: group ${groupPart} not found, aborting.`);
  const gid = Number(group[2]);
  const members = (group[3] ?? '').split(',');
  if (gid !== ownGid && !members.includes(name)) {
    throw new UsageError(
      `${place}: Invalid --user option ${argument} (user ${name} is not in group ${groupPart}), aborting.`,
    );
  }
  return { name, uid, gid };
}

/** For tools that check `--user` and stay who they are. Throws UsageError. */
export function checkUser(argument: string, pidfile?: string): User {
  if (process.getuid?.() !== 0) throw new UsageError(`${pidfile ?? '(null)'}: only root can use --user option`);
  return findUser(argument, systemLookup, pidfile);
}

/** Goes on as the user of `--user`; the log file is opened before and given to it. Throws UsageError. */
export function takeUser(
  argument: string,
  settings: Pick<DaemonSettings, 'detach' | 'monitor' | 'logFile' | 'pidfile'>,
  role: Role,
): void {
  const user = role === 'foreground' ? checkUser(argument, settings.pidfile) : findUser(argument, systemLookup);
  // The processes that only wait for the daemon, or start it again, stay what they are.
  if (role !== 'daemon' && (settings.detach || settings.monitor)) return;
  if (settings.logFile !== undefined && process.getuid?.() === 0) chownSync(settings.logFile, user.uid, user.gid);
  becomeUser(user);
}

/** Makes this process the user's, for good. Throws UsageError when it is not root's. */
export function becomeUser(user: User): void {
  if (process.getuid?.() === user.uid && process.getgid?.() === user.gid) return;
  const { setgroups, setgid, setuid } = process;
  if (process.getuid?.() !== 0 || setgroups === undefined || setgid === undefined || setuid === undefined) {
    throw new UsageError('only root can use --user option');
  }
  setgroups([...new Set([user.gid, ...groupsOf(user.name)])]);
  setgid(user.gid);
  setuid(user.uid);
}

/** All groups that a user is in. */
function groupsOf(name: string): readonly number[] {
  const line = execFileSync('getent', ['initgroups', name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  return line.trimEnd().split(/\s+/).slice(1).map(Number);
}
