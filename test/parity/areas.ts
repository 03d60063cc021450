import type { ParityReport } from './report.js';

/** A part of Heddle that is compared with its C counterpart. Loaded when it is run. */
export interface ParityArea {
  readonly name: string;
  readonly load: () => Promise<{ run(report: ParityReport): Promise<void> }>;
}

/** In the order of the data's way. */
export const AREAS: readonly ParityArea[] = [
  { name: 'schemas', load: () => import('./schemas.js') },
  { name: 'ovsdb-client', load: () => import('./ovsdb-client.js') },
  { name: 'ovsdb-cluster', load: () => import('./ovsdb-cluster.js') },
  { name: 'ovsdb', load: () => import('./ovsdb.js') },
  { name: 'ovsdb-relay', load: () => import('./ovsdb-relay.js') },
  { name: 'ovsdb-backup', load: () => import('./ovsdb-backup.js') },
  { name: 'ovsdb-tools', load: () => import('./ovsdb-tools.js') },
  { name: 'ovsdb-peers', load: () => import('./ovsdb-peers.js') },
  { name: 'ovsdb-tls', load: () => import('./ovsdb-tls.js') },
  { name: 'ovsdb-control', load: () => import('./ovsdb-control.js') },
  { name: 'ovsdb-rbac', load: () => import('./ovsdb-rbac.js') },
  { name: 'ctl', load: () => import('./ctl.js') },
  { name: 'northd', load: () => import('./northd.js') },
  { name: 'lflow', load: () => import('./lflow.js') },
  { name: 'openflow', load: () => import('./openflow.js') },
  { name: 'openflow-messages', load: () => import('./openflow-messages.js') },
  { name: 'controller', load: () => import('./controller.js') },
  { name: 'vswitch', load: () => import('./vswitch.js') },
  { name: 'failover', load: () => import('./failover.js') },
  { name: 'trace', load: () => import('./trace.js') },
  { name: 'recordings', load: () => import('./recordings.js') },
];
