import { expect, test } from '@jest/globals';
import { testService } from './testing-service.js';

const SCHEMA = '{"name":"D","version":"1.0.0","tables":{"T":{"columns":{"n":{"type":"integer"}},"isRoot":true}}}';

test('monitors end with their database: those who follow such changes are told, others are dropped', async () => {
  const { service, client } = testService(SCHEMA);
  const [aware, other] = [client(), client()];
  aware.send('set_db_change_aware', [true]);
  for (const each of [aware, other]) each.send('monitor', ['D', 'm', { T: [{}] }]);
  expect(service.figures()).toMatchObject({ monitors: 1, sessions: 2 });
  service.removeDatabase('D');
  expect(service.figures()).toMatchObject({ monitors: 0, sessions: 1 });
  expect(await aware.next()).toContain('{"id":null,"method":"monitor_canceled","params":["m"]}');
  expect(other.closedBecause).toBe('removing D database');
});
