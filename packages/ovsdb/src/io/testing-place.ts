/** Where servers and clients of a test meet: a directory for their sockets. All is put away when the test is over. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Listener, listen } from '#ovsdb/jsonrpc';
import type { Service } from '#ovsdb/server';

export class TestPlace {
  readonly #cleanups: (() => unknown)[] = [];

  /** Has `cleanup` done when the test is over, before what was asked for earlier. */
  later(cleanup: () => unknown): void {
    this.#cleanups.push(cleanup);
  }

  directory(): string {
    const directory = mkdtempSync(join(tmpdir(), 'h'));
    this.later(() => rmSync(directory, { recursive: true }));
    return directory;
  }

  /** Listens for a service's clients; `close` hangs up on all of them. */
  async listen(service: Service, path: string, isReadOnly = false): Promise<Listener> {
    const listener = await listen(`punix:${path}`, (connection) =>
      service.accept(connection, { probeMs: 0, isReadOnly }),
    );
    this.later(() => listener.close());
    return listener;
  }

  async clear(): Promise<void> {
    for (const cleanup of this.#cleanups.splice(0).reverse()) await cleanup();
  }
}

export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
}
