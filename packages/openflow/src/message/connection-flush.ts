/** Removal of tracked connections. Before: the controller. After: the wire codec, the switch's connection table. */
/** NXT_CT_FLUSH_ZONE: all connections of a zone. */
export interface FlushZone {
  readonly kind: 'ct_flush_zone';
  readonly zone: number;
}

/** One side of a connection to flush; absent parts match any. Addresses are IPv6, IPv4 ones as mapped. */
export interface ConnectionTuple {
  readonly source?: bigint;
  readonly destination?: bigint;
  readonly sourcePort?: number;
  readonly destinationPort?: number;
  readonly icmpId?: number;
  readonly icmpType?: number;
  readonly icmpCode?: number;
}

/** NXT_CT_FLUSH: connections by tuple. */
export interface FlushConnections {
  readonly kind: 'ct_flush';
  readonly protocol: number;
  /** Absent: all zones. */
  readonly zone?: number;
  readonly original?: ConnectionTuple;
  readonly reply?: ConnectionTuple;
}
