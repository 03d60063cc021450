/**
 * Nicira's table of tunnel options: which Geneve option is which tun_metadata field. Before: the controller. After: the wire codec,
 * the switch's tunnels.
 */
export interface TlvMapping {
  readonly optionClass: number;
  readonly optionType: number;
  /** Bytes of the option's data: a multiple of 4 up to 124. */
  readonly optionLength: number;
  /** N of tun_metadataN. */
  readonly index: number;
}

export interface TlvTableMod {
  readonly kind: 'tlv_table_mod';
  readonly command: 'add' | 'delete' | 'clear';
  readonly mappings: readonly TlvMapping[];
}

export interface TlvTable {
  /** Bytes of option data for all fields together. */
  readonly maxSpace: number;
  readonly maxFields: number;
  readonly mappings: readonly TlvMapping[];
}
