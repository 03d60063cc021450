/**
 * Logical_Flow and Logical_DP_Group: takes the flow sets of the relation apart, merges flows that are equal on several
 * datapaths, and writes what the database does not hold yet. `source` of rows that are right otherwise is left alone, so that
 * taking over from another northd writes nothing.
 */
import type { Uuid } from '#base';
import type { Replica, RowChange, Transaction } from '#ovsdb/client';
import { stageAt } from '#pipeline';
import type { Row } from '#schemas';
import { Logical_DP_Group, Logical_Flow } from '#schemas/southbound';
import type { FlowSet } from '../flows/flow-set.js';
import type { LogicalFlow } from '../flows/logical-flow.js';
import { type DatapathGroup, DatapathGroups } from './datapath-group.js';
import { setDifference } from './equal-column.js';
import { FlowEntries, type FlowEntry } from './flow-entry.js';
import type { Links } from './links.js';
import type { Writing } from './writing.js';

type FlowId = Uuid<'Logical_Flow'>;
type GroupId = Uuid<'Logical_DP_Group'>;

const HINT_LENGTH = 8;

export class LogicalFlows {
  readonly #replica: Replica;
  readonly #links: Links;
  readonly #kindOf: (datapath: string) => 'switch' | 'router' | undefined;
  /** The sets that the entries are made of, by NB row. */
  readonly #sets = new Map<string, FlowSet>();
  readonly #entries = new FlowEntries();
  readonly #groups = new DatapathGroups();
  readonly #entryOfRow = new Map<FlowId, FlowEntry>();
  /** Entries that found their row in this write; another northd may have given it another hint. */
  readonly #adopted = new Set<FlowEntry>();
  /** Rows that no entry stands behind. */
  readonly #strays = new Set<FlowId>();
  #dirty = new Set<FlowEntry>();
  #written = new Set<FlowEntry>();
  /** Rows of groups that have changed, maybe by others, since they were last compared. */
  #dirtyGroups = new Set<GroupId>();
  #comparedGroups: ReadonlySet<GroupId> = new Set();

  constructor(replica: Replica, links: Links, kindOf: (datapath: string) => 'switch' | 'router' | undefined) {
    this.#replica = replica;
    this.#links = links;
    this.#kindOf = kindOf;
  }

  /** States all flows of one NB row; undefined for none. */
  want(row: string, after: FlowSet | undefined): void {
    const before = this.#sets.get(row);
    if (after === undefined) this.#sets.delete(row);
    else this.#sets.set(row, after);
    for (const flow of before?.flows ?? []) {
      const entry = this.#entries.find(flow);
      if (entry === undefined || !entry.flows.delete(flow)) continue;
      this.#dirty.add(entry);
    }
    for (const flow of after?.flows ?? []) {
      const entry = this.#entries.of(flow);
      entry.flows.add(flow);
      this.#dirty.add(entry);
    }
  }

