/** The remotes that command line and run-time commands name: addresses, and columns that hold addresses. */
import { messageOf } from '#base';
import { RemoteError } from '#ovsdb/jsonrpc';
import type { ConfiguredRemotes, Remotes } from '#ovsdb/server';

export class RemoteList {
  readonly #remotes: Remotes;
  readonly #configured: ConfiguredRemotes;
  readonly #names = new Set<string>();

  constructor(remotes: Remotes, configured: ConfiguredRemotes) {
    this.#remotes = remotes;
    this.#configured = configured;
  }

  /** As they were added, sorted; not those that columns hold. */
  names(): string[] {
    return [...this.#names].sort();
  }

  /** Nothing happens when it is there. Rejects with a message that names the remote. */
  async add(remote: string): Promise<void> {
    if (this.#names.has(remote)) return;
    if (isConfigured(remote)) await this.#configured.add(remote);
    else await this.#listen(remote);
    this.#names.add(remote);
  }

  async remove(remote: string): Promise<void> {
    if (!this.#names.delete(remote)) throw new Error('no such remote');
    await (isConfigured(remote) ? this.#configured : this.#remotes).remove(remote);
  }

  /** Drops all clients; they come back. */
  reconnect(): void {
    this.#remotes.reconnect();
  }

  async #listen(remote: string): Promise<void> {
    try {
      await this.#remotes.add(remote);
    } catch (error) {
      throw error instanceof RemoteError ? error : new Error(`${remote}: listen failed (${messageOf(error)})`);
    }
  }
}

/** True for a remote that stands in a database: `db:DATABASE,TABLE,COLUMN`. */
export function isConfigured(remote: string): boolean {
  return remote.startsWith('db:');
}
