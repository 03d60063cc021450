/** What `ovsdb-tool show-log` prints of the file of a cluster member, in the C tool's words. */
import { type JsonObject, parseSchema } from '#ovsdb/notation';
import { prepareCommit } from './commit.js';
import type { Database } from './database.js';
import { schemaText, transactionText, type Verbosity } from './past-text.js';
import {
  type ClusterData,
  type ClusterHeader,
  type ClusterRecord,
  readClusterHeader,
  readClusterRecord,
} from './store/cluster-log.js';
import { readTransactionRecord } from './store/ovsdb-log.js';

export interface ClusterLogOptions {
  readonly verbosity: Verbosity;
  /** An empty database with a schema, to follow the rows in. */
  newDatabase(schema: ReturnType<typeof parseSchema>): Database;
}

/** A text for each record, in turn. `path`: as messages name it. Throws `OvsdbError`, `StoreError`. */
export function* clusterLogText(
  path: string,
  records: Iterable<JsonObject>,
  options: ClusterLogOptions,
): Iterable<string> {
  const follower = new Follower(path, options);
  let count = 0;
  for (const record of records) {
    const number = count++;
    yield `record ${number}:\n`;
    yield number === 0
      ? headerText(readClusterHeader(record), follower)
      : recordText(readClusterRecord(record), follower);
  }
}

function headerText(header: ClusterHeader, follower: Follower): string {
  const data = header.snapshot?.data;
  return linesText(headerLines(header)) + (data === undefined ? '\n' : follower.follow(data, 'prev_schema'));
}

function recordText(record: ClusterRecord, follower: Follower): string {
  const { data } = record;
  return linesText(recordLines(record)) + (data === undefined ? '\n' : follower.follow(data, 'schema'));
}

function linesText(lines: readonly string[]): string {
  return lines.map((line) => ` ${line}\n`).join('');
}

function headerLines(header: ClusterHeader): string[] {
  const { name, localAddress, serverId, clusterId, remoteAddresses, snapshot } = header;
  return [
    // The quotes are the C tool's.
    `name: "${name}'`,
    `local address: "${localAddress}"`,
    `server_id: ${short(serverId)}`,
    ...(clusterId === undefined ? [] : [`cluster_id: ${short(clusterId)}`]),
    ...(remoteAddresses.length === 0 ? [] : [`remote_addresses: ${remoteAddresses.join(' ')}`]),
    ...(snapshot === undefined
      ? []
      : [
          `prev_index: ${snapshot.index}`,
          `prev_term: ${snapshot.term}`,
          `prev_servers: ${serversText(snapshot.servers)}`,
          `prev_eid: ${short(snapshot.entryId)}`,
        ]),
  ];
}

function recordLines(record: ClusterRecord): string[] {
  const { comment, note, term, vote, leader, index, commitIndex, servers, entryId } = record;
  return [
    ...(comment === undefined ? [] : [`comment: "${comment}"`]),
    ...(note === undefined ? [] : [`note: "${note}"`]),
    ...(commitIndex === undefined ? [] : [`commit_index: ${commitIndex}`]),
    ...(term === undefined ? [] : [`term: ${term}`]),
    ...(vote === undefined ? [] : [`vote: ${short(vote)}`]),
    ...(leader === undefined ? [] : [`leader: ${short(leader)}`]),
    ...(index === undefined ? [] : [`index: ${index}`]),
    ...(servers === undefined ? [] : [`servers: ${serversText(servers)}`]),
    ...(entryId === undefined ? [] : [`eid: ${short(entryId)}`]),
  ];
}

function short(id: string): string {
  return id.slice(0, 4);
}

function serversText(servers: ReadonlyMap<string, string>): string {
  const sorted = [...servers].sort(([a], [b]) => (a < b ? -1 : 1));
  return sorted.map(([id, address]) => `${short(id)}("${address}")`).join(', ');
}

/** Knows the rows as of each record, so that changed ones have their names. */
class Follower {
  readonly #path: string;
  readonly #options: ClusterLogOptions;
  #database: Database | undefined;

  constructor(path: string, options: ClusterLogOptions) {
    this.#path = path;
    this.#options = options;
  }

  /** What an entry did; an empty line behind it, which a bare transaction lacks. */
  follow({ schema: json, transaction }: ClusterData, label: string): string {
    let text = '';
    if (json !== undefined) {
      const schema = parseSchema(json);
      this.#database = this.#options.newDatabase(schema);
      text += ` ${label}: ${schemaText(schema)}\n`;
    }
    const database = this.#database;
    if (transaction === undefined || database === undefined) return `${text}\n`;
    const { verbosity } = this.#options;
    const { overlay, time, comment } = readTransactionRecord(this.#path, database, transaction);
    const numbers = { nextRow: () => database.nextRow++, version: database.nextVersion };
    const commit = prepareCommit(overlay, database.tables, numbers);
    if (commit !== undefined) database.apply(commit, String(database.nextVersion));
    return text + transactionText(time, comment, commit?.changes ?? [], verbosity) + (verbosity === 0 ? '' : '\n');
  }
}
