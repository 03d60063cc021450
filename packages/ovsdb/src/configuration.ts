/**
 * What is served and where, and after which server, as run-time commands have left it. A server that dies under `--monitor` comes back with it;
 * one that is started by hand begins with its command line.
 */
import type { KeptText } from '#daemon';
import { isJsonArray, isJsonObject, type Json, parseJson, stringifyJson } from '#ovsdb/notation';
import { DEFAULT_SYNC, type SyncSettings } from './replication/index.js';

export interface ServerConfiguration {
  /** Files and relays, as `add-db` takes them. */
  readonly databases: readonly string[];
  /** As `add-remote` takes them. */
  readonly remotes: readonly string[];
  readonly sync: SyncSettings;
}

export class Configuration {
  readonly #kept: Pick<KeptText, 'read' | 'write'>;

  constructor(kept: Pick<KeptText, 'read' | 'write'>) {
    this.#kept = kept;
  }

  /** Undefined when no run-time command has changed anything. */
  read(): ServerConfiguration | undefined {
    const text = this.#kept.read();
    if (text === undefined) return undefined;
    const json = parseJson(text);
    if (!isJsonObject(json)) return undefined;
    return { databases: words(json['databases']), remotes: words(json['remotes']), sync: syncOf(json['sync']) };
  }

  write({ databases, remotes, sync }: ServerConfiguration): void {
    const { server, excluded, role } = sync;
    const kept = { ...(server === undefined ? {} : { server }), excluded, role };
    this.#kept.write(stringifyJson({ databases, remotes, sync: kept }));
  }
}

function syncOf(json: Json | undefined): SyncSettings {
  if (json === undefined || !isJsonObject(json)) return DEFAULT_SYNC;
  const { server, excluded, role } = json;
  return {
    server: typeof server === 'string' ? server : undefined,
    excluded: typeof excluded === 'string' ? excluded : '',
    role: role === 'backup' ? 'backup' : 'active',
  };
}

function words(json: Json | undefined): string[] {
  return json !== undefined && isJsonArray(json) ? json.map(String) : [];
}
