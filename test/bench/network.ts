import type { Operation } from './ovsdb-peer.js';

const named = (name: string) => ['named-uuid', name] as const;
const set = (values: readonly (readonly [string, string])[]) => ['set', values] as const;
const map = (values: Readonly<Record<string, string>>) => ['map', Object.entries(values)] as const;
const hex = (value: number) => (value & 255).toString(16).padStart(2, '0');

/** MAC of address `host` on switch `index`. */
export function macOf(index: number, host: number): string {
  return `0a:${hex(index >> 8)}:${hex(index)}:00:${hex(host >> 8)}:${hex(host)}`;
}

/** Network prefix of switch `index`: 10.a.b, a /24. */
export function prefixOf(index: number): string {
  return `10.${index >> 8}.${index & 255}`;
}

/**
 * One distributed router joined to `switches` switches of `ports` VIFs each, as a Kubernetes or Neutron site has it. One
 * transaction a switch, so that no server sees a giant one.
 */
export function* siteTransactions(switches: number, ports: number): Generator<readonly Operation[]> {
  const options = map({ always_learn_from_arp_request: 'false', dynamic_neigh_routers: 'false' });
  yield [{ op: 'insert', table: 'Logical_Router', row: { name: 'lr0', options } }];
  for (let index = 0; index < switches; index++) {
    const operations: Operation[] = [];
    const members: (readonly [string, string])[] = [];
    const insert = (table: string, name: string, row: Operation) =>
      operations.push({ op: 'insert', table, 'uuid-name': name, row });
    for (let port = 0; port < ports; port++) {
      const addresses = `${macOf(index, port + 2)} ${prefixOf(index)}.${port + 2}`;
      insert('Logical_Switch_Port', `p${port}`, { name: `lp${index}-${port}`, addresses, port_security: addresses });
      members.push(named(`p${port}`));
    }
    insert('Logical_Switch_Port', 'sr', {
      name: `s${index}-lr`,
      type: 'router',
      addresses: 'router',
      options: map({ 'router-port': `lr-s${index}` }),
    });
    members.push(named('sr'));
    insert('Logical_Switch', 'ls', { name: `ls${index}`, ports: set(members) });
    insert('Logical_Router_Port', 'rp', {
      name: `lr-s${index}`,
      mac: macOf(index, 1),
      networks: `${prefixOf(index)}.1/24`,
    });
    operations.push({
      op: 'mutate',
      table: 'Logical_Router',
      where: [['name', '==', 'lr0']],
      mutations: [['ports', 'insert', set([named('rp')])]],
    });
    yield operations;
  }
}

/** Adds a port to switch `index`: the change that clouds make most. */
export function addPort(index: number, serial: number): readonly Operation[] {
  const addresses = `${macOf(index, 200 + serial)} ${prefixOf(index)}.${200 + (serial % 50)}`;
  return [
    {
      op: 'insert',
      table: 'Logical_Switch_Port',
      'uuid-name': 'x',
      row: { name: `new${serial}`, addresses, port_security: addresses },
    },
    {
      op: 'mutate',
      table: 'Logical_Switch',
      where: [['name', '==', `ls${index}`]],
      mutations: [['ports', 'insert', set([named('x')])]],
    },
  ];
}

/** Adds a static route to the router. */
export function addRoute(index: number, serial: number): readonly Operation[] {
  const row = { ip_prefix: `172.16.${serial & 255}.0/24`, nexthop: `${prefixOf(index)}.99` };
  return [
    { op: 'insert', table: 'Logical_Router_Static_Route', 'uuid-name': 'x', row },
    {
      op: 'mutate',
      table: 'Logical_Router',
      where: [['name', '==', 'lr0']],
      mutations: [['static_routes', 'insert', set([named('x')])]],
    },
  ];
}
