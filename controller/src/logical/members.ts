/**
 * The sets that logical flows name, as their flows need them: with what came and went since the version before. Before:
 * Address_Set and Port_Group rows. After: compile-flow, which has a row for each member where it can.
 */
import type { Uuid } from '#base';
import { Elements, equalDeep, query, type Read } from '#incremental';
import { AddressMembers } from '#logical';
import type { DatapathFacts } from '../local/datapath.js';
import { addressSet, portGroup, portKey } from './names.js';

/** Members of `$name`; undefined when there is no such set. */
export const addressMembers = query(
  'addressMembers',
  (read, name: string, before: AddressMembers | undefined): AddressMembers | undefined => {
    const addresses = addressSet(read, name);
    return addresses === undefined ? undefined : AddressMembers.of(addresses, before);
  },
);

/** What a match with placeholders depends on: undefined when members have to be named. */
const addressShape = query(
  'addressShape',
  (read, name: string): { readonly bits: number } | undefined => {
    const members = read(addressMembers, name);
    return members?.isSpreadable === true ? { bits: members.bits } : undefined;
  },
  equalDeep,
);

/** The keys of the ports of a group that this host has in a datapath. */
interface PortKeys {
  readonly known: ReadonlySet<number>;
  readonly keys: Elements<number>;
}

const portKeys = query('portKeys', (read, of: string, before: PortKeys | undefined): PortKeys => {
  const { datapath, key, name } = groupOf(of);
  const known = new Set<number>();
  for (const port of portGroup(read, key, name) ?? []) {
    const number = portKey(read, datapath, port);
    if (number !== undefined) known.add(number);
  }
  if (before === undefined) return { known, keys: Elements.of(known) };
  const added = [...known].filter((number) => !before.known.has(number));
  const removed = [...before.known].filter((number) => !known.has(number));
  if (added.length === 0 && removed.length === 0) return before;
  return { known, keys: before.keys.next(added, removed) };
});

const isBigGroup = query('isBigGroup', (read, of: string): boolean => read(portKeys, of).known.size >= 2);

// Queries have one key: the parts of theirs are joined, and taken apart again.

function groupKey(datapath: DatapathFacts, name: string): string {
  return `${datapath.id} ${datapath.key} ${name}`;
}

function groupOf(text: string) {
  const [id = '', key, name = ''] = text.split(' ');
  const datapath = id as Uuid<'Datapath_Binding'>; // as groupKey wrote it
  return { datapath, key: Number(key), name };
}

/** Shall placeholders stand for the members of `$name` or `@name`? */
export function shapeOf(read: Read, datapath: DatapathFacts, set: string): { readonly bits: number } | undefined {
  const name = set.slice(1);
  if (set.startsWith('$')) return read(addressShape, name);
  return read(isBigGroup, groupKey(datapath, name)) ? { bits: 0 } : undefined;
}

/** The ports that flows of `@name` are for. */
export function portElements(read: Read, datapath: DatapathFacts, name: string): Elements<number> {
  return read(portKeys, groupKey(datapath, name)).keys;
}
