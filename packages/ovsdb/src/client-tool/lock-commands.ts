/** `ovsdb-client lock`, `steal`, `unlock` and `wait`. */
import { type Json, stringifyJson } from '#ovsdb/notation';
import type { Call, Command } from './command.js';
import { firstReply } from './server-connection.js';

export const lockCommands: readonly Command[] = [
  {
    name: 'lock',
    needs: 'server',
    operands: [1, 1],
    isLasting: true,
    help: ['lock [SERVER] LOCK', 'create or wait for LOCK in SERVER'],
    run: (call) => hold(call, 'lock'),
  },
  {
    name: 'steal',
    needs: 'server',
    operands: [1, 1],
    isLasting: true,
    help: ['steal [SERVER] LOCK', 'steal LOCK from SERVER'],
    run: (call) => hold(call, 'steal'),
  },
  {
    name: 'unlock',
    needs: 'server',
    operands: [1, 1],
    help: ['unlock [SERVER] LOCK', 'unlock LOCK from SERVER'],
    run: async ({ ask, args, output }) => output.json(await ask('unlock', [args[0] ?? ''])),
  },
];

/** Says what becomes of the lock, until the connection ends. */
async function hold(
  { ask, args, listen, output, unixctl, becomeReady }: Call,
  method: 'lock' | 'steal',
): Promise<void> {
  const held = listen((notified, params) => {
    if (notified === 'locked' || notified === 'stolen') output.line(`${stringifyJson(params, 'sorted')} ${notified}`);
  });
  for (const name of ['lock', 'steal', 'unlock']) {
    unixctl.register(name, 'LOCK', 1, 1, async ([lock = '']) => {
      output.json(await ask(name, [lock]));
      return '';
    });
  }
  const first = ask(method, [args[0] ?? '']).then((reply) => output.json(reply));
  await firstReply(first, held);
  becomeReady();
  await held;
}

export const waitCommand: Command = {
  name: 'wait',
  needs: 'server',
  isPatient: true,
  operands: [2, 2],
  help: [
    'wait [SERVER] DATABASE STATE',
    'wait until DATABASE reaches STATE ("added" or "connected" or "removed")',
    'in DATBASE on SERVER.',
  ],
  async run({ ask, args }) {
    const [database = '', state = ''] = args;
    if (!['added', 'connected', 'removed'].includes(state)) throw new Error(`${state}: unknown state`);
    const operation: Json = {
      op: 'wait',
      table: 'Database',
      where: [['name', '==', database], ...(state === 'connected' ? [['connected', '==', true]] : [])],
      columns: ['name'],
      until: '==',
      rows: state === 'removed' ? [] : [{ name: database }],
    };
    await ask('transact', ['_Server', operation]);
  },
};
