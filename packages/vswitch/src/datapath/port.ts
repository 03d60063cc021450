/** What the datapath needs to know of a port. Before: port/ makes them. After: operations name them. */

/** A place where frames leave the switch. */
export interface DatapathPort {
  /** Unique among all ports of the process; 0 is none. */
  readonly number: number;
  readonly name: string;
  /** Takes the frame over synchronously: `bytes` may change once this returns. */
  send(bytes: Uint8Array): void;
}
