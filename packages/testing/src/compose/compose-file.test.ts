import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { parseComposeFile } from './compose-file.js';

const FILE = readFileSync(join(process.cwd(), 'docker-compose.yml'), 'utf8');

test("the project's own file is understood whole", () => {
  const { services, prefixLength } = parseComposeFile(FILE);
  expect(prefixLength).toBe(24);
  expect(services.map(([name, service]) => [name, service.networks.underlay.ipv4_address, service.command[0]])).toEqual(
    [
      ['central', '172.30.0.10', 'central'],
      ['worker1', '172.30.0.11', 'sh'],
      ['worker2', '172.30.0.12', 'sh'],
    ],
  );
  expect(services[1]?.[1].command[2]).toContain('system-id="$CHASSIS"');
});

test('whatever is not understood fails', () => {
  const changes: readonly (readonly [string, string, RegExp])[] = [
    ['    build: .', '    build: .\n    privileged: true', /privileged/],
    ['retries: 30', 'retries: 30\n      start_period: 3s', /start_period/],
    ['cap_add: [NET_ADMIN]', 'cap_add: [SYS_ADMIN]', /cap_add/],
    ['"$$CHASSIS"', '"$CHASSIS"', /variable of compose/],
    ['networks:\n  underlay:', 'volumes: {data: {}}\nnetworks:\n  underlay:', /volumes/],
  ];
  for (const [from, to, message] of changes) {
    expect(FILE).toContain(from);
    expect(() => parseComposeFile(FILE.replace(from, to))).toThrow(message);
  }
});
