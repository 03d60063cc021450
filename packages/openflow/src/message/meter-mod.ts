/** Meters: rates that packets may have. Before: the controller or `ofctl`. After: the wire codec, the switch's meters. */
export const meters = { max: 0xffff0000, slowpath: 0xfffffffd, controller: 0xfffffffe, all: 0xffffffff } as const;

export const meterFlags = { kbps: 1, pktps: 2, burst: 4, stats: 8 } as const;

export type MeterBand =
  | { readonly type: 'drop'; readonly rate: number; readonly burst: number }
  | { readonly type: 'dscp_remark'; readonly rate: number; readonly burst: number; readonly precedence: number };

export interface MeterMod {
  readonly kind: 'meter_mod';
  readonly command: 'add' | 'modify' | 'delete';
  readonly meter: number;
  /** meterFlags. */
  readonly flags: number;
  readonly bands: readonly MeterBand[];
}

export interface MeterConfig {
  readonly meter: number;
  readonly flags: number;
  readonly bands: readonly MeterBand[];
}

export interface MeterStats {
  readonly meter: number;
  readonly flowCount: number;
  readonly packetsIn: bigint;
  readonly bytesIn: bigint;
  readonly durationSeconds: number;
  readonly durationNanoseconds: number;
  readonly bands: readonly { readonly packets: bigint; readonly bytes: bigint }[];
}

export interface MeterFeatures {
  readonly maxMeters: number;
  /** Bits 1 << band type. */
  readonly bandTypes: number;
  readonly capabilities: number;
  readonly maxBands: number;
  readonly maxColors: number;
}
