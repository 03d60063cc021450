import { expect, test } from '@jest/globals';
import { Allowance } from './allowance.js';

const turn = () => new Promise((resolve) => setImmediate(resolve));

test('those who find it used up go on in later turns, in their order, each turn with as much as there is', async () => {
  const allowance = new Allowance(10);
  const done: string[] = [];
  const work = (who: string, left: number): void => {
    if (left === 0) return;
    if (allowance.isUsedUp) {
      allowance.later(() => work(who, left));
      return;
    }
    allowance.use(4);
    done.push(who);
    if (left > 1) allowance.later(() => work(who, left - 1));
  };
  for (const who of ['a', 'b', 'c', 'd']) work(who, 2);
  const turns = [done.splice(0).join('')];
  for (let i = 0; i < 3; i++) {
    await turn();
    turns.push(done.splice(0).join(''));
  }
  expect(turns).toEqual(['abc', 'abc', 'dd', '']);
});

test('what little work of many turns comes to is no turn of much work', async () => {
  const allowance = new Allowance(10);
  const seen: boolean[] = [];
  for (let i = 0; i < 12; i++) {
    allowance.use(2);
    seen.push(allowance.isUsedUp);
    await turn();
  }
  expect(seen).not.toContain(true);
});
