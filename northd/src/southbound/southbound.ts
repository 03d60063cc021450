/**
 * The southbound database as the relations want it: takes what a commit of the engine changed, and what the database
 * reports, and writes the difference. One transaction at a time; what fails is tried again with the next one.
 */
import type { Changes, Delta, Relation } from '#incremental';
import { type ChangeSet, changesOf, type Replica } from '#ovsdb/client';
import {
  Address_Set,
  Datapath_Binding,
  DHCP_Options,
  DHCPv6_Options,
  FDB,
  IP_Multicast,
  Logical_DP_Group,
  Logical_Flow,
  MAC_Binding,
  Multicast_Group,
  Port_Binding,
  Port_Group,
  RBAC_Permission,
  RBAC_Role,
} from '#schemas/southbound';
import { flowSets } from '../flows/flow-set.js';
import { addressSetMapping, addressSetRows } from './address-set.js';
import { datapathBindings, datapathRows } from './datapath-binding.js';
import { snoopingMapping, snoopingRows } from './ip-multicast.js';
import { Leftovers } from './leftovers.js';
import type { Links } from './links.js';
import { LogicalFlows } from './logical-flow.js';
import { multicastMapping, multicastRows } from './multicast-group.js';
import { portBindings, portRows } from './port-binding.js';
import { portGroupMapping, portGroupRows } from './port-group.js';
import {
  CONTROLLER_ROLE,
  dhcp6Mapping,
  dhcp6Options,
  dhcpMapping,
  dhcpOptions,
  permissionMapping,
  permissions,
  roleMapping,
} from './static-rows.js';
import { type Mapping, TableSync } from './table-sync.js';
import { type KeyLimits, TunnelKeys } from './tunnel-keys.js';
import type { Writing } from './writing.js';

type Any = NonNullable<unknown>;

export class Southbound {
  readonly flows: LogicalFlows;
  readonly #keys = new TunnelKeys();
  readonly #datapaths;
  readonly #ports;
  readonly #multicast;
  readonly #snooping;
  readonly #portGroups;
  readonly #addressSets;
  readonly #permissions;
  readonly #roles;
  readonly #dhcp;
  readonly #dhcp6;
  readonly #leftovers: Leftovers;
  /** What could not be dealt a key, by row. */
  readonly keyProblems = new Map<string, string>();

