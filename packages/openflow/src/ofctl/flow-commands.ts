/** Commands on flows, and `packet-out`, as ovs-ofctl(8) has them. */
import { fields } from '../field.js';
import type { Match } from '../match.js';
import type { FlowCommand, FlowFilter, FlowMod, FlowStats } from '../message/flow-mod.js';
import type { PacketOut } from '../message/packet-in.js';
import { ports } from '../port.js';
import { parseActions } from '../text/action-parse.js';
import { formatFlow, formatFlowMod } from '../text/flow-format.js';
import { parseFilter, parseFlow } from '../text/flow-parse.js';
import { parseMatch } from '../text/match-parse.js';
import { formatReply } from '../text/message-format.js';
import { keyValue, splitParts } from '../text/split.js';
import type { Controller } from '../transport/controller.js';
import { type Command, type CommandContext, change, flowLines, prepare } from './command.js';
import { type Options, UsageError } from './options.js';
import { plainMatch } from './plain-match.js';

/** The match that is sent, with a word in the log about what was left out. */
function sent(context: CommandContext, match: Match): Match {
  const plain = plainMatch(match);
  if (plain.change !== undefined) {
    context.log('ofp_match', 'normalization changed ofp_match, details:');
    context.log('ofp_match', ` pre: ${plain.change.before}`);
    context.log('ofp_match', `post: ${plain.change.after}`);
  }
  return plain.match;
}

const sentFlow = (context: CommandContext, mod: FlowMod): FlowMod => ({ ...mod, match: sent(context, mod.match) });

function filterOf(context: CommandContext, text: string | undefined): FlowFilter {
  if (text === undefined) return { match: [] };
  const { table, match, cookie, cookieMask, outPort, outGroup } = parseFilter(text);
  return {
    ...(table !== 255 && { table }),
    match: sent(context, match),
    ...(cookieMask !== undefined && { cookie, cookieMask }),
    ...(outPort !== undefined && { outPort }),
    ...(outGroup !== undefined && { outGroup }),
  };
}

async function dumpFlows(context: CommandContext, [target = '', flow]: readonly string[]): Promise<void> {
  const { options, open, print } = context;
  const filter = filterOf(context, flow);
  const controller = await open(target);
  await prepare(controller, false);
  const { version } = controller;
  const parts = await controller.request({ kind: 'flow_stats_request', filter });
  controller.close();
  const text = (flow: FlowStats) => ` ${formatFlow(flow, { version, hasStats: options.hasStats })}`;
  const lists = parts.filter((part) => part.kind === 'flow_stats_reply');
  if (options.order === undefined) {
    for (const { items, more } of lists) {
      if (options.hasStats) print(`${headOfFlows(version)}${more ? ' flags=[more]' : ''}`);
      for (const flow of items) print(text(flow));
    }
    return;
  }
  const sign = options.order === 'ascending' ? 1 : -1;
  const flows = lists.flatMap((part) => [...part.items]).sort((a, b) => sign * (a.priority - b.priority));
  for (const flow of flows) print(text(flow));
}

function headOfFlows(version: Controller['version']): string {
  const xid = version === 0x01 ? 4 : 2;
  return formatReply([{ kind: 'flow_stats_reply', more: false, items: [] }], version, xid);
}

async function dumpAggregate(context: CommandContext, [target = '', flow]: readonly string[]): Promise<void> {
  const { open, print } = context;
  const filter = filterOf(context, flow);
  const controller = await open(target);
  await prepare(controller, false);
  const parts = await controller.request({ kind: 'aggregate_request', filter });
  print(formatReply(parts, controller.version, controller.version === 0x01 ? 4 : 2));
  controller.close();
}

const WORDS: ReadonlyMap<string, FlowCommand> = new Map([
  ['add', 'add'],
  ['modify', 'modify'],
  ['modify_strict', 'modify_strict'],
  ['delete', 'delete'],
  ['delete_strict', 'delete_strict'],
]);

/** A line of a file may begin with its own command. */
function flowOfLine(line: string, command: FlowCommand): FlowMod {
  const found = /^([a-z_]+)\s+(.*)$/.exec(line);
  const own = found === null ? undefined : WORDS.get(found[1]!);
  return own === undefined ? parseFlow(line, command) : parseFlow(found![2]!, own);
}

function flows(usage: string, command: (options: Options) => FlowCommand): Command {
  return {
    usage,
    least: 2,
    most: 2,
    run: (context, [target = '', flow = '']) => {
      const kind = command(context.options);
      const lines = flow === '-' ? flowLines(context.read('-')) : [flow];
      return change(
        context,
        target,
        lines.map((line) => sentFlow(context, flowOfLine(line, kind))),
      );
    },
  };
}

