/** The commands of `ofctl`, as ovs-ofctl(8) has them, and how one is run. */
import { formatReply } from '../text/message-format.js';
import { asking, type Command, type CommandContext } from './command.js';
import { flowCommands, packetCommands } from './flow-commands.js';
import { groupCommands } from './group-commands.js';
import { meterCommands } from './meter-commands.js';
import { UsageError } from './options.js';
import { portCommands } from './port-commands.js';
import { tunnelOptionCommands } from './tunnel-option-commands.js';

async function show({ open, print }: CommandContext, [target = '']: readonly string[]): Promise<void> {
  const controller = await open(target);
  print(formatReply(await controller.request({ kind: 'features_request' }), controller.version, 2));
  if (controller.version !== 0x01) {
    print(formatReply(await controller.request({ kind: 'port_desc_request' }), controller.version, 3));
  }
  const config = await controller.request({ kind: 'get_config_request' });
  print(formatReply(config, controller.version, controller.version === 0x01 ? 4 : 5));
  controller.close();
}

/** In the order in which help lists them. */
export const commands: Readonly<Record<string, Command>> = {
  show: { usage: 'show SWITCH', least: 1, most: 1, run: show },
  'dump-desc': asking('dump-desc SWITCH', 1, () => ({ kind: 'desc_request' })),
  'dump-tables': asking('dump-tables SWITCH', 1, () => ({ kind: 'table_stats_request' })),
  ...portCommands,
  ...flowCommands,
  ...groupCommands,
  ...meterCommands,
  ...packetCommands,
  ...tunnelOptionCommands,
};

/** Commands that OpenFlow 1.0 has no messages for. */
const SINCE_13 = new Set(['add-meter', 'mod-meter', 'del-meters', 'dump-meters', 'meter-stats', 'meter-features']);

/** Runs the command that the words name. Throws UsageError and what connections and switches fail with. */
export async function runCommand(context: CommandContext): Promise<void> {
  const [name, ...args] = context.options.words;
  if (name === undefined) throw new UsageError('missing command name; use --help for help');
  const command = commands[name];
  if (command === undefined) throw new UsageError(`unknown command '${name}'; use --help for help`);
  if (args.length < command.least)
    throw new UsageError(`'${name}' command requires at least ${command.least} arguments`);
  if (args.length > command.most) throw new UsageError(`'${name}' command takes at most ${command.most} arguments`);
  if (SINCE_13.has(name) && context.options.versions.every((version) => version === 0x01)) {
    throw new UsageError(
      'none of the usable flow formats (OXM-OpenFlow13,OXM-OpenFlow14,OXM-OpenFlow15) is among the allowed flow formats (OpenFlow10,NXM)',
    );
  }
  await command.run(context, args);
}
