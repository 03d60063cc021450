/**
 * What a feature file of `switch/` or `router/` declares: its name and the rules that run for each row of a kind. Rules are
 * pure functions over facts.
 */
import type { Read } from '#incremental';
import type { AclId } from '../facts/acl.js';
import type { RouterId, RouterPort, RouterPortId } from '../facts/router-port.js';
import type { StaticRouteId } from '../facts/static-route.js';
import type { SwitchId, SwitchPort, SwitchPortId } from '../facts/switch-port.js';
import type { Emit } from './logical-flow.js';

/** A port of a switch and where it is. */
export interface SwitchPortSite {
  readonly id: SwitchPortId;
  readonly port: SwitchPort;
  readonly switch: SwitchId;
}

/** A port of a router and where it is. */
export interface RouterPortSite {
  readonly id: RouterPortId;
  readonly port: RouterPort;
  readonly router: RouterId;
}

/** Rules for logical switches. */
export interface SwitchFeature {
  /** Path of the file without ending, as external_ids:source shows it. */
  readonly source: string;
  readonly ofSwitch?: (read: Read, id: SwitchId, emit: Emit) => void;
  readonly ofPort?: (read: Read, site: SwitchPortSite, emit: Emit) => void;
  /** Flows in each of the switches that the ACL applies to. */
  readonly ofAcl?: (read: Read, id: AclId, switches: readonly SwitchId[], emit: Emit) => void;
}

/** Rules for logical routers. Those of a switch port make flows in the routers behind the switch. */
export interface RouterFeature {
  readonly source: string;
  readonly ofRouter?: (read: Read, id: RouterId, emit: Emit) => void;
  readonly ofPort?: (read: Read, site: RouterPortSite, emit: Emit) => void;
  readonly ofRoute?: (read: Read, id: StaticRouteId, router: RouterId, emit: Emit) => void;
  readonly ofSwitchPort?: (read: Read, site: SwitchPortSite, emit: Emit) => void;
}
