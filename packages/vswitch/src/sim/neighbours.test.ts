import { expect, test } from '@jest/globals';
import { type Mac, parseMac } from '#base';
import { HandClock } from '../fixture/hand-clock.js';
import { Neighbours } from './neighbours.js';

const M1: Mac = parseMac('02:00:00:00:00:01')!;
const M2: Mac = parseMac('02:00:00:00:00:02')!;

/** What is asked and sent, in order. */
function stack() {
  const clock = new HandClock();
  const heard: string[] = [];
  const neighbours = new Neighbours(clock, (address) => heard.push(`who has ${address}`));
  const send = (packet: string, address: string) =>
    neighbours.resolve(
      address,
      (mac) => heard.push(`${packet} to ${mac}`),
      () => heard.push(`${packet} fails`),
    );
  return { clock, heard, neighbours, send };
}

test('packets wait for the answer to one question, in order', () => {
  const { heard, neighbours, send } = stack();
  send('p1', 'a');
  send('p2', 'a');
  send('p3', 'b');
  neighbours.learn('a', M1);
  send('p4', 'a');
  expect(heard).toEqual(['who has a', 'who has b', `p1 to ${M1}`, `p2 to ${M1}`, `p4 to ${M1}`]);
  expect(neighbours.list()).toEqual([{ address: 'a', mac: M1 }]);
});

test('three questions a second apart, then those who wait hear that nobody is there', () => {
  const { clock, heard, neighbours, send } = stack();
  send('p1', 'a');
  clock.advance(2999);
  expect(heard.splice(0)).toEqual(['who has a', 'who has a', 'who has a']);
  clock.advance(1);
  expect(heard.splice(0)).toEqual(['p1 fails']);
  send('p2', 'a');
  neighbours.learn('a', M2);
  clock.advance(10_000);
  expect(heard).toEqual(['who has a', `p2 to ${M2}`]);
});

test('an address is asked for again after a minute, and what it was told since counts', () => {
  const { clock, heard, neighbours, send } = stack();
  neighbours.learn('a', M1);
  clock.advance(59_999);
  send('p1', 'a');
  clock.advance(1);
  send('p2', 'a');
  neighbours.learn('a', M2);
  expect(heard).toEqual([`p1 to ${M1}`, 'who has a', `p2 to ${M2}`]);
});

test('no more than 64 packets wait', () => {
  const { clock, heard, neighbours, send } = stack();
  for (let i = 0; i < 66; i++) send(`p${i}`, 'a');
  expect(heard.splice(0)).toEqual(['who has a', 'p64 fails', 'p65 fails']);
  neighbours.close();
  clock.advance(10_000);
  expect(heard).toEqual([]);
});
