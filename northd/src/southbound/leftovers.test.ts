import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { Logical_Router, Logical_Router_Port, Logical_Switch, Logical_Switch_Port } from '#schemas/northbound';
import { Datapath_Binding, FDB, MAC_Binding } from '#schemas/southbound';
import { Bench } from '../testing/bench.js';

let bench: Bench;

beforeEach(async () => {
  bench = new Bench();
  await Promise.all([bench.nb.whenSynced(), bench.sb.whenSynced()]);
  await bench.start();
  await bench.change((transaction) => {
    const ports = ['p1', 'p2'].map((name) => transaction.insert(Logical_Switch_Port, { name }));
    transaction.insert(Logical_Switch, { name: 'sw', ports });
    for (const name of ['r1', 'r2']) {
      const port = transaction.insert(Logical_Router_Port, {
        name: `${name}-p`,
        mac: '0a:00:00:00:00:01',
        networks: ['10.0.0.1/24'],
      });
      transaction.insert(Logical_Router, { name, ports: [port] });
    }
  });
});

afterEach(() => bench.close());

/** What controllers would have learnt: a neighbour by each router port, a station by each switch port. */
async function learn() {
  const transaction = bench.sb.transaction();
  const keyOf = (name: string) =>
    [...bench.sb.rows(Datapath_Binding)].find(({ external_ids: ids }) => ids.get('name') === name);
  for (const name of ['r1', 'r2']) {
    const datapath = keyOf(name)!._uuid;
    transaction.insert(MAC_Binding, { logical_port: `${name}-p`, ip: '10.0.0.9', mac: '0a:00:00:00:00:09', datapath });
  }
  for (const port of [1, 2]) {
    transaction.insert(FDB, { mac: `0a:00:00:00:01:0${port}`, dp_key: keyOf('sw')!.tunnel_key, port_key: port });
  }
  await transaction.commit();
  await bench.settled();
}

const learnt = () => [
  ...[...bench.sb.rows(MAC_Binding)].map(({ logical_port: port }) => port).sort(),
  ...[...bench.sb.rows(FDB)].map(({ mac }) => mac).sort(),
];

test('what was learnt stays while its port does, and goes with it', async () => {
  await learn();
  expect(learnt()).toEqual(['r1-p', 'r2-p', '0a:00:00:00:01:01', '0a:00:00:00:01:02']);
  const [router] = [...bench.nb.rows(Logical_Router)].filter(({ name }) => name === 'r1');
  const [port] = [...bench.nb.rows(Logical_Switch_Port)].filter(({ name }) => name === 'p2');
  await bench.change((transaction) => {
    transaction.delete(Logical_Router, router!._uuid);
    for (const row of bench.nb.rows(Logical_Switch))
      transaction.mutate(Logical_Switch, row._uuid, 'ports', 'delete', [port!._uuid]);
  });
  expect(learnt()).toEqual(['r2-p', '0a:00:00:00:01:01']);
});

test('what was learnt of a port that moves to another router goes', async () => {
  await learn();
  const [from, to] = ['r1', 'r2'].map(
    (wanted) => [...bench.nb.rows(Logical_Router)].find(({ name }) => name === wanted)!,
  );
  await bench.change((transaction) => {
    transaction.update(Logical_Router, from!._uuid, { ports: [] });
    transaction.update(Logical_Router, to!._uuid, { ports: [...from!.ports, ...to!.ports] });
  });
  expect(learnt().filter((each) => each.startsWith('r'))).toEqual(['r2-p']);
});

test('what was learnt of a port that moves to another switch goes', async () => {
  await learn();
  const [sw] = bench.nb.rows(Logical_Switch);
  const [stays, moves] = sw!.ports;
  await bench.change((transaction) => {
    transaction.update(Logical_Switch, sw!._uuid, { ports: [stays!] });
    transaction.insert(Logical_Switch, { name: 'sw2', ports: [moves!] });
  });
  expect(learnt().filter((each) => each.startsWith('0a'))).toEqual(['0a:00:00:00:01:01']);
});

test('what belongs to nothing goes at once, at a start too', async () => {
  bench.stopFirst();
  const transaction = bench.sb.transaction();
  const [first] = bench.sb.rows(Datapath_Binding);
  transaction.insert(MAC_Binding, {
    logical_port: 'gone',
    ip: '10.0.0.9',
    mac: '0a:00:00:00:00:09',
    datapath: first!._uuid,
  });
  transaction.insert(FDB, { mac: '0a:00:00:00:01:01', dp_key: 99, port_key: 1 });
  transaction.insert(FDB, { mac: '0a:00:00:00:01:02', dp_key: 1, port_key: 99 });
  await transaction.commit();
  await bench.start();
  expect(learnt()).toEqual([]);
});
