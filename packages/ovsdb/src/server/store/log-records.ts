/**
 * The frame of ovsdb-server's files (ovsdb(5), "Description"): records of JSON, each behind a line with its length and SHA-1.
 * What stands in them: ovsdb-log.ts for standalone databases, cluster-log.ts for members of a cluster.
 */
import { createHash } from 'node:crypto';
import { messageOf } from '#base';
import { isJsonObject, type Json, type JsonObject, parseJson } from '#ovsdb/notation';
import { StoreError } from './store-error.js';

export type LogKind = 'standalone' | 'clustered';

const HEADER = /^OVSDB (JSON|CLUSTER) (\d+) ([0-9a-f]{40})$/;

const NOT_OF_OVSDB_SERVER =
  'is a database of this program already: make a file of ovsdb-server of it with "ovsdb-tool export DB LOG"';

/** What kind of file begins like this; undefined when it is none of ovsdb-server's. */
export function logKindOf(start: string): LogKind | undefined {
  if (start.startsWith('OVSDB JSON ')) return 'standalone';
  return start.startsWith('OVSDB CLUSTER ') ? 'clustered' : undefined;
}

/**
 * The records of a file, in turn. Throws `StoreError`, with the C tools' words for a file of another kind; also where the last
 * one is cut short: a crash leaves it so, but so does half of a copy, whose last record may be all there is. `path`: as
 * messages name it.
 */
export function* logRecords(path: string, bytes: Buffer, kind: LogKind): Iterable<JsonObject> {
  const failed = (why: string) => new StoreError('store-format', `${path}: ${why}`, { path });
  if (bytes.length === 0) throw failed('cannot identify file type');
  for (let at = 0; at < bytes.length; ) {
    const lineEnd = bytes.indexOf('\n', at);
    const line = bytes.toString('latin1', at, lineEnd < 0 ? bytes.length : lineEnd);
    const [, magic = '', length = '0', hash = ''] = HEADER.exec(line) ?? [];
    const isCut = lineEnd < 0 && 'OVSDB '.startsWith(line.slice(0, 6));
    if (magic === '' && !(isCut && at > 0)) {
      if (at === 0 && line.startsWith('SQLite format 3')) throw failed(NOT_OF_OVSDB_SERVER);
      if (at === 0) throw failed('unexpected file format');
      throw failed(`parse error at offset ${at} in header line "${line.slice(0, 80)}"`);
    }
    if (magic !== '' && logKindOf(line) !== kind) {
      throw failed(`cannot apply this operation to ${kind === 'clustered' ? 'standalone' : 'clustered'} database file`);
    }
    const start = lineEnd + 1;
    const record = bytes.subarray(start, start + Number(length));
    if (lineEnd < 0 || record.length < Number(length)) {
      if (at === 0) throw failed('its first record is cut short');
      const cure = `take a whole one, or, where a crash left it so, cut that off with "truncate -s ${at}"`;
      throw failed(`its last record, at offset ${at}, is cut short: ${cure}`);
    }
    if (createHash('sha1').update(record).digest('hex') !== hash) {
      throw failed(`record at offset ${at} is damaged: its checksum is wrong`);
    }
    yield objectOf(record.toString('utf8'), (why) => failed(`record at offset ${at} is ${why}`));
    at = start + record.length;
  }
}

/** `failed`: makes the error that says what the text is. */
function objectOf(text: string, failed: (why: string) => StoreError): JsonObject {
  let json: Json;
  try {
    json = parseJson(text);
  } catch (error) {
    throw failed(`no JSON (${messageOf(error)})`);
  }
  if (!isJsonObject(json)) throw failed('no JSON object');
  return json;
}
