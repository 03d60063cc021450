/** What the host's configuration lacks, or has wrong, as the log says it. Before: settings.ts. After: io/. */
import { splitRemotes } from '#ovsdb/jsonrpc';
import type { Settings } from './settings.js';
import { isEncapType } from './tunnel.js';

/** One line each, in the words of ovn-controller where it has some. */
export function settingsProblems({ chassis, remote, encapTypes, encapIps }: Settings): readonly string[] {
  const missing = (key: string) => `'${key}' in Open_vSwitch database is missing.`;
  const unknown = encapTypes.filter((type) => !isEncapType(type));
  return [
    ...(chassis === undefined || chassis === '' ? [missing('system-id')] : []),
    ...(splitRemotes(remote ?? '').length === 0 ? [missing('ovn-remote')] : []),
    ...(encapTypes.length === 0 || encapIps.length === 0 ? ['Need to specify an encap type and ip'] : []),
    ...unknown.map((type) => `Unknown tunnel type: ${type}`),
  ];
}
