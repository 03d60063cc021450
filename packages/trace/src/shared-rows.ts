/**
 * Flows that northd makes once for several rows together, as what sends all packets to connection tracking because a switch
 * has ACLs that keep state: which rows those are. northd does not say it; the flow's stage does. Before: the northbound
 * database. After: provenance.ts.
 */
import type { AnyRow } from '#schemas';
import {
  ACL,
  type AclRow,
  DNS,
  Load_Balancer,
  Load_Balancer_Group,
  type LoadBalancerGroupRow,
  type LoadBalancerRow,
  Logical_Router,
  Logical_Router_Static_Route,
  Logical_Switch,
  Logical_Switch_Port,
  type LogicalRouterRow,
  type LogicalSwitchPortRow,
  type LogicalSwitchRow,
  NAT,
  Port_Group,
} from '#schemas/northbound';
import type { LogicalFlowRow } from '#schemas/southbound';
import type { RowSource } from './network.js';

/** What is looked at of a flow. */
type StagedFlow = Pick<LogicalFlowRow, 'priority' | 'match' | 'actions' | 'external_ids'>;

export interface SharedRow {
  readonly table: string;
  readonly row: AnyRow;
}

/** What a switch or router has, as far as flows are made for all of it. */
interface Holdings {
  readonly acls: readonly SharedRow[];
  readonly statefulAcls: readonly SharedRow[];
  readonly balancers: readonly SharedRow[];
  readonly dns: readonly SharedRow[];
  readonly nats: readonly SharedRow[];
  readonly unknownPorts: readonly SharedRow[];
  readonly routes: readonly SharedRow[];
}

interface Rule {
  readonly stage: RegExp;
  /** Of the flows in those stages only these. */
  readonly fits?: (flow: StagedFlow) => boolean;
  readonly rows: (held: Holdings, flow: StagedFlow) => readonly SharedRow[];
}

/** ovn-northd(8), "Logical Flow Table Structure": which stages are filled when a switch or router has what. */
const RULES: readonly Rule[] = [
  { stage: /^ls_(in|out)_pre_acl$/, rows: ({ statefulAcls }) => statefulAcls },
  {
    stage: /^ls_(in|out)_pre_lb$/,
    fits: ({ actions }) => actions.includes('reg0[2] = 1'),
    rows: ({ balancers }) => balancers,
  },
  { stage: /^ls_(in|out)_acl_hint$/, rows: ({ acls, balancers }) => [...acls, ...balancers] },
  {
    stage: /^ls_(in|out)_acl$|^ls_in_acl_after_lb$/,
    rows: ({ statefulAcls, balancers }) => [...statefulAcls, ...balancers],
  },
  {
    stage: /^ls_in_(pre_hairpin|nat_hairpin|hairpin|lb|lb_aff_check|lb_aff_learn)$/,
    rows: ({ balancers }) => balancers,
  },
  { stage: /^ls_in_dns_/, rows: ({ dns }) => dns },
  { stage: /^ls_in_l2_unknown$/, rows: ({ unknownPorts }) => unknownPorts },
  {
    // Routes of one prefix with several next hops; those with one are told by their hint.
    stage: /^lr_in_ip_routing$/,
    rows: ({ routes }, { match }) =>
      routes.filter(({ row }) => typeof row['ip_prefix'] === 'string' && match.split(' ').includes(row['ip_prefix'])),
  },
  {
    stage: /^lr_in_(defrag|unsnat|dnat|lb_aff_check|lb_aff_learn)$|^lr_out_(undnat|post_undnat|snat|egr_loop)$/,
    rows: ({ nats, balancers }) => [...nats, ...balancers],
  },
];

export class SharedRows {
  private readonly acls: ReadonlyMap<string, AclRow>;
  private readonly balancers: ReadonlyMap<string, LoadBalancerRow>;
  private readonly groups: ReadonlyMap<string, LoadBalancerGroupRow>;
  private readonly dns: ReadonlyMap<string, AnyRow>;
  private readonly nats: ReadonlyMap<string, AnyRow>;
  private readonly routes: ReadonlyMap<string, AnyRow>;
  private readonly ports: ReadonlyMap<string, LogicalSwitchPortRow>;
  private readonly switches: ReadonlyMap<string, LogicalSwitchRow>;
  private readonly routers: ReadonlyMap<string, LogicalRouterRow>;
  /** ACLs of port groups, by the uuid of a member. */
  private readonly aclsOfPort = new Map<string, string[]>();
  private readonly known = new Map<string, Holdings>();

