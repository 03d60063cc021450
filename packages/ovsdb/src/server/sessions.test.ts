import { expect, test } from '@jest/globals';
import { TestClient, testService } from './testing-service.js';

const SCHEMA = '{"name":"D","version":"1.0.0","tables":{}}';

test('who has ended is told of once and counts no more', () => {
  const { service } = testService(SCHEMA);
  const ended: string[] = [];
  const clients = ['a', 'b'].map((name) => {
    const client = new TestClient(name);
    service.accept(client.connection, { probeMs: 0, isReadOnly: false, onClosed: () => ended.push(name) });
    return client;
  });
  clients[0]?.hangUp();
  expect([ended, service.figures()['sessions']]).toEqual([['a'], 1]);
  service.disableConditions();
  expect([ended, service.figures()['sessions']]).toEqual([['a', 'b'], undefined]);
  expect(clients[1]?.closedBecause).toBe('connection closed on request');
});
