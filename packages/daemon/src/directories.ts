/** Where programs keep their sockets, pidfiles, logs and databases: environment variables over Debian's defaults. */
import { isAbsolute, join } from 'node:path';

/** `ovn`: northd, controller, nbctl, sbctl, trace. `ovs`: the database service, vswitchd, vsctl, ofctl. */
export type Family = 'ovn' | 'ovs';

export interface Directories {
  /** Sockets and pidfiles. */
  readonly run: string;
  /** Log files. */
  readonly log: string;
  /** Databases. */
  readonly database: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The directories of a family (ovn-ctl(8), ovs-ctl(8)). OVN's programs log to OVS_LOGDIR as the C ones do; OVN_LOGDIR counts
 * where that is not set.
 */
export function directoriesOf(family: Family, environment: Environment = process.env): Directories {
  if (family === 'ovs') {
    return {
      run: environment['OVS_RUNDIR'] ?? '/var/run/openvswitch',
      log: environment['OVS_LOGDIR'] ?? '/var/log/openvswitch',
      database: environment['OVS_DBDIR'] ?? '/etc/openvswitch',
    };
  }
  return {
    run: environment['OVN_RUNDIR'] ?? '/var/run/ovn',
    log: environment['OVS_LOGDIR'] ?? environment['OVN_LOGDIR'] ?? '/var/log/openvswitch',
    database: environment['OVN_DBDIR'] ?? '/var/lib/ovn',
  };
}

/** A file name as options take it: relative ones stand in `directory`. */
export function fileIn(directory: string, name: string): string {
  return isAbsolute(name) ? name : join(directory, name);
}