  constructor(source: RowSource) {
    const byId = <R extends { readonly _uuid: string }>(rows: Iterable<R>) =>
      new Map(Array.from(rows, (row) => [row._uuid as string, row]));
    this.acls = byId(source.rows(ACL));
    this.balancers = byId(source.rows(Load_Balancer));
    this.groups = byId(source.rows(Load_Balancer_Group));
    this.dns = byId(source.rows(DNS));
    this.nats = byId(source.rows(NAT));
    this.routes = byId(source.rows(Logical_Router_Static_Route));
    this.ports = byId(source.rows(Logical_Switch_Port));
    this.switches = byId(source.rows(Logical_Switch));
    this.routers = byId(source.rows(Logical_Router));
    for (const { ports, acls } of source.rows(Port_Group)) {
      if (acls.length === 0) continue;
      for (const port of ports) this.aclsOfPort.set(port, [...(this.aclsOfPort.get(port) ?? []), ...acls]);
    }
  }

  /** The rows that the flow was made for together; `datapath` is the uuid of the northbound switch or router. */
  of(flow: StagedFlow, datapath: string): readonly SharedRow[] {
    const stage = flow.external_ids.get('stage-name') ?? '';
    const rule = RULES.find((candidate) => candidate.stage.test(stage));
    if (rule === undefined || flow.priority === 0 || flow.match === '1' || !fits(rule, flow)) return [];
    return rule.rows(this.holdingsOf(datapath), flow);
  }

  private holdingsOf(datapath: string): Holdings {
    let held = this.known.get(datapath);
    if (held === undefined) {
      held = this.readHoldings(datapath);
      this.known.set(datapath, held);
    }
    return held;
  }

  private readHoldings(datapath: string): Holdings {
    const [ls, lr] = [this.switches.get(datapath), this.routers.get(datapath)];
    const of = (table: string, rows: ReadonlyMap<string, AnyRow>, ids: Iterable<string>): readonly SharedRow[] =>
      [...new Set(ids)].flatMap((id) => {
        const row = rows.get(id);
        return row === undefined ? [] : [{ table, row }];
      });
    const aclIds = [...(ls?.acls ?? []), ...(ls?.ports ?? []).flatMap((port) => this.aclsOfPort.get(port) ?? [])];
    const groups = (ls ?? lr)?.load_balancer_group ?? [];
    const balancerIds = [
      ...((ls ?? lr)?.load_balancer ?? []),
      ...groups.flatMap((group) => this.groups.get(group)?.load_balancer ?? []),
    ];
    return {
      acls: of('ACL', this.acls, aclIds),
      statefulAcls: of(
        'ACL',
        this.acls,
        aclIds.filter((id) => this.acls.get(id)?.action === 'allow-related'),
      ),
      balancers: of(
        'Load_Balancer',
        this.balancers,
        balancerIds.filter((id) => (this.balancers.get(id)?.vips.size ?? 0) > 0),
      ),
      dns: of('DNS', this.dns, ls?.dns_records ?? []),
      nats: of('NAT', this.nats, lr?.nat ?? []),
      unknownPorts: of(
        'Logical_Switch_Port',
        this.ports,
        (ls?.ports ?? []).filter((id) => this.ports.get(id)?.addresses.includes('unknown') === true),
      ),
      routes: of('Logical_Router_Static_Route', this.routes, lr?.static_routes ?? []),
    };
  }
}

/** What northd makes for every switch or router is not made for what this one has. */
function fits({ fits: doesFit }: Rule, flow: StagedFlow): boolean {
  return !/\$svc_monitor_mac|^nd(_|\b)(?!.*mldv1)/.test(flow.match) && (doesFit === undefined || doesFit(flow));
}
