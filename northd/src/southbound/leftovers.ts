/**
 * Rows that controllers write and that must go with a port or datapath: MAC_Binding holds its datapath fast, FDB names keys
 * that will be dealt again.
 */
import type { Uuid } from '#base';
import type { Replica, RowChange, Transaction } from '#ovsdb/client';
import type { Row } from '#schemas';
import { FDB, MAC_Binding } from '#schemas/southbound';
import type { Links } from './links.js';

export class Leftovers {
  readonly #replica: Replica;
  readonly #links: Links;
  /** MAC_Binding rows by logical port, FDB rows by datapath key. */
  readonly #bindings = new Map<string, Set<Uuid<'MAC_Binding'>>>();
  readonly #stations = new Map<number, Set<Uuid<'FDB'>>>();
  #dirtyPorts = new Set<string>();
  #dirtyKeys = new Set<number>();

  constructor(replica: Replica, links: Links) {
    this.#replica = replica;
    this.#links = links;
  }

  seeBindings(changes: readonly RowChange<Row<typeof MAC_Binding>>[]): void {
    for (const { before, after } of changes) {
      if (before !== undefined) this.#bindings.get(before.logical_port)?.delete(before._uuid);
      if (after === undefined) continue;
      file(this.#bindings, after.logical_port, after._uuid);
      this.#dirtyPorts.add(after.logical_port);
    }
  }

  seeStations(changes: readonly RowChange<Row<typeof FDB>>[]): void {
    for (const { before, after } of changes) {
      if (before !== undefined) this.#stations.get(before.dp_key)?.delete(before._uuid);
      if (after === undefined) continue;
      file(this.#stations, after.dp_key, after._uuid);
      this.#dirtyKeys.add(after.dp_key);
    }
  }

  /** A port is gone, or is another now. */
  touchPort(name: string, datapathKey: number | undefined): void {
    this.#dirtyPorts.add(name);
    if (datapathKey !== undefined) this.#dirtyKeys.add(datapathKey);
  }

  /** Deletes what belongs to no port. `portOwner` gives the logical datapath of a port, `hasPortKey` tells of live keys. */
  write(
    transaction: Transaction,
    portOwner: (name: string) => string | undefined,
    hasPortKey: (datapath: string, key: number) => boolean,
  ): void {
    for (const port of this.#dirtyPorts) {
      const owner = portOwner(port);
      for (const id of this.#bindings.get(port) ?? []) {
        const row = this.#replica.get(MAC_Binding, id);
        if (row === undefined) continue;
        if (owner === undefined || this.#links.datapath(owner) !== row.datapath) transaction.delete(MAC_Binding, id);
      }
    }
    for (const key of this.#dirtyKeys) {
      const owner = this.#links.datapathWithKey(key);
      for (const id of this.#stations.get(key) ?? []) {
        const row = this.#replica.get(FDB, id);
        if (row === undefined) continue;
        if (owner === undefined || !hasPortKey(owner, row.port_key)) transaction.delete(FDB, id);
      }
    }
    this.#dirtyPorts = new Set();
    this.#dirtyKeys = new Set();
  }
}

function file<K, V>(index: Map<K, Set<V>>, key: K, value: V): void {
  const values = index.get(key);
  if (values === undefined) index.set(key, new Set([value]));
  else values.add(value);
}
