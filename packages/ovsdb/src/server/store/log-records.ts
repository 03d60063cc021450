/**
 * The frame of ovsdb-server's files (ovsdb(5), "Description"): records of JSON, each behind a line with its length and SHA-1.
 * What stands in them: ovsdb-log.ts for standalone databases, cluster-log.ts for members of a cluster.
 */
import { createHash } from 'node:crypto';
import { isJsonObject, type JsonObject, parseJson } from '#ovsdb/notation';
import { StoreError } from './store-error.js';

export type LogKind = 'standalone' | 'clustered';

const HEADER = /^OVSDB (JSON|CLUSTER) (\d+) ([0-9a-f]{40})$/;

/** What kind of file begins like this; undefined when it is none of ovsdb-server's. */
export function logKindOf(start: string): LogKind | undefined {
  if (start.startsWith('OVSDB JSON ')) return 'standalone';
  return start.startsWith('OVSDB CLUSTER ') ? 'clustered' : undefined;
}

/**
 * The records of a file, in turn. A last one that is cut short, as a crash leaves it, is left out. Throws `StoreError`, with
 * the C tools' words for a file of another kind. `path`: as messages name it.
 */
export function* logRecords(path: string, bytes: Buffer, kind: LogKind): Iterable<JsonObject> {
  const failed = (why: string) => new StoreError('store-format', `${path}: ${why}`, { path });
  if (bytes.length === 0) throw failed('cannot identify file type');
  for (let at = 0; at < bytes.length; ) {
    const lineEnd = bytes.indexOf('\n', at);
    const line = bytes.toString('latin1', at, lineEnd < 0 ? bytes.length : lineEnd);
    const [, magic = '', length = '0', hash = ''] = HEADER.exec(line) ?? [];
    if (magic === '') {
      if (at === 0) throw failed('unexpected file format');
      if (lineEnd < 0 && 'OVSDB '.startsWith(line.slice(0, 6))) return;
      throw failed(`parse error at offset ${at} in header line "${line.slice(0, 80)}"`);
    }
    if (logKindOf(line) !== kind) {
      throw failed(`cannot apply this operation to ${kind === 'clustered' ? 'standalone' : 'clustered'} database file`);
    }
    const start = lineEnd + 1;
    const record = bytes.subarray(start, start + Number(length));
    if (record.length < Number(length)) {
      if (at === 0) throw failed('its first record is cut short');
      return;
    }
    if (createHash('sha1').update(record).digest('hex') !== hash) {
      throw failed(`record at offset ${at} is damaged: its checksum is wrong`);
    }
    const json = parseJson(record.toString('utf8'));
    if (!isJsonObject(json)) throw failed(`record at offset ${at} is no JSON object`);
    yield json;
    at = start + record.length;
  }
}
