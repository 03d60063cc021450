/**
 * Whatever changes in the northbound database, and whatever others do to the southbound one meanwhile: it comes to what a
 * northd that starts now would write.
 */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Replica, Transaction } from '#ovsdb/client';
import type { AnyTable, Insert } from '#schemas';
import {
  ACL,
  Address_Set,
  Logical_Router,
  Logical_Router_Port,
  Logical_Switch,
  Logical_Switch_Port,
  Port_Group as NorthboundGroup,
} from '#schemas/northbound';
import {
  Datapath_Binding,
  IP_Multicast,
  Logical_DP_Group,
  Logical_Flow,
  Multicast_Group,
  Port_Binding,
  Port_Group,
  Address_Set as SouthboundSet,
} from '#schemas/southbound';
import { Bench } from '../testing/bench.js';

type Spoil = (sb: Replica, transaction: Transaction, which: number) => void;

const pick = <T>(items: Iterable<T>, which: number): T | undefined => {
  const list = [...items];
  return list[which % Math.max(1, list.length)];
};

/** Deletes one of a table's rows. */
const rob =
  (table: AnyTable): Spoil =>
  (sb, transaction, which) => {
    const row = pick(sb.rows(table), which);
    if (row !== undefined) transaction.delete(table, row._uuid);
  };

/** Changes one of a table's rows. */
const spoil =
  <T extends AnyTable>(table: T, columns: Insert<T>): Spoil =>
  (sb, transaction, which) => {
    const row = pick(sb.rows(table), which);
    if (row !== undefined) transaction.update(table, row._uuid, columns);
  };

/** What others do to the southbound database. */
const SPOILS: readonly Spoil[] = [
  rob(Logical_Flow),
  rob(Logical_DP_Group),
  rob(Multicast_Group),
  rob(Port_Binding),
  rob(Port_Group),
  rob(SouthboundSet),
  rob(Datapath_Binding),
  rob(IP_Multicast),
  spoil(Logical_Flow, { actions: 'drop; /* not ours */' }),
  spoil(Logical_DP_Group, { datapaths: [] }),
  spoil(Port_Group, { ports: ['x'] }),
  spoil(SouthboundSet, { addresses: ['1.1.1.1'] }),
  spoil(IP_Multicast, { enabled: true }),
];

const change = fc.record({
  kind: fc.constantFrom('switch', 'port', 'move', 'router', 'acl', 'group', 'set', 'key', 'delete', 'spoil'),
  which: fc.nat(5),
  other: fc.nat(12),
  /** Whether northd gets time before the next change. */
  isLast: fc.boolean(),
});
type Change = typeof change extends fc.Arbitrary<infer T> ? T : never;

async function apply(bench: Bench, { kind, which, other, isLast }: Change, serial: number): Promise<void> {
  const { nb, sb } = bench;
  const switches = [...nb.rows(Logical_Switch)];
  const ports = [...nb.rows(Logical_Switch_Port)];
  const owner = pick(switches, which);
  const port = pick(ports, other);
  if (kind === 'spoil') {
    const transaction = sb.transaction();
    SPOILS[other]?.(sb, transaction, which * 7);
    await transaction.commit();
    return;
  }
  const transaction = nb.transaction();
  if (kind === 'switch') {
    transaction.insert(Logical_Switch, { name: `sw${serial}` });
  } else if (kind === 'port' && owner !== undefined) {
    const addresses = [`0a:00:00:00:0${which}:${other} 10.0.${which}.${other}`, ...(other === 0 ? ['unknown'] : [])];
    const id = transaction.insert(Logical_Switch_Port, { name: `p${serial}`, addresses });
    transaction.mutate(Logical_Switch, owner._uuid, 'ports', 'insert', [id]);
  } else if (kind === 'move' && owner !== undefined && port !== undefined) {
    for (const each of switches) {
      const rest = each.ports.filter((id) => id !== port._uuid);
      transaction.update(Logical_Switch, each._uuid, { ports: each === owner ? [...rest, port._uuid] : rest });
    }
  } else if (kind === 'router') {
    const networks = [`10.0.${which}.1/24`];
    const id = transaction.insert(Logical_Router_Port, { name: `rp${serial}`, mac: '0a:00:00:00:09:01', networks });
    transaction.insert(Logical_Router, { name: `r${serial}`, ports: [id], enabled: other > 1 });
    if (owner !== undefined) {
      const options = new Map([['router-port', `rp${serial}`]]);
      const link = transaction.insert(Logical_Switch_Port, { name: `l${serial}`, type: 'router', options });
      transaction.mutate(Logical_Switch, owner._uuid, 'ports', 'insert', [link]);
    }
  } else if (kind === 'acl' && owner !== undefined) {
    const action = other % 2 === 0 ? 'allow-related' : 'drop';
    const id = transaction.insert(ACL, { direction: 'to-lport', priority: which, match: 'ip4', action });
    transaction.mutate(Logical_Switch, owner._uuid, 'acls', 'insert', [id]);
  } else if (kind === 'group') {
    const members = ports.filter((_, i) => i % 2 === which % 2).map(({ _uuid }) => _uuid);
    const [held] = nb.rows(NorthboundGroup);
    if (held === undefined) transaction.insert(NorthboundGroup, { name: 'pg', ports: members });
    else transaction.update(NorthboundGroup, held._uuid, { ports: members });
  } else if (kind === 'set') {
    const addresses = [`10.1.0.${which}`, `10.1.0.${other}`];
    const [held] = nb.rows(Address_Set);
    if (held === undefined) transaction.insert(Address_Set, { name: 'as', addresses });
    else transaction.update(Address_Set, held._uuid, { addresses });
  } else if (kind === 'key' && owner !== undefined) {
    const key = `${1 + other}`;
    if (switches.some((each) => each.other_config.get('requested-tnl-key') === key)) return;
    transaction.update(Logical_Switch, owner._uuid, { other_config: new Map([['requested-tnl-key', key]]) });
  } else if (kind === 'delete' && owner !== undefined) transaction.delete(Logical_Switch, owner._uuid);
  await transaction.commit();
  if (isLast) await bench.settled();
}

test('the southbound database comes to what is wanted', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(change, { maxLength: 30 }), async (changes) => {
      const bench = new Bench();
      try {
        await Promise.all([bench.nb.whenSynced(), bench.sb.whenSynced()]);
        await bench.start();
        for (const [i, each] of changes.entries()) await apply(bench, each, i);
        await bench.settled();
        expect(bench.log.filter((line) => line.includes('failed'))).toEqual([]);
        bench.writes();
        await bench.start();
        expect(bench.writes()).toEqual({});
      } finally {
        bench.close();
      }
    }),
    { numRuns: 25 },
  );
});
