/** The tunnel keys of all datapaths and ports: taken from the southbound rows at first, dealt by allocate/ from then on. */
import { KeyPool } from '../allocate/key-pool.js';
import { dealKeys, type KeyWish } from '../allocate/tunnel-keys.js';
import type { DatapathRow } from './datapath-binding.js';
import type { PortRow } from './port-binding.js';

/** Highest keys that can be dealt. */
export interface KeyLimits {
  readonly datapaths: number;
  readonly ports: number;
}

/** What dealing changed besides the rows that asked. */
export interface Redealt {
  /** Identities whose key changed because another row asked for it. */
  readonly moved: readonly string[];
  readonly problems: readonly { readonly id: string; readonly text: string }[];
}

export class TunnelKeys {
  readonly datapaths = new KeyPool();
  readonly #ports = new Map<string, KeyPool>();
  readonly #datapathOfPort = new Map<string, string>();

  /** Notes a key that a held row has; a key that is taken already is left for dealing. */
  holdDatapath(id: string, key: number): void {
    if (this.datapaths.keyOf(id) === undefined && this.datapaths.ownerOf(key) === undefined)
      this.datapaths.take(id, key);
  }

  holdPort(name: string, datapath: string, key: number): void {
    const pool = this.#poolOf(datapath);
    if (this.portKey(name) !== undefined || pool.ownerOf(key) !== undefined) return;
    pool.take(name, key);
    this.#datapathOfPort.set(name, datapath);
  }

  portKey(name: string): number | undefined {
    const datapath = this.#datapathOfPort.get(name);
    return datapath === undefined ? undefined : this.#ports.get(datapath)?.keyOf(name);
  }

  hasPortKey(datapath: string, key: number): boolean {
    return this.#ports.get(datapath)?.ownerOf(key) !== undefined;
  }

  releaseDatapath(id: string): void {
    this.datapaths.release(id);
    if (this.#ports.get(id)?.isEmpty === true) this.#ports.delete(id);
  }

  releasePort(name: string): void {
    const datapath = this.#datapathOfPort.get(name);
    if (datapath === undefined) return;
    this.#ports.get(datapath)?.release(name);
    this.#datapathOfPort.delete(name);
  }

  dealDatapaths(rows: readonly DatapathRow[], rowOf: (id: string) => DatapathRow | undefined, max: number): Redealt {
    return dealKeys(this.datapaths, rows.map(datapathWish), (id) => ifDefined(rowOf(id), datapathWish), max);
  }

  /** Deals keys to ports of any datapaths. A port that changed its datapath gives its old key back. */
  dealPorts(rows: readonly PortRow[], rowOf: (name: string) => PortRow | undefined, max: number): Redealt {
    const byDatapath = new Map<string, PortRow[]>();
    for (const row of rows) {
      if (this.#datapathOfPort.get(row.name) !== row.datapath) this.releasePort(row.name);
      this.#datapathOfPort.set(row.name, row.datapath);
      const group = byDatapath.get(row.datapath);
      if (group === undefined) byDatapath.set(row.datapath, [row]);
      else group.push(row);
    }
    const deals = [...byDatapath].map(([datapath, ports]) =>
      dealKeys(this.#poolOf(datapath), ports.map(portWish), (name) => ifDefined(rowOf(name), portWish), max),
    );
    return { moved: deals.flatMap(({ moved }) => moved), problems: deals.flatMap(({ problems }) => problems) };
  }

  #poolOf(datapath: string): KeyPool {
    let pool = this.#ports.get(datapath);
    if (pool === undefined) {
      pool = new KeyPool();
      this.#ports.set(datapath, pool);
    }
    return pool;
  }
}

function datapathWish({ id, name, requestedKey }: DatapathRow): KeyWish {
  return { id, name, requested: requestedKey };
}

function portWish({ name, requestedKey }: PortRow): KeyWish {
  return { id: name, name, requested: requestedKey };
}

function ifDefined<T, V>(value: T | undefined, map: (value: T) => V): V | undefined {
  return value === undefined ? undefined : map(value);
}