  /** Takes note of what changed in the database. */
  see(changes: readonly RowChange<Row<typeof Logical_Flow>>[]): void {
    for (const { before, after } of changes) {
      if (after === undefined) {
        if (before === undefined) continue;
        this.#strays.delete(before._uuid);
        const entry = this.#entryOfRow.get(before._uuid);
        this.#entryOfRow.delete(before._uuid);
        if (entry === undefined || entry.row !== before._uuid) continue;
        entry.row = undefined;
        this.#dirty.add(entry);
        continue;
      }
      const entry = this.#entryOfRow.get(after._uuid);
      if (entry === undefined) this.#strays.add(after._uuid);
      else if (!this.#written.has(entry)) this.#dirty.add(entry);
    }
  }

  seeGroups(changes: readonly RowChange<Row<typeof Logical_DP_Group>>[]): void {
    for (const { after } of changes) if (after !== undefined) this.#dirtyGroups.add(after._uuid);
  }

  /** Adds what is needed to the transaction. Yields between flows, so that the caller can pause. */
  *write(writing: Writing): Generator<undefined, void> {
    yield* this.#adoptStrays();
    const dirty = this.#dirty;
    this.#dirty = new Set();
    this.#written = dirty;
    const left = new Set<DatapathGroup>();
    const joined = new Map<DatapathGroup, FlowEntry[]>();
    for (const entry of dirty) {
      const members = datapathsOf(entry);
      const group = members.size > 1 ? this.#groups.of(members) : undefined;
      if (entry.group !== group) {
        if (entry.group !== undefined) {
          entry.group.users--;
          left.add(entry.group);
        }
        if (group !== undefined) group.users++;
        entry.group = group;
      }
      if (group !== undefined) {
        const entries = joined.get(group);
        if (entries === undefined) joined.set(group, [entry]);
        else entries.push(entry);
      }
      yield;
    }
    this.#comparedGroups = this.#dirtyGroups;
    this.#dirtyGroups = new Set();
    for (const group of this.#comparedGroups.size === 0 ? [] : this.#groups.all()) {
      if (group.row === undefined || !this.#comparedGroups.has(group.row)) continue;
      if (!joined.has(group)) joined.set(group, []);
    }
    yield* this.#changeGroups(writing, joined, left);
    for (const entry of dirty) {
      this.#writeEntry(writing.transaction, entry);
      yield;
    }
    for (const row of this.#strays) writing.transaction.delete(Logical_Flow, row);
    this.#adopted.clear();
  }

  /** Tells how the transaction ended; what failed is tried again with the next one. */
  settle(outcome: 'done' | 'failed'): void {
    if (outcome === 'failed') {
      for (const row of this.#comparedGroups) this.#dirtyGroups.add(row);
      for (const entry of this.#written) {
        const { row } = entry;
        if (row !== undefined && this.#replica.get(Logical_Flow, row) === undefined) {
          this.#entryOfRow.delete(row);
          entry.row = undefined;
        }
        this.#dirty.add(entry);
      }
      for (const group of this.#groups.all()) {
        if (group.row !== undefined && this.#replica.get(Logical_DP_Group, group.row) === undefined)
          group.row = undefined;
      }
    }
    this.#written = new Set();
  }

  /** The flow of a Logical_Flow row, given by the first digits of its UUID (eight are its OpenFlow cookie). */
  findRow(prefix: string): FlowEntry | undefined {
    for (const [row, entry] of this.#entryOfRow) if (row.startsWith(prefix)) return entry;
    return undefined;
  }

  /** Finds the entries that rows stand for which the database held before, or which another client wrote. */
  *#adoptStrays(): Generator<undefined, void> {
    for (const id of this.#strays) {
      const row = this.#replica.get(Logical_Flow, id);
      const entry = row === undefined ? undefined : this.#entryFor(row);
      if (entry !== undefined && entry.row === undefined) {
        entry.row = id;
        this.#entryOfRow.set(id, entry);
        this.#adopted.add(entry);
        this.#strays.delete(id);
        this.#dirty.add(entry);
      }
      yield;
    }
  }

  #entryFor(row: Row<typeof Logical_Flow>): FlowEntry | undefined {
    const datapath = this.#datapathsOfRow(row)[0];
    const owner = datapath === undefined ? undefined : this.#links.datapathOwner(datapath);
    const kind = owner === undefined ? undefined : this.#kindOf(owner);
    const stage = kind === undefined ? undefined : stageAt(kind, row.pipeline, row.table_id);
    if (stage === undefined) return undefined;
    return this.#entries.find({
      stage,
      priority: row.priority,
      match: row.match,
      actions: row.actions,
      port: row.tags.get('in_out_port'),
      meter: row.controller_meter,
    });
  }

  #datapathsOfRow(row: Row<typeof Logical_Flow>): readonly Uuid<'Datapath_Binding'>[] {
    if (row.logical_datapath !== undefined) return [row.logical_datapath];
    const group = row.logical_dp_group;
    return (group === undefined ? undefined : this.#replica.get(Logical_DP_Group, group)?.datapaths) ?? [];
  }

  /** Gives groups that flows joined a row that nobody needs any more, and sets the members of rows right. */
  *#changeGroups(
    writing: Writing,
    joined: ReadonlyMap<DatapathGroup, readonly FlowEntry[]>,
    left: ReadonlySet<DatapathGroup>,
  ): Generator<undefined, void> {
    for (const group of left) if (group.users === 0) this.#groups.drop(group);
    const taken = new Set<GroupId>();
    for (const group of this.#groups.all()) if (group.row !== undefined) taken.add(group.row);
    for (const [group, entries] of joined) {
      const datapaths = this.#membersOf(group);
      group.row ??= this.#reusableRow(datapaths, entries, taken);
      if (group.row === undefined) continue;
      taken.add(group.row);
      const held = this.#replica.get(Logical_DP_Group, group.row);
      if (held === undefined) {
        group.row = undefined;
        continue;
      }
      const { transaction } = writing;
      const { added, removed } = setDifference(held.datapaths, datapaths);
      if (added.length > 0) transaction.mutate(Logical_DP_Group, held._uuid, 'datapaths', 'insert', added);
      if (removed.length > 0) transaction.mutate(Logical_DP_Group, held._uuid, 'datapaths', 'delete', removed);
      yield;
    }
  }

  #membersOf(group: DatapathGroup): Uuid<'Datapath_Binding'>[] {
    return [...group.members].map((id) => this.#links.datapath(id)).filter((id) => id !== undefined);
  }

  /** A row that the flows refer to already and no other group has: best one with the right content. */
  #reusableRow(
    datapaths: readonly string[],
    entries: readonly FlowEntry[],
    taken: ReadonlySet<GroupId>,
  ): GroupId | undefined {
    let best: { id: GroupId; distance: number } | undefined;
    const seen = new Set<GroupId>();
    for (const { row } of entries) {
      const id = row === undefined ? undefined : this.#replica.get(Logical_Flow, row)?.logical_dp_group;
      if (id === undefined || seen.has(id)) continue;
      seen.add(id);
      const held = this.#replica.get(Logical_DP_Group, id);
      if (held === undefined || taken.has(id)) continue;
      const { added, removed } = setDifference<string>(held.datapaths, datapaths);
      const distance = added.length + removed.length;
      if (best === undefined || distance < best.distance) best = { id, distance };
    }
    return best?.id;
  }

  #writeEntry(transaction: Transaction, entry: FlowEntry): void {
    const first = firstOf(entry.flows);
    const held = entry.row === undefined ? undefined : this.#replica.get(Logical_Flow, entry.row);
    const datapath = first === undefined ? undefined : this.#links.datapath(first.datapath);
    if (first === undefined || datapath === undefined) {
      if (entry.row !== undefined) {
        if (held !== undefined) transaction.delete(Logical_Flow, held._uuid);
        this.#entryOfRow.delete(entry.row);
        entry.row = undefined;
      }
      if (first === undefined) this.#entries.drop(entry);
      return;
    }
    // A new group goes with the first flow that refers to it: the database drops a group without any.
    if (entry.group !== undefined) {
      entry.group.row ??= transaction.insert(Logical_DP_Group, { datapaths: this.#membersOf(entry.group) });
    }
    const group = entry.group?.row;
    const place = { logical_datapath: group === undefined ? datapath : undefined, logical_dp_group: group };
    if (held === undefined) {
      const { stage, priority, match, actions, port, meter } = entry;
      const row = transaction.insert(Logical_Flow, {
        ...place,
        pipeline: stage.pipeline,
        table_id: stage.table,
        priority,
        match,
        actions,
        tags: port === undefined ? new Map() : new Map([['in_out_port', port]]),
        controller_meter: meter,
        external_ids: externalIds(entry, first),
      });
      entry.row = row;
      this.#entryOfRow.set(row, entry);
      return;
    }
    if (held.logical_datapath !== place.logical_datapath || held.logical_dp_group !== group) {
      transaction.update(Logical_Flow, held._uuid, place);
    }
    this.#repair(transaction, entry, first, held);
  }

  /** Sets right what others changed, and the hint of a flow that is made for another row now. */
  #repair(transaction: Transaction, entry: FlowEntry, first: LogicalFlow, held: Row<typeof Logical_Flow>): void {
    const { stage, priority, match, actions, port, meter } = entry;
    const isRight =
      held.pipeline === stage.pipeline &&
      held.table_id === stage.table &&
      held.priority === priority &&
      held.match === match &&
      held.actions === actions &&
      held.tags.get('in_out_port') === port &&
      held.controller_meter === meter;
    if (!isRight) {
      const tags = port === undefined ? new Map<string, string>() : new Map([['in_out_port', port]]);
      const content = { pipeline: stage.pipeline, table_id: stage.table, priority, match, actions };
      transaction.update(Logical_Flow, held._uuid, { ...content, tags, controller_meter: meter });
    }
    const ids = externalIds(entry, first);
    const isHinted =
      entry.flows.size > 1 || this.#adopted.has(entry) || held.external_ids.get('stage-hint') === ids.get('stage-hint');
    if (!isHinted || held.external_ids.get('stage-name') !== stage.name) {
      transaction.update(Logical_Flow, held._uuid, { external_ids: ids });
    }
  }
}

function datapathsOf(entry: FlowEntry): ReadonlySet<string> {
  const datapaths = new Set<string>();
  for (const flow of entry.flows) datapaths.add(flow.datapath);
  return datapaths;
}

function firstOf<E>(elements: Iterable<E>): E | undefined {
  for (const element of elements) return element;
  return undefined;
}

function externalIds(entry: FlowEntry, { source, hint }: LogicalFlow): ReadonlyMap<string, string> {
  const ids = new Map([['source', source]]);
  if (hint !== undefined) ids.set('stage-hint', hint.slice(0, HINT_LENGTH));
  return ids.set('stage-name', entry.stage.name);
}
