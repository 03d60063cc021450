/** Flow tables as messages describe them. Before: the switch. After: the wire codec, `ofctl dump-tables`. */
export interface TableStats {
  readonly table: number;
  readonly name: string;
  readonly active: number;
  readonly maxEntries: number;
  readonly lookups: bigint;
  readonly matched: bigint;
}

export interface AggregateStats {
  readonly packets: bigint;
  readonly bytes: bigint;
  readonly flows: number;
}
