/** Which kind of logical datapath a stage belongs to. */
export type DatapathKind = 'switch' | 'router';

/** The half of a datapath's pipeline, as Logical_Flow.pipeline names it. */
export type Pipeline = 'ingress' | 'egress';

/** One logical table: `table` is Logical_Flow.table_id, `name` what external_ids:stage-name and ovn-trace print. */
export interface Stage {
  readonly name: StageName;
  readonly table: number;
  readonly pipeline: Pipeline;
  readonly datapath: DatapathKind;
}

/** Tables 0-26 of a switch's ingress pipeline, in order (ovn-northd(8), "Logical Switch Datapaths"). */
const SWITCH_INGRESS = [
  'ls_in_check_port_sec',
  'ls_in_apply_port_sec',
  'ls_in_lookup_fdb',
  'ls_in_put_fdb',
  'ls_in_pre_acl',
  'ls_in_pre_lb',
  'ls_in_pre_stateful',
  'ls_in_acl_hint',
  'ls_in_acl',
  'ls_in_qos_mark',
  'ls_in_qos_meter',
  'ls_in_lb_aff_check',
  'ls_in_lb',
  'ls_in_lb_aff_learn',
  'ls_in_pre_hairpin',
  'ls_in_nat_hairpin',
  'ls_in_hairpin',
  'ls_in_acl_after_lb',
  'ls_in_stateful',
  'ls_in_arp_rsp',
  'ls_in_dhcp_options',
  'ls_in_dhcp_response',
  'ls_in_dns_lookup',
  'ls_in_dns_response',
  'ls_in_external_port',
  'ls_in_l2_lkup',
  'ls_in_l2_unknown',
] as const;

/** Tables 0-9 of a switch's egress pipeline. */
const SWITCH_EGRESS = [
  'ls_out_pre_acl',
  'ls_out_pre_lb',
  'ls_out_pre_stateful',
  'ls_out_acl_hint',
  'ls_out_acl',
  'ls_out_qos_mark',
  'ls_out_qos_meter',
  'ls_out_stateful',
  'ls_out_check_port_sec',
  'ls_out_apply_port_sec',
] as const;

/** Tables 0-21 of a router's ingress pipeline (ovn-northd(8), "Logical Router Datapaths"). */
const ROUTER_INGRESS = [
  'lr_in_admission',
  'lr_in_lookup_neighbor',
  'lr_in_learn_neighbor',
  'lr_in_ip_input',
  'lr_in_unsnat',
  'lr_in_defrag',
  'lr_in_lb_aff_check',
  'lr_in_dnat',
  'lr_in_lb_aff_learn',
  'lr_in_ecmp_stateful',
  'lr_in_nd_ra_options',
  'lr_in_nd_ra_response',
  'lr_in_ip_routing_pre',
  'lr_in_ip_routing',
  'lr_in_ip_routing_ecmp',
  'lr_in_policy',
  'lr_in_policy_ecmp',
  'lr_in_arp_resolve',
  'lr_in_chk_pkt_len',
  'lr_in_larger_pkts',
  'lr_in_gw_redirect',
  'lr_in_arp_request',
] as const;

/** Tables 0-6 of a router's egress pipeline. */
const ROUTER_EGRESS = [
  'lr_out_chk_dnat_local',
  'lr_out_undnat',
  'lr_out_post_undnat',
  'lr_out_snat',
  'lr_out_post_snat',
  'lr_out_egr_loop',
  'lr_out_delivery',
] as const;

/** A stage as OVN names it. */
export type StageName =
  | (typeof SWITCH_INGRESS)[number]
  | (typeof SWITCH_EGRESS)[number]
  | (typeof ROUTER_INGRESS)[number]
  | (typeof ROUTER_EGRESS)[number];

function numbered<Name extends StageName>(
  names: readonly Name[],
  pipeline: Pipeline,
  datapath: DatapathKind,
): readonly Stage[] {
  return names.map((name, table) => ({ name, table, pipeline, datapath }));
}

export const switchIngress: readonly Stage[] = numbered(SWITCH_INGRESS, 'ingress', 'switch');
export const switchEgress: readonly Stage[] = numbered(SWITCH_EGRESS, 'egress', 'switch');
export const routerIngress: readonly Stage[] = numbered(ROUTER_INGRESS, 'ingress', 'router');
export const routerEgress: readonly Stage[] = numbered(ROUTER_EGRESS, 'egress', 'router');

/** All stages, in the order of the packet's way: switch then router, ingress then egress. */
export const stages: readonly Stage[] = [...switchIngress, ...switchEgress, ...routerIngress, ...routerEgress];

const byName = new Map(stages.map((stage) => [stage.name, stage]));

/** The stage of this name. */
export function stage(name: StageName): Stage {
  return byName.get(name)!;
}

/** The stage that a Logical_Flow row of these columns is in; undefined when the table does not exist. */
export function stageAt(datapath: DatapathKind, pipeline: Pipeline, table: number): Stage | undefined {
  return stagesOf(datapath, pipeline)[table];
}

/** The stages of one pipeline, in order. */
export function stagesOf(datapath: DatapathKind, pipeline: Pipeline): readonly Stage[] {
  if (datapath === 'switch') return pipeline === 'ingress' ? switchIngress : switchEgress;
  return pipeline === 'ingress' ? routerIngress : routerEgress;
}
