/**
 * What a logical flow does to a packet, as a list (ovn-sb(5), Logical_Flow, "actions"). Before: the action parser. After:
 * format (canonical text), encode (OpenFlow), trace. An empty list drops.
 */
import type { IntegerConstant } from '../expr/constant.js';
import type { OvnFieldSymbol, SymbolBits } from '../expr/symbol.js';

export type PipelineName = 'ingress' | 'egress';

/** Actions that are a word, with nothing to say about how. */
export type PlainVerb =
  | 'output'
  | 'ip.ttl--'
  | 'ct_next'
  | 'ct_clear'
  | 'ct_commit_nat'
  | 'ct_snat_to_vip'
  | 'igmp'
  | 'handle_dhcpv6_reply'
  | 'handle_bfd_msg';

/** Actions on a packet made from the current one; `clone` works on a copy in the switch, the others in the controller. */
export type NestedVerb =
  | 'clone'
  | 'arp'
  | 'nd_ns'
  | 'nd_na'
  | 'nd_na_router'
  | 'icmp4'
  | 'icmp4_error'
  | 'icmp6'
  | 'icmp6_error'
  | 'tcp_reset'
  | 'sctp_abort'
  | 'reject';

export type NatVerb = 'ct_dnat' | 'ct_snat' | 'ct_dnat_in_czone' | 'ct_snat_in_czone';

/** Checks that OpenFlow tables filled by the controller answer with one bit. */
export type CheckVerb =
  | 'chk_lb_hairpin'
  | 'chk_lb_hairpin_reply'
  | 'check_in_port_sec'
  | 'check_out_port_sec'
  | 'chk_ecmp_nh_mac'
  | 'chk_ecmp_nh'
  | 'chk_lb_aff';

/** An address of either family, in its canonical text, with a port where one is given. */
export interface Endpoint {
  readonly family: 4 | 6;
  readonly address: string;
  readonly port?: number;
}

/** A DHCP or RA option as given: numbers or one string. */
export interface OptionValue {
  readonly name: string;
  readonly code: number;
  /** DHCP_Options.type, DHCPv6_Options.type, or that of an RA option. */
  readonly type: string;
  readonly integers: readonly IntegerConstant[];
  readonly strings: readonly string[];
}

export interface Select {
  readonly destination: SymbolBits;
  readonly members: readonly { readonly id: number; readonly weight: number }[];
  /** The logical table that goes on. */
  readonly nextTable: number;
}

export interface Log {
  readonly name: string | undefined;
  readonly verdict: 'allow' | 'drop' | 'reject';
  readonly severity: LogSeverity;
  readonly meter: string | undefined;
}

export type LogSeverity = 'alert' | 'warning' | 'notice' | 'info' | 'debug';

export interface LoadBalance {
  readonly verb: 'ct_lb' | 'ct_lb_mark';
  readonly backends: readonly Endpoint[];
  readonly hashFields: string | undefined;
  readonly flag: 'skip_snat' | 'force_snat' | undefined;
  readonly nextTable: number;
}

export interface Nat {
  readonly verb: NatVerb;
  /** Absent: undo what was done to the connection's other direction. */
  readonly address: Endpoint | undefined;
  readonly ports: { readonly low: number; readonly high: number | undefined } | undefined;
  readonly nextTable: number;
}

export interface Sample {
  readonly probability: number;
  readonly collectorSet: number;
  readonly observationDomain: number;
  readonly observationPoint: number | 'cookie';
}

/** Each kind of action with its members. */
export interface ActionMembers {
  readonly plain: { readonly verb: PlainVerb; readonly nextTable: number };
  /** `current` is the flow's own place, which decides how it is written. */
  readonly next: {
    readonly pipeline: PipelineName;
    readonly table: number;
    readonly current: { readonly pipeline: PipelineName; readonly table: number };
  };
  readonly load: { readonly destination: SymbolBits; readonly constant: IntegerConstant | string };
  readonly move: { readonly destination: SymbolBits; readonly source: SymbolBits };
  readonly exchange: { readonly first: SymbolBits; readonly second: SymbolBits };
  readonly push: { readonly source: SymbolBits };
  readonly pop: { readonly destination: SymbolBits };
  readonly ct_commit: { readonly actions: readonly LogicalAction[] };
  readonly ct_commit_values: {
    readonly mark: IntegerConstant | undefined;
    readonly label: IntegerConstant | undefined;
  };
  readonly nat: Nat;
  readonly ct_lb: LoadBalance;
  readonly nested: { readonly verb: NestedVerb; readonly actions: readonly LogicalAction[] };
  readonly get_mac: { readonly verb: 'get_arp' | 'get_nd'; readonly port: SymbolBits; readonly address: SymbolBits };
  readonly put_mac: {
    readonly verb: 'put_arp' | 'put_nd';
    readonly port: SymbolBits;
    readonly address: SymbolBits;
    readonly mac: SymbolBits;
  };
  readonly lookup_mac: {
    readonly verb: 'lookup_arp' | 'lookup_nd';
    readonly destination: SymbolBits;
    readonly port: SymbolBits;
    readonly address: SymbolBits;
    readonly mac: SymbolBits;
  };
  readonly lookup_mac_ip: {
    readonly verb: 'lookup_arp_ip' | 'lookup_nd_ip';
    readonly destination: SymbolBits;
    readonly port: SymbolBits;
    readonly address: SymbolBits;
  };
  readonly get_fdb: { readonly destination: SymbolBits; readonly mac: SymbolBits };
  readonly put_fdb: { readonly port: SymbolBits; readonly mac: SymbolBits };
  readonly lookup_fdb: { readonly destination: SymbolBits; readonly port: SymbolBits; readonly mac: SymbolBits };
  readonly put_options: {
    readonly verb: 'put_dhcp_opts' | 'put_dhcpv6_opts' | 'put_nd_ra_opts';
    readonly destination: SymbolBits;
    readonly options: readonly OptionValue[];
  };
  readonly dns_lookup: { readonly destination: SymbolBits };
  readonly check: { readonly verb: CheckVerb; readonly destination: SymbolBits };
  readonly check_pkt_larger: { readonly destination: SymbolBits; readonly length: number };
  readonly set_queue: { readonly queue: number };
  readonly set_meter: { readonly rate: bigint; readonly burst: bigint };
  readonly log: Log;
  readonly frag_mtu: { readonly symbol: OvnFieldSymbol; readonly value: number };
  readonly trigger_event: { readonly options: readonly OptionValue[] };
  readonly bind_vport: { readonly virtualPort: string; readonly parent: SymbolBits };
  readonly handle_svc_check: { readonly port: SymbolBits };
  readonly select: Select;
  readonly fwd_group: { readonly liveness: boolean; readonly ports: readonly string[]; readonly nextTable: number };
  readonly commit_ecmp_nh: { readonly isIpv6: boolean; readonly protocol: TransportProtocol };
  readonly commit_lb_aff: {
    readonly vip: Endpoint;
    readonly backend: Endpoint;
    readonly protocol: TransportProtocol | undefined;
    readonly timeout: number;
  };
  readonly sample: Sample;
}

export type TransportProtocol = 'tcp' | 'udp' | 'sctp';

export type LogicalActionKind = keyof ActionMembers;

/** One action; `LogicalAction<'next'>` is that of one kind. */
export type LogicalAction<K extends LogicalActionKind = LogicalActionKind> = {
  [P in K]: { readonly kind: P } & ActionMembers[P];
}[K];