  constructor(replica: Replica) {
    const links: Links = {
      datapath: (id) => this.#datapaths.row(id),
      datapathOwner: (row) => this.#datapaths.identityOfRow(row),
      port: (name) => this.#ports.row(name),
      datapathKey: (id) => this.#keys.datapaths.keyOf(id),
      datapathWithKey: (key) => this.#keys.datapaths.ownerOf(key),
      portKey: (name) => this.#keys.portKey(name),
      permission: (table) => this.#permissions.row(table),
    };
    const sync = <T extends Parameters<typeof changesOf>[1], W extends Any>(mapping: Mapping<T, W>) =>
      new TableSync(mapping, replica, links);
    this.#datapaths = sync(datapathBindings);
    this.#ports = sync(portBindings);
    this.#multicast = sync(multicastMapping);
    this.#snooping = sync(snoopingMapping);
    this.#portGroups = sync(portGroupMapping);
    this.#addressSets = sync(addressSetMapping);
    this.#permissions = sync(permissionMapping);
    this.#roles = sync(roleMapping);
    this.#dhcp = sync(dhcpMapping);
    this.#dhcp6 = sync(dhcp6Mapping);
    this.#leftovers = new Leftovers(replica, links);
    this.flows = new LogicalFlows(replica, links, (id) => this.#datapaths.wanted(id)?.kind ?? this.#kindOfHeld(id));
    for (const permission of permissions) this.#permissions.want(permission.table, permission);
    this.#roles.want(CONTROLLER_ROLE, permissions);
    for (const option of dhcpOptions) this.#dhcp.want(option.join(' '), option);
    for (const option of dhcp6Options) this.#dhcp6.want(option.join(' '), option);
  }

  /** Takes note of what a commit of the engine changed. */
  *want(changes: Changes): Generator<undefined, void> {
    yield* take(changes.of(datapathRows), datapathRows, this.#datapaths);
    yield* take(changes.of(portRows), portRows, this.#ports);
    yield* take(changes.of(multicastRows), multicastRows, this.#multicast);
    yield* take(changes.of(snoopingRows), snoopingRows, this.#snooping);
    yield* take(changes.of(portGroupRows), portGroupRows, this.#portGroups);
    yield* take(changes.of(addressSetRows), addressSetRows, this.#addressSets);
    yield* take(changes.of(flowSets), flowSets, this.flows);
  }

  /** Takes note of what changed in the database; of its first contents as well. */
  see(changes: ChangeSet): void {
    const datapaths = changesOf(changes, Datapath_Binding);
    this.#datapaths.see(datapaths);
    for (const { after } of datapaths) {
      const id = after === undefined ? undefined : this.#datapaths.identityOfRow(after._uuid);
      if (after !== undefined && id !== undefined) this.#keys.holdDatapath(id, after.tunnel_key);
    }
    const ports = changesOf(changes, Port_Binding);
    this.#ports.see(ports);
    for (const { after } of ports) {
      const datapath = after === undefined ? undefined : this.#datapaths.identityOfRow(after.datapath);
      if (after !== undefined && datapath !== undefined) {
        this.#keys.holdPort(after.logical_port, datapath, after.tunnel_key);
      }
    }
    this.#multicast.see(changesOf(changes, Multicast_Group));
    this.#snooping.see(changesOf(changes, IP_Multicast));
    this.#portGroups.see(changesOf(changes, Port_Group));
    this.#addressSets.see(changesOf(changes, Address_Set));
    this.#permissions.see(changesOf(changes, RBAC_Permission));
    this.#roles.see(changesOf(changes, RBAC_Role));
    this.#dhcp.see(changesOf(changes, DHCP_Options));
    this.#dhcp6.see(changesOf(changes, DHCPv6_Options));
    this.#leftovers.seeBindings(changesOf(changes, MAC_Binding));
    this.#leftovers.seeStations(changesOf(changes, FDB));
    this.flows.see(changesOf(changes, Logical_Flow));
    this.flows.seeGroups(changesOf(changes, Logical_DP_Group));
  }

  /** Adds all that is needed to the transaction. Yields often, so that the caller can pause. */
  *write(writing: Writing, limits: KeyLimits): Generator<undefined, void> {
    this.#dealKeys(limits);
    yield* this.#datapaths.write(writing);
    yield* this.#ports.write(writing);
    yield* this.#multicast.write(writing);
    yield* this.#snooping.write(writing);
    yield* this.#portGroups.write(writing);
    yield* this.#addressSets.write(writing);
    yield* this.#permissions.write(writing);
    yield* this.#roles.write(writing);
    yield* this.#dhcp.write(writing);
    yield* this.#dhcp6.write(writing);
    yield* this.flows.write(writing);
    this.#leftovers.write(
      writing.transaction,
      (name) => this.#ports.wanted(name)?.datapath,
      (datapath, key) => this.#keys.hasPortKey(datapath, key),
    );
  }

  /** Tells how the transaction ended. */
  settle(outcome: 'done' | 'failed'): void {
    for (const table of this.#tables()) table.settle(outcome);
    this.flows.settle(outcome);
  }

  #tables(): readonly { settle(outcome: 'done' | 'failed'): void }[] {
    return [
      this.#datapaths,
      this.#ports,
      this.#multicast,
      this.#snooping,
      this.#portGroups,
      this.#addressSets,
      this.#permissions,
      this.#roles,
      this.#dhcp,
      this.#dhcp6,
    ];
  }

  #dealKeys(limits: KeyLimits): void {
    for (const name of this.#ports.dirtyUnwanted()) {
      const owner = this.#ports.heldRow(name)?.datapath;
      const datapath = owner === undefined ? undefined : this.#datapaths.identityOfRow(owner);
      this.#keys.releasePort(name);
      this.keyProblems.delete(name);
      this.#leftovers.touchPort(name, datapath === undefined ? undefined : this.#keys.datapaths.keyOf(datapath));
    }
    for (const id of this.#datapaths.dirtyUnwanted()) {
      this.#keys.releaseDatapath(id);
      this.keyProblems.delete(id);
    }
    const datapaths = this.#datapaths.dirtyWanted().map(({ wanted }) => wanted);
    // Another northd may have dealt keys while this one was not active.
    for (const { id } of datapaths) {
      const held = this.#datapaths.heldRow(id);
      if (held !== undefined) this.#keys.holdDatapath(id, held.tunnel_key);
    }
    const keysBefore = new Map(datapaths.map(({ id }) => [id, this.#keys.datapaths.keyOf(id)]));
    const datapathDeal = this.#keys.dealDatapaths(datapaths, (id) => this.#datapaths.wanted(id), limits.datapaths);
    for (const { id } of datapaths) this.keyProblems.delete(id);
    for (const id of datapathDeal.moved) this.#datapaths.touch(id);
    const changed = new Set(datapathDeal.moved);
    for (const [id, key] of keysBefore) {
      if (key !== undefined && key !== this.#keys.datapaths.keyOf(id)) changed.add(id);
    }
    // The names of port groups hold the key.
    if (changed.size > 0) this.#portGroups.touchAll(({ datapath }) => changed.has(datapath));
    const ports = this.#ports.dirtyWanted().map(({ wanted }) => wanted);
    for (const { name, datapath } of ports) {
      const held = this.#ports.heldRow(name);
      const owner = held === undefined ? undefined : this.#datapaths.identityOfRow(held.datapath);
      if (held === undefined || owner === undefined) continue;
      this.#keys.holdPort(name, owner, held.tunnel_key);
      if (owner !== datapath) this.#leftovers.touchPort(name, this.#datapaths.heldRow(owner)?.tunnel_key);
    }
    const portDeal = this.#keys.dealPorts(ports, (name) => this.#ports.wanted(name), limits.ports);
    for (const { name } of ports) this.keyProblems.delete(name);
    for (const name of portDeal.moved) this.#ports.touch(name);
    for (const { id, text } of [...datapathDeal.problems, ...portDeal.problems]) this.keyProblems.set(id, text);
  }

  #kindOfHeld(id: string): 'switch' | 'router' | undefined {
    const ids = this.#datapaths.heldRow(id)?.external_ids;
    if (ids === undefined) return undefined;
    return ids.has('logical-switch') ? 'switch' : ids.has('logical-router') ? 'router' : undefined;
  }
}

/** Hands a relation's changes to the table that follows it; a pause may be made after each. */
function* take<O>(
  delta: Delta<O>,
  relation: Relation<O>,
  table: { want(identity: string, wanted: O | undefined): void },
): Generator<undefined, void> {
  const identity = (output: O) => String(relation.identity(output));
  for (const output of delta.deleted) {
    table.want(identity(output), undefined);
    yield;
  }
  for (const [, output] of delta.updated) {
    table.want(identity(output), output);
    yield;
  }
  for (const output of delta.inserted) {
    table.want(identity(output), output);
    yield;
  }
}