async function deleteFlows(context: CommandContext, [target = '', flow]: readonly string[]): Promise<void> {
  const command = context.options.isStrict ? 'delete_strict' : 'delete';
  const lines = flow === '-' ? flowLines(context.read('-')) : [flow ?? ''];
  await change(
    context,
    target,
    lines.map((line) => sentFlow(context, flowOfLine(line, command))),
  );
}

/** Makes the switch's flows those of the file: deletes the others, adds what is missing or differs. */
async function replaceFlows(context: CommandContext, [target = '', file = '']: readonly string[]): Promise<void> {
  const wanted = flowLines(context.read(file)).map((line) => sentFlow(context, parseFlow(line)));
  const controller = await context.open(target);
  await prepare(controller, true);
  const parts = await controller.request({ kind: 'flow_stats_request', filter: { match: [] } });
  controller.close();
  const present = parts.flatMap((part) => (part.kind === 'flow_stats_reply' ? part.items : []));
  const keyOf = (mod: FlowMod) =>
    formatFlowMod({ ...mod, cookie: 0n, idleTimeout: 0, hardTimeout: 0, flags: 0, importance: 0, actions: [] });
  const held = new Map(
    present.map((flow) => {
      const mod: FlowMod = { kind: 'flow_mod', command: 'add', ...flow };
      return [keyOf(mod), mod] as const;
    }),
  );
  const keys = new Set(wanted.map(keyOf));
  const changes: FlowMod[] = [...held]
    .filter(([key]) => !keys.has(key))
    .map(([, mod]) => ({
      kind: 'flow_mod',
      command: 'delete_strict',
      table: mod.table,
      priority: mod.priority,
      cookie: 0n,
      match: mod.match,
      actions: [],
    }));
  const { version } = controller;
  const same = (mod: FlowMod) => formatFlowMod({ ...mod, flags: 0, importance: 0 }, version);
  for (const mod of wanted) {
    const old = held.get(keyOf(mod));
    if (old === undefined || same(old) !== same(mod)) changes.push(mod);
  }
  await change(context, target, changes);
}

/** `in_port=1 packet=0123.. actions=..`: a packet-out. */
function parsePacketOut(text: string): PacketOut {
  const found = /^(.*?)(?:^|[\s,])actions?=(.*)$/s.exec(text);
  if (found === null) throw new UsageError('must specify an action');
  let packet: Uint8Array | undefined;
  const metadata: string[] = [];
  for (const part of splitParts(found[1]!, true)) {
    const { key, value = '' } = keyValue(part);
    if (key !== 'packet') metadata.push(part);
    else if (!/^([0-9a-f]{2})+$/i.test(value)) throw new UsageError('Trailing garbage in packet data');
    else packet = Uint8Array.from(value.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
  }
  if (packet === undefined) throw new UsageError('must specify packet');
  const match = parseMatch(metadata.join(','));
  const hasPort = match.some((item) => item.field === fields.in_port);
  const port = { field: fields.in_port, value: ports.none };
  return { kind: 'packet_out', metadata: hasPort ? match : [port, ...match], actions: parseActions(found[2]!), packet };
}

export const flowCommands: Readonly<Record<string, Command>> = {
  'dump-flows': { usage: 'dump-flows SWITCH [FLOW]', least: 1, most: 2, run: dumpFlows },
  'dump-aggregate': { usage: 'dump-aggregate SWITCH [FLOW]', least: 1, most: 2, run: dumpAggregate },
  'add-flow': flows('add-flow SWITCH FLOW', () => 'add'),
  'add-flows': {
    usage: 'add-flows SWITCH FILE',
    least: 2,
    most: 2,
    run: (context, [target = '', file = '']) =>
      change(
        context,
        target,
        flowLines(context.read(file)).map((line) => sentFlow(context, flowOfLine(line, 'add'))),
      ),
  },
  'mod-flows': flows('mod-flows SWITCH FLOW', (options) => (options.isStrict ? 'modify_strict' : 'modify')),
  'del-flows': { usage: 'del-flows SWITCH [FLOW]', least: 1, most: 2, run: deleteFlows },
  'replace-flows': { usage: 'replace-flows SWITCH FILE', least: 2, most: 2, run: replaceFlows },
};

export const packetCommands: Readonly<Record<string, Command>> = {
  'packet-out': {
    usage: 'packet-out SWITCH "in_port=PORT packet=DATA actions=ACTIONS"',
    least: 2,
    most: 2,
    run: (context, [target = '', text = '']) => change(context, target, [parsePacketOut(text)]),
  },
};
