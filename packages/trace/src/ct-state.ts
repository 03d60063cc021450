/** Bits of ct_state (ovs-fields(7)). */
export const CT = { new: 1, est: 2, rel: 4, rpl: 8, inv: 16, trk: 32, snat: 64, dnat: 128 } as const;
