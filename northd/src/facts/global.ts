/** What NB_Global says for the whole network. */
import { query, type Read } from '#incremental';
import { NB_Global } from '#schemas/northbound';
import { isNotOff, isOn } from './option.js';

function globalOptions(read: Read): ReadonlyMap<string, string> {
  const id = read.ids(NB_Global)[0];
  return (id === undefined ? undefined : read.row(NB_Global, id)?.options) ?? new Map();
}

/** The key of queries about the one NB_Global row. */
export const GLOBAL = '';

/** True when ports answer ARP and ND whether or not a chassis has them (options:ignore_lsp_down, default true). */
export const ignoresDownPorts = query('ignores-down-ports', (read, _: typeof GLOBAL) =>
  isNotOff(globalOptions(read), 'ignore_lsp_down'),
);

/** True when packets of invalid connections are dropped by name (options:use_ct_inv_match, default true). */
export const matchesInvalidConnections = query('matches-invalid-connections', (read, _: typeof GLOBAL) =>
  isNotOff(globalOptions(read), 'use_ct_inv_match'),
);

/** True when what no ACL matches is dropped (options:default_acl_drop, default false). */
export const dropsByDefault = query('drops-by-default', (read, _: typeof GLOBAL) =>
  isOn(globalOptions(read), 'default_acl_drop'),
);
