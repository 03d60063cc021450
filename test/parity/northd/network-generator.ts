/**
 * Networks and changes of networks at random, as transactions on a northbound database: switches with ports of all kinds,
 * routers, links between them, static routes of all kinds, and the deletion of each. Names, addresses and prefixes come from
 * small pools, so that they meet. UUIDs are drawn here, so that two databases get the same rows; tunnel keys are pinned.
 */
import { type Uuid, uuidFromBytes } from '#base';
import type { Replica, Transaction } from '#ovsdb/client';
import type { Insert } from '#schemas';
import {
  ACL,
  Address_Set,
  Logical_Router,
  Logical_Router_Port,
  Logical_Router_Static_Route,
  Logical_Switch,
  Logical_Switch_Port,
  NB_Global,
  Port_Group,
} from '#schemas/northbound';
import type { Random } from './random.js';

type Change = (transaction: Transaction) => void;
type Options = ReadonlyMap<string, string>;

const ADDRESSES4 = ['10.0.0.5', '10.0.0.4/24', '10.0.0.6', '10.0.1.7', '20.0.0.8', '30.0.0.9'];
const ADDRESSES6 = ['fd00::5', 'FD00:0:0::4/64', 'fd00::6', 'fd01::7', 'fe80::99'];
const NETWORKS4 = [
  '10.0.0.1/24',
  '10.0.1.1/24',
  '10.0.0.2/16',
  '20.0.0.1/30',
  '20.0.0.9/32',
  '30.0.0.1/31',
  '10.0.0.254/24',
];
const NETWORKS6 = ['fd00::1/64', 'fd01::1/64', 'fd02::1/48', 'fe80::1/64', 'fd00::2/128'];
const PREFIXES4 = ['0.0.0.0/0', '40.0.0.0/8', '40.1.0.0/16', '40.1.1.1', '40.1.1.9/24', '10.0.0.0/24'];
const PREFIXES6 = ['::/0', 'fd40::/48', 'fd40::1', 'fd40::9/64'];
const HOPS4 = ['10.0.0.5', '10.0.0.77', '20.0.0.2', '30.0.0.1', '99.0.0.1', 'discard', '', '10.0.0.5/24', 'x'];
const HOPS6 = ['fd00::5', 'fd00::77', 'fe80::5', 'fd99::1', 'discard'];
const TABLES = ['', '', '', 'blue', 'red', 'global'];

export class NetworkGenerator {
  readonly #random: Random;
  /** The database that the changes are made for: what is there is chosen from. */
  readonly #nb: Replica;
  #serial = 0;
  readonly #claimed = new Set<string>();

  constructor(random: Random, nb: Replica) {
    this.#random = random;
    this.#nb = nb;
  }

