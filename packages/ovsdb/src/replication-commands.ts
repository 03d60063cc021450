/** The run-time commands of ovsdb-server(1), "Active-Backup Commands", with its words; what it refuses it says with exit status 0. */
import type { Unixctl } from '#daemon';
import type { ActiveBackup } from './replication/index.js';

const MAX_INTEGER = 0x7fff_ffff;
const MIN_PROBE_MS = 1000;

/** `changed`: called when something was set that a server started anew is to know. */
export function registerReplication(unixctl: Unixctl, pair: ActiveBackup, changed: () => void): void {
  unixctl.register('ovsdb-server/set-active-ovsdb-server', '', 1, 1, ([server = '']) => {
    pair.setServer(server);
    changed();
    return '';
  });
  unixctl.register('ovsdb-server/get-active-ovsdb-server', '', 0, 0, () => pair.settings.server ?? '');
  unixctl.register('ovsdb-server/connect-active-ovsdb-server', '', 0, 0, () => {
    if (!pair.connect()) return 'Unable to connect: active server is not specified.\n';
    changed();
    return '';
  });
  unixctl.register('ovsdb-server/disconnect-active-ovsdb-server', '', 0, 0, () => {
    pair.disconnect();
    changed();
    return '';
  });
  unixctl.register('ovsdb-server/set-active-ovsdb-server-probe-interval', '', 1, 1, ([text = '']) => {
    const probeMs = readProbe(text);
    if (probeMs === undefined) return 'Invalid probe interval, integer value expected\n';
    pair.setProbe(probeMs);
    return '';
  });
  unixctl.register('ovsdb-server/set-sync-exclude-tables', '', 1, 1, ([tables = '']) => {
    pair.setExcluded(tables);
    changed();
    return '';
  });
  unixctl.register('ovsdb-server/get-sync-exclude-tables', '', 0, 0, () => pair.excludedText);
  unixctl.register('ovsdb-server/sync-status', '', 0, 0, () => pair.status);
}

/** Milliseconds, by the reading and the limits of ovsdb-server; undefined for what is no integer of 32 bits. */
export function readProbe(text: string): number | undefined {
  const ms = /^\s*[-+]?\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!(ms >= -MAX_INTEGER - 1 && ms <= MAX_INTEGER)) return undefined;
  return ms === 0 ? 0 : Math.max(MIN_PROBE_MS, ms);
}
