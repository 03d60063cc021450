/** Tunnel keys of datapaths are 1 to this (24 bits, less the range OVN reserves for VXLAN VTEPs): NB_Global options:max_tunid. */
export const DATAPATH_KEY_MAX = 16711680;

/** The same where a chassis has VXLAN encapsulation: 12 bits. */
export const DATAPATH_KEY_MAX_VXLAN = (1 << 12) - 1;

/** Tunnel keys of ports are 1 to this. */
export const PORT_KEY_MAX = (1 << 15) - 1;

/** The same where a chassis has VXLAN encapsulation. */
export const PORT_KEY_MAX_VXLAN = (1 << 11) - 1;

/** First key of a multicast group; groups that need no fixed key are dealt keys from `multicastKeys.first` up. */
export const MULTICAST_KEY_MIN = 32768;
export const MULTICAST_KEY_MAX = 65535;

/** Groups that every datapath may have, with their fixed keys. */
export const multicastGroups = {
  /** All ports. */
  flood: { name: '_MC_flood', key: 32768 },
  /** Ports with the address `unknown`. */
  unknown: { name: '_MC_unknown', key: 32769 },
  /** IP multicast routers' ports. */
  mrouterFlood: { name: '_MC_mrouter_flood', key: 32770 },
  /** Ports that take every multicast packet. */
  static: { name: '_MC_static', key: 32771 },
  /** All ports but those to routers. */
  floodL2: { name: '_MC_flood_l2', key: 32772 },
} as const;

/** Highest priority of a logical flow. */
export const PRIORITY_MAX = 65535;