  /** A network to begin with: what a dozen administrators would leave. */
  begin(): Change[] {
    const random = this.#random;
    return [
      ...Array.from({ length: 2 + random.below(3) }, () => this.#addSwitch()),
      ...Array.from({ length: 1 + random.below(3) }, () => this.#addRouter()),
    ];
  }

  /** One change of what is there now. */
  change(): Change {
    const kinds: readonly (readonly [weight: number, make: () => Change | undefined])[] = [
      [3, () => this.#addSwitch()],
      [2, () => this.#addRouter()],
      [14, () => this.#addSwitchPort()],
      [8, () => this.#changeSwitchPort()],
      [6, () => this.#addLink()],
      [4, () => this.#addRouterPort()],
      [6, () => this.#changeRouterPort()],
      [12, () => this.#addRoute()],
      [4, () => this.#changeSwitch()],
      [4, () => this.#changeRouter()],
      [4, () => this.#deleteFrom(Logical_Switch, 'ports')],
      [3, () => this.#deleteFrom(Logical_Router, 'ports')],
      [3, () => this.#deleteFrom(Logical_Router, 'static_routes')],
      [1, () => this.#deleteRow(Logical_Switch)],
      [1, () => this.#deleteRow(Logical_Router)],
      [2, () => this.#addGroup()],
      [2, () => this.#rename()],
      [2, () => this.#movePort()],
      [2, () => this.#changeKey()],
      [8, () => this.#addAcl()],
      [3, () => this.#deleteAcl()],
      [1, () => this.#deleteRow(Port_Group)],
      [1, () => this.#changeGlobal()],
    ];
    const total = kinds.reduce((sum, [weight]) => sum + weight, 0);
    for (;;) {
      let at = this.#random.below(total);
      for (const [weight, make] of kinds) {
        at -= weight;
        if (at >= 0) continue;
        const change = make();
        if (change !== undefined) return change;
        break;
      }
    }
  }

  #uuid<T extends string>(): Uuid<T> {
    return uuidFromBytes<T>(this.#random.bytes(16));
  }

  /** A new name; those of some switch ports have characters that must be escaped in matches. */
  #name(kind: string): string {
    const odd =
      kind === 'p' && this.#random.chance(15)
        ? this.#random.pick([' "quoted"', '\\back', ' ünï', '-a.b_c', "'", '\t'])
        : '';
    return `${kind}${++this.#serial}${odd}`;
  }

  #key(): [string, string] {
    return ['requested-tnl-key', String(++this.#serial)];
  }

  #mac(): string {
    return `0a:00:00:00:00:${(1 + this.#random.below(250)).toString(16).padStart(2, '0')}`;
  }

  #any<T extends Parameters<Replica['rows']>[0]>(table: T) {
    return this.#pickRow([...this.#nb.rows(table)]);
  }

  /** A router port that is joined to nothing: ovn-northd ends with an assertion when one is joined to a switch and a router. */
  #linkable() {
    const rows = [...this.#nb.rows(Logical_Router_Port)];
    const peers = new Set(rows.map(({ peer }) => peer));
    const linked = new Set([...this.#nb.rows(Logical_Switch_Port)].map(({ options }) => options.get('router-port')));
    return this.#pickRow(rows.filter(({ peer, name }) => peer === undefined && !peers.has(name) && !linked.has(name)));
  }

  /** The name of a router port that this is the only switch port to lead to: each is given out once. */
  #claimLinkable(): string {
    const name = this.#linkable()?.name;
    if (name === undefined || this.#claimed.has(name)) return 'none';
    this.#claimed.add(name);
    return name;
  }

  /** A router port that no switch port leads to. */
  #peerable() {
    const linked = new Set([...this.#nb.rows(Logical_Switch_Port)].map(({ options }) => options.get('router-port')));
    return this.#pickRow([...this.#nb.rows(Logical_Router_Port)].filter(({ name }) => !linked.has(name)));
  }

  #pickRow<R extends { readonly _uuid: string }>(rows: readonly R[]): R | undefined {
    const inOrder = [...rows].sort((a, b) => (a._uuid < b._uuid ? -1 : 1));
    return inOrder.length === 0 ? undefined : this.#random.pick(inOrder);
  }

  #addSwitch(): Change {
    // ovn-northd does not clear these two again when they are removed: they stay as the switch was made.
    const sources = this.#random.some<[string, string]>(
      [
        ['mcast_eth_src', '0a:00:00:00:00:aa'],
        ['mcast_ip4_src', '10.0.0.200'],
      ],
      20,
    );
    const other_config = new Map([...this.#switchConfig(this.#key()), ...sources]);
    const row = { name: this.#name('sw'), other_config, external_ids: this.#externalIds('neutron:network_name') };
    const id = this.#uuid<'Logical_Switch'>();
    return (transaction) => void transaction.insert(Logical_Switch, row, id);
  }

  #switchConfig(key: [string, string]): Options {
    const random = this.#random;
    return new Map([
      key,
      ...random.some<[string, string]>([['vlan-passthru', 'true']], 8),
      ...random.some<[string, string]>(
        [
          ['mcast_snoop', 'true'],
          ['mcast_querier', 'false'],
          ['mcast_flood_unregistered', 'true'],
          ['mcast_idle_timeout', '60'],
        ],
        12,
      ),
    ]);
  }

  #externalIds(nameKey: string): Options {
    const random = this.#random;
    return new Map(
      random.some<[string, string]>(
        [
          [nameKey, 'blue network'],
          ['owner', 'x'],
        ],
        20,
      ),
    );
  }

  #changeSwitch(): Change | undefined {
    const row = this.#any(Logical_Switch);
    if (row === undefined) return undefined;
    const kept = [...row.other_config].filter(([name]) => /^mcast_(eth|ip4)_src$/.test(name));
    const key = row.other_config.get('requested-tnl-key') ?? '';
    const other_config = new Map([...this.#switchConfig(['requested-tnl-key', key]), ...kept]);
    return (transaction) => transaction.update(Logical_Switch, row._uuid, { other_config });
  }

  #addRouter(): Change {
    const row = {
      name: this.#name('lr'),
      options: this.#routerOptions(this.#key()),
      external_ids: this.#externalIds('neutron:router_name'),
    };
    const id = this.#uuid<'Logical_Router'>();
    return (transaction) => void transaction.insert(Logical_Router, row, id);
  }

  #routerOptions(key: [string, string]): Options {
    return new Map([
      key,
      ...this.#random.some<[string, string]>(
        [
          ['always_learn_from_arp_request', 'false'],
          ['dynamic_neigh_routers', 'true'],
          ['mcast_relay', 'true'],
          ['snat-ct-zone', '7'],
        ],
        20,
      ),
    ]);
  }

  #changeRouter(): Change | undefined {
    const row = this.#any(Logical_Router);
    if (row === undefined) return undefined;
    const options = this.#routerOptions(['requested-tnl-key', row.options.get('requested-tnl-key') ?? '']);
    const enabled = this.#random.pick([undefined, undefined, undefined, true, false]);
    return (transaction) => transaction.update(Logical_Router, row._uuid, { options, enabled });
  }

  #addSwitchPort(): Change | undefined {
    const owner = this.#any(Logical_Switch);
    if (owner === undefined) return undefined;
    const id = this.#uuid<'Logical_Switch_Port'>();
    const row = { name: this.#name('p'), ...this.#portColumns(this.#key()) };
    return (transaction) => {
      transaction.insert(Logical_Switch_Port, row, id);
      transaction.mutate(Logical_Switch, owner._uuid, 'ports', 'insert', [id]);
    };
  }

  #portColumns(key: [string, string]) {
    const random = this.#random;
    const type = random.pick(['', '', '', '', '', 'localnet', 'localport', 'external', 'l2gateway', 'vtep', 'router']);
    const parent = type === '' && random.chance(15) ? this.#any(Logical_Switch_Port)?.name : undefined;
    return {
      type,
      addresses: this.#addresses(type),
      port_security: random.chance(30) ? [`${this.#mac()} 10.0.0.5`] : [],
      enabled: random.pick([undefined, undefined, undefined, true, false]),
      options: new Map([
        key,
        ...random.some<[string, string]>([['mcast_flood', 'true']], 10),
        ...(type === 'localnet' || type === 'l2gateway' ? [['network_name', 'phys'] as const] : []),
        ...(type === '' && random.chance(10) ? [['requested-chassis', 'nobody'] as const] : []),
        ...(type === 'router' && random.chance(50) ? [['router-port', this.#claimLinkable()] as const] : []),
      ]),
      external_ids: this.#externalIds('neutron:port_name'),
      parent_name: parent,
      tag: parent === undefined ? undefined : random.pick([undefined, 7, 8]),
      tag_request: random.chance(10) ? random.pick([5, 6]) : undefined,
    };
  }

  #addresses(type: string): string[] {
    const random = this.#random;
    if (type === 'router' && random.chance(70)) return ['router'];
    if (type === 'localnet') return ['unknown'];
    const stations = Array.from({ length: random.pick([0, 1, 1, 1, 2]) }, () =>
      [this.#mac(), ...random.some(ADDRESSES4, 30), ...random.some(ADDRESSES6, 20)].join(' '),
    );
    return [...new Set([...stations, ...random.some(['unknown'], 20), ...random.some(['nonsense'], 3)])];
  }

  #changeSwitchPort(): Change | undefined {
    const row = this.#any(Logical_Switch_Port);
    if (row === undefined) return undefined;
    const { type, addresses, port_security, enabled, options, tag } = this.#portColumns([
      'requested-tnl-key',
      row.options.get('requested-tnl-key') ?? '',
    ]);
    const all = { type, addresses, port_security, enabled, options, tag };
    const few = this.#random.pick([{ addresses }, { port_security }, { enabled }, all]);
    const isRouter = row.type === 'router';
    return (transaction) => transaction.update(Logical_Switch_Port, row._uuid, isRouter ? { enabled } : few);
  }

  #routerPortColumns(key: [string, string]) {
    const random = this.#random;
    const networks = [...random.some(NETWORKS4, 25), ...random.some(NETWORKS6, 15)];
    return {
      mac: this.#mac(),
      networks: networks.length === 0 ? [random.pick(NETWORKS4)] : networks,
      enabled: random.pick([undefined, undefined, undefined, undefined, true, false]),
      options: new Map([
        key,
        ...random.some<[string, string]>(
          [
            ['gateway_mtu', '1400'],
            ['gateway_mtu_bypass', 'tcp'],
            ['mcast_flood', 'true'],
            ['route_table', random.pick(['blue', 'red', 'lone'])],
          ],
          12,
        ),
      ]),
      ipv6_ra_configs: new Map(
        random.chance(20)
          ? random.some<[string, string]>(
              [
                ['address_mode', random.pick(['slaac', 'dhcpv6_stateful', 'bad'])],
                ['send_periodic', 'true'],
                ['mtu', random.pick(['1400', '100'])],
                ['router_preference', random.pick(['HIGH', 'LOW', 'MEDIUM'])],
                ['max_interval', random.pick(['3', '7', '100', '5000'])],
                ['min_interval', random.pick(['1', '50', '5000'])],
              ],
              60,
            )
          : [],
      ),
    };
  }

  #addRouterPort(): Change | undefined {
    const owner = this.#any(Logical_Router);
    if (owner === undefined) return undefined;
    const id = this.#uuid<'Logical_Router_Port'>();
    const peer = this.#random.chance(60) ? this.#peerable() : undefined;
    const name = this.#name('rp');
    const row = { name, ...this.#routerPortColumns(this.#key()), peer: peer?.name };
    const isMutual = peer !== undefined && peer.peer === undefined && this.#random.chance(80);
    return (transaction) => {
      transaction.insert(Logical_Router_Port, row, id);
      transaction.mutate(Logical_Router, owner._uuid, 'ports', 'insert', [id]);
      if (isMutual) transaction.update(Logical_Router_Port, peer._uuid, { peer: name });
    };
  }

  #changeRouterPort(): Change | undefined {
    const row = this.#any(Logical_Router_Port);
    if (row === undefined) return undefined;
    const { networks, enabled, options, ipv6_ra_configs } = this.#routerPortColumns([
      'requested-tnl-key',
      row.options.get('requested-tnl-key') ?? '',
    ]);
    const columns = this.#random.pick([{ networks }, { enabled }, { options }, { ipv6_ra_configs }]);
    return (transaction) => transaction.update(Logical_Router_Port, row._uuid, columns);
  }

  /** A router port and the switch port that leads to it. */
  #addLink(): Change | undefined {
    const router = this.#any(Logical_Router);
    const owner = this.#any(Logical_Switch);
    if (router === undefined || owner === undefined) return undefined;
    const name = this.#name('rp');
    const [routerPort, switchPort] = [this.#uuid<'Logical_Router_Port'>(), this.#uuid<'Logical_Switch_Port'>()];
    const columns = this.#routerPortColumns(this.#key());
    const addresses = this.#random.chance(85) ? ['router'] : [`${columns.mac} 10.0.0.1`];
    const link = {
      name: `${name}-sw`,
      type: 'router',
      addresses,
      options: new Map([this.#key(), ['router-port', name]]),
    };
    return (transaction) => {
      transaction.insert(Logical_Router_Port, { name, ...columns }, routerPort);
      transaction.mutate(Logical_Router, router._uuid, 'ports', 'insert', [routerPort]);
      transaction.insert(Logical_Switch_Port, link, switchPort);
      transaction.mutate(Logical_Switch, owner._uuid, 'ports', 'insert', [switchPort]);
    };
  }

  #addRoute(): Change | undefined {
    const owner = this.#any(Logical_Router);
    if (owner === undefined) return undefined;
    const random = this.#random;
    const isSix = random.chance(30);
    const ports = owner.ports
      .map((id) => this.#nb.get(Logical_Router_Port, id)?.name)
      .filter((name) => name !== undefined);
    const nexthop = random.chance(3) ? random.pick(HOPS6) : random.pick(isSix ? HOPS6 : HOPS4);
    const row: Insert<typeof Logical_Router_Static_Route> = {
      // Without a next hop a route stands alone: as one of several for a prefix ovn-northd writes actions that are none.
      ip_prefix:
        nexthop === ''
          ? `60.${this.#serial % 256}.0.0/16`
          : random.chance(3)
            ? 'nonsense'
            : random.pick(isSix ? PREFIXES6 : PREFIXES4),
      nexthop,
      policy: random.pick([undefined, undefined, 'dst-ip', 'src-ip'] as const),
      output_port: random.chance(30) ? random.pick([...ports, 'none']) : undefined,
      route_table: random.pick(TABLES),
    };
    const id = this.#uuid<'Logical_Router_Static_Route'>();
    return (transaction) => {
      transaction.insert(Logical_Router_Static_Route, row, id);
      transaction.mutate(Logical_Router, owner._uuid, 'static_routes', 'insert', [id]);
    };
  }

  #addGroup(): Change | undefined {
    const ports = [...this.#nb.rows(Logical_Switch_Port)].map(({ _uuid }) => _uuid).sort();
    const [group, set] = [this.#name('pg'), this.#name('as')];
    const [groupId, setId] = [this.#uuid<'Port_Group'>(), this.#uuid<'Address_Set'>()];
    const members = this.#random.some(ports, 30);
    const addresses = this.#random.some(ADDRESSES4, 50);
    return (transaction) => {
      transaction.insert(Port_Group, { name: group, ports: members }, groupId);
      transaction.insert(Address_Set, { name: set, addresses }, setId);
    };
  }

  #rename(): Change | undefined {
    const name = this.#name('new');
    const kind = this.#random.below(4);
    const [sw, port] = [this.#any(Logical_Switch), this.#any(Logical_Switch_Port)];
    const [router, routerPort] = [this.#any(Logical_Router), this.#any(Logical_Router_Port)];
    if (sw === undefined || port === undefined || router === undefined || routerPort === undefined) return undefined;
    return (transaction) => {
      if (kind === 0) transaction.update(Logical_Switch, sw._uuid, { name });
      else if (kind === 1) transaction.update(Logical_Switch_Port, port._uuid, { name });
      else if (kind === 2) transaction.update(Logical_Router, router._uuid, { name });
      else transaction.update(Logical_Router_Port, routerPort._uuid, { name });
    };
  }

  /** A port goes from one switch to another. */
  #movePort(): Change | undefined {
    const from = this.#pickRow([...this.#nb.rows(Logical_Switch)].filter(({ ports }) => ports.length > 0));
    const to = this.#any(Logical_Switch);
    if (from === undefined || to === undefined || from._uuid === to._uuid) return undefined;
    const id = this.#random.pick(from.ports);
    return (transaction) => {
      transaction.mutate(Logical_Switch, from._uuid, 'ports', 'delete', [id]);
      transaction.mutate(Logical_Switch, to._uuid, 'ports', 'insert', [id]);
    };
  }

  /** Asks for another tunnel key, which nobody has. */
  #changeKey(): Change | undefined {
    const port = this.#any(Logical_Switch_Port);
    const sw = this.#any(Logical_Switch);
    const isPort = this.#random.chance(50);
    const [name, key] = this.#key();
    if (port === undefined || sw === undefined) return undefined;
    return (transaction) => {
      if (isPort)
        transaction.update(Logical_Switch_Port, port._uuid, { options: new Map(port.options).set(name, key) });
      else transaction.update(Logical_Switch, sw._uuid, { other_config: new Map(sw.other_config).set(name, key) });
    };
  }

  /** An ACL of a switch or of a port group. */
  #addAcl(): Change | undefined {
    const random = this.#random;
    const owner = this.#any(Logical_Switch);
    const group = random.chance(40) ? this.#any(Port_Group) : undefined;
    if (owner === undefined) return undefined;
    const action = random.pick(['allow', 'allow', 'allow-related', 'drop', 'reject', 'allow-stateless'] as const);
    const row: Insert<typeof ACL> = {
      action,
      direction: random.pick(['from-lport', 'to-lport'] as const),
      priority: random.pick([0, 1000, 2000, 32767]),
      match: random.pick([
        'ip4',
        `ip4.src == 10.0.0.${random.below(5)}`,
        'tcp && tcp.dst == 80',
        'outport == "x" || ip6',
      ]),
      log: random.chance(30),
      name: random.chance(30) ? random.pick(['one', 'two words']) : undefined,
      severity: random.pick([undefined, 'alert', 'debug'] as const),
      meter: random.chance(20) ? 'slow' : undefined,
      label: action.startsWith('allow') && action !== 'allow-stateless' && random.chance(20) ? 77 : 0,
      options: new Map(random.some<[string, string]>([['apply-after-lb', 'true']], 20)),
    };
    const id = this.#uuid<'ACL'>();
    return (transaction) => {
      transaction.insert(ACL, row, id);
      if (group === undefined) transaction.mutate(Logical_Switch, owner._uuid, 'acls', 'insert', [id]);
      else transaction.mutate(Port_Group, group._uuid, 'acls', 'insert', [id]);
    };
  }

  #deleteAcl(): Change | undefined {
    const owner = this.#pickRow([...this.#nb.rows(Logical_Switch)].filter(({ acls }) => acls.length > 0));
    if (owner === undefined) return undefined;
    const id = this.#random.pick(owner.acls);
    return (transaction) => transaction.mutate(Logical_Switch, owner._uuid, 'acls', 'delete', [id]);
  }

  #changeGlobal(): Change | undefined {
    const [row] = this.#nb.rows(NB_Global);
    if (row === undefined) return undefined;
    const options = new Map(row.options);
    const [name, value] = this.#random.pick([
      ['ignore_lsp_down', 'false'],
      ['default_acl_drop', 'true'],
      ['use_ct_inv_match', 'false'],
    ] as const);
    if (!options.delete(name)) options.set(name, value);
    return (transaction) => transaction.update(NB_Global, row._uuid, { options });
  }

  #deleteFrom(table: typeof Logical_Switch, column: 'ports'): Change | undefined;
  #deleteFrom(table: typeof Logical_Router, column: 'ports' | 'static_routes'): Change | undefined;
  #deleteFrom(
    table: typeof Logical_Switch | typeof Logical_Router,
    column: 'ports' | 'static_routes',
  ): Change | undefined {
    if (table.name === 'Logical_Switch') {
      const row = this.#any(Logical_Switch);
      if (row === undefined || row.ports.length === 0) return undefined;
      const id = this.#random.pick(row.ports);
      return (transaction) => transaction.mutate(Logical_Switch, row._uuid, 'ports', 'delete', [id]);
    }
    const row = this.#any(Logical_Router);
    if (row === undefined) return undefined;
    if (column === 'ports') {
      if (row.ports.length === 0) return undefined;
      const id = this.#random.pick(row.ports);
      return (transaction) => transaction.mutate(Logical_Router, row._uuid, 'ports', 'delete', [id]);
    }
    if (row.static_routes.length === 0) return undefined;
    const id = this.#random.pick(row.static_routes);
    return (transaction) => transaction.mutate(Logical_Router, row._uuid, 'static_routes', 'delete', [id]);
  }

  #deleteRow(table: typeof Logical_Switch | typeof Logical_Router | typeof Port_Group): Change | undefined {
    if (table.name === 'Logical_Switch') return this.#deletion(Logical_Switch);
    return table.name === 'Logical_Router' ? this.#deletion(Logical_Router) : this.#deletion(Port_Group);
  }

  #deletion(table: typeof Logical_Switch | typeof Logical_Router | typeof Port_Group): Change | undefined {
    const row = this.#any<typeof Logical_Switch | typeof Logical_Router | typeof Port_Group>(table);
    if (row === undefined) return undefined;
    return (transaction) =>
      transaction.raw({ op: 'delete', table: table.name, where: [['_uuid', '==', ['uuid', row._uuid]]] });
  }
}
