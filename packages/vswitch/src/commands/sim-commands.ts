/** Run-time commands of simulated machines. */
import type { Unixctl } from '#daemon';
import { SimDevice } from '../port/sim-device.js';
import type { Machine } from '../sim/machine.js';
import type { Switch } from '../switch/switch.js';

/** How long ping waits for the last answers, and a TCP connection for its own. */
const LINGER_MS = 10_000;
const TCP_TIMEOUT_MS = 5000;

export function registerSimCommands(unixctl: Unixctl, current: Switch): void {
  unixctl.register('sim/list', '', 0, 0, () =>
    machines(current)
      .map((machine) => `${machine.describe()}\n`)
      .join(''),
  );
  unixctl.register('sim/ping', 'VM DESTINATION [COUNT [INTERVAL]]', 2, 4, async (args) => {
    const [name = '', destination = '', countText = '4', intervalText = '1'] = args;
    const count = Number(countText);
    const interval = Number(intervalText);
    if (!Number.isInteger(count) || count < 1 || count > 65535)
      throw new Error(`ping: invalid argument: '${countText}'`);
    if (!Number.isFinite(interval) || interval < 0.001) throw new Error(`ping: bad timing interval: ${intervalText}`);
    const outcome = await machineOf(current, name).ping({
      destination,
      count,
      intervalMs: interval * 1000,
      size: 56,
      lingerMs: LINGER_MS,
    });
    if (!outcome.isAnswered) throw new Error(outcome.text);
    return outcome.text;
  });
  unixctl.register(
    'sim/tcp',
    'VM DESTINATION PORT [TEXT]',
    3,
    4,
    async ([name = '', destination = '', port = '', text]) => {
      const sent = text ?? 'hello';
      const answer = await machineOf(current, name).tcp(destination, Number(port), sent, TCP_TIMEOUT_MS);
      if (answer !== sent) throw new Error(`${destination} port ${port}: ${answer}`);
      return answer;
    },
  );
}

function machines(current: Switch): readonly Machine[] {
  const found = [...current.bridges.values()].flatMap(({ ports }) =>
    [...ports.values()].flatMap(({ device }) => (device instanceof SimDevice ? [device.machine] : [])),
  );
  return found.sort((a, b) => (a.name < b.name ? -1 : 1));
}

function machineOf(current: Switch, name: string): Machine {
  const machine = machines(current).find((candidate) => candidate.name === name);
  if (machine === undefined) throw new Error(`${name}: no simulated machine of this name`);
  return machine;
}
