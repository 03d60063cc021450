import { expect, test } from '@jest/globals';
import { Logical_Router, Logical_Switch } from '#schemas/northbound';
import { Datapath_Binding, Logical_DP_Group } from '#schemas/southbound';
import { Bench } from '../testing/bench.js';

test('the members of a group that others changed are set right', async () => {
  const bench = new Bench();
  await Promise.all([bench.nb.whenSynced(), bench.sb.whenSynced()]);
  await bench.start();
  await bench.change((transaction) => {
    for (const name of ['sw1', 'sw2']) transaction.insert(Logical_Switch, { name });
    transaction.insert(Logical_Router, { name: 'r' });
  });
  const right = bench.sharing();
  const [group] = bench.sb.rows(Logical_DP_Group);
  const all = [...bench.sb.rows(Datapath_Binding)].map(({ _uuid }) => _uuid);
  for (const datapaths of [[], group!.datapaths.slice(1), all]) {
    const transaction = bench.sb.transaction();
    transaction.update(Logical_DP_Group, group!._uuid, { datapaths });
    await transaction.commit();
    await bench.settled();
    expect([...bench.sb.rows(Logical_DP_Group)]).toEqual([group]);
    expect(bench.sharing()).toEqual(right);
  }
  bench.close();
});
