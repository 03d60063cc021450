/** Commands on ports and their queues, as ovs-ofctl(8) has them. */
import { portConfig } from '../message/port-message.js';
import { parsePort } from '../port.js';
import { asking, type Command, type CommandContext, numbered } from './command.js';
import { UsageError } from './options.js';

function portArgument(target: string, text: string | undefined): { readonly port?: number } {
  if (text === undefined || text.toLowerCase() === 'all') return {};
  const port = parsePort(text);
  if (port === undefined) throw new UsageError(`${target}: unknown port \`${text}'`);
  return { port };
}

const PORT_ACTIONS: ReadonlyMap<string, readonly [bit: number, value: boolean]> = new Map([
  ['up', [portConfig.portDown, false]],
  ['down', [portConfig.portDown, true]],
  ['stp', [portConfig.noStp, false]],
  ['no-stp', [portConfig.noStp, true]],
  ['receive', [portConfig.noReceive, false]],
  ['no-receive', [portConfig.noReceive, true]],
  ['receive-stp', [portConfig.noReceiveStp, false]],
  ['no-receive-stp', [portConfig.noReceiveStp, true]],
  ['forward', [portConfig.noForward, false]],
  ['no-forward', [portConfig.noForward, true]],
  ['flood', [portConfig.noFlood, false]],
  ['no-flood', [portConfig.noFlood, true]],
  ['packet-in', [portConfig.noPacketIn, false]],
  ['no-packet-in', [portConfig.noPacketIn, true]],
]);

async function modPort(
  { open }: CommandContext,
  [target = '', name = '', word = '']: readonly string[],
): Promise<void> {
  const action = PORT_ACTIONS.get(word);
  if (action === undefined) throw new UsageError(`unknown mod-port command '${word}'`);
  const controller = await open(target);
  const parts = await controller.request(
    controller.version === 0x01 ? { kind: 'features_request' } : { kind: 'port_desc_request' },
  );
  const list = parts.flatMap((part) =>
    part.kind === 'features_reply' ? (part.ports ?? []) : part.kind === 'port_desc_reply' ? part.items : [],
  );
  const found = list.find((port) => port.name === name || port.port === parsePort(name));
  if (found === undefined) throw new UsageError(`${target}: couldn't find port \`${name}'`);
  const [bit, value] = action;
  controller.send({
    kind: 'port_mod',
    port: found.port,
    mac: found.mac,
    config: value ? bit : 0,
    mask: bit,
    advertise: 0,
  });
  await controller.barrier();
  controller.close();
}

export const portCommands: Readonly<Record<string, Command>> = {
  'mod-port': { usage: 'mod-port SWITCH IFACE ACT', least: 3, most: 3, run: modPort },
  'dump-ports': asking('dump-ports SWITCH [PORT]', 2, ([port], target) => ({
    kind: 'port_stats_request',
    ...portArgument(target, port),
  })),
  'dump-ports-desc': asking('dump-ports-desc SWITCH [PORT]', 2, ([port], target) => ({
    kind: 'port_desc_request',
    ...portArgument(target, port),
  })),
  'queue-stats': asking('queue-stats SWITCH [PORT [QUEUE]]', 3, ([port, queue], target) => {
    const number = numbered(queue, 'queue', 'all');
    return {
      kind: 'queue_stats_request',
      ...portArgument(target, port),
      ...(number !== undefined && { queue: number }),
    };
  }),
};
