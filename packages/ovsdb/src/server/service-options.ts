/** What a service and its connections are opened with. */
import type { Clock } from '#base';
import type { DatabaseSchema } from '#ovsdb/notation';
import type { Database } from './database.js';
import type { Store } from './store.js';

export interface ServiceLog {
  info(text: string): void;
  warn(text: string): void;
  error(text: string): void;
}

export interface ServiceOptions {
  readonly clock: Clock;
  /** A fresh random uuid. */
  readonly newId: () => string;
  readonly log: ServiceLog;
  /** What a client may leave untaken before it is dropped. */
  readonly maxBacklogBytes: number;
  /** What the unread messages of all clients and what they leave untaken may take together; no limit by default. */
  readonly maxClientBytes?: number;
  /** How many the process may use (attention.ts); 1 by default. */
  readonly processors?: number;
  /**
   * Puts a database under another schema, in its store too, and closes the store it had. Throws `OvsdbError` and changes
   * nothing when its rows do not fit.
   */
  readonly convert?: (
    database: Database,
    schema: DatabaseSchema,
  ) => { readonly database: Database; readonly store: Store };
}

export interface ConnectionOptions {
  readonly probeMs: number;
  readonly isReadOnly: boolean;
  readonly role?: string;
  /** Called once, when the session has ended. */
  readonly onClosed?: () => void;
}
