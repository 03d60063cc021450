/**
 * The commands of `ofctl`, as ovs-ofctl(8) has them. Before: options.ts. After: a controller connection; the answer is text. Each opens its
 * connection through what `main.ts` hands it. Over 400 lines because it is one command after the other.
 */

import { fields } from '../field.js';
import type { FlowCommand, FlowFilter, FlowMod, FlowStats } from '../message/flow-mod.js';
import { type GroupCommand, type GroupMod, groups } from '../message/group-mod.js';
import type { Message } from '../message/message.js';
import type { MeterMod } from '../message/meter-mod.js';
import type { PacketOut } from '../message/packet-in.js';
import { portConfig } from '../message/port-message.js';
import type { TlvMapping, TlvTableMod } from '../message/tlv-table.js';
import { parsePort, ports } from '../port.js';
import type { SwitchChange } from '../switch-handler.js';
import { parseActions } from '../text/action-parse.js';
import { formatFlow, formatFlowMod } from '../text/flow-format.js';
import { parseFilter, parseFlow } from '../text/flow-parse.js';
import { parseGroup } from '../text/group-format.js';
import { parseMatch } from '../text/match-parse.js';
import { formatReply } from '../text/message-format.js';
import { parseMeter } from '../text/meter-parse.js';
import { keyValue, requireNumber, splitParts } from '../text/split.js';
import type { Controller } from '../transport/controller.js';
import { type Options, UsageError } from './options.js';

export interface CommandContext {
  readonly options: Options;
  /** Opens a connection to the switch of a bridge name, a socket's path, or an address. */
  readonly open: (target: string) => Promise<Controller>;
  /** The contents of a file; `-` is standard input. */
  readonly read: (file: string) => string;
  readonly print: (text: string) => void;
}

interface Command {
  readonly usage: string;
  readonly least: number;
  readonly most: number;
  readonly run: (context: CommandContext, args: readonly string[]) => Promise<void>;
}

/** The connection's forms in OpenFlow 1.0: Nicira's flows with table ids. Later versions need none. */
async function prepare(controller: Controller, needsTableId: boolean): Promise<void> {
  if (controller.version !== 0x01) return;
  controller.send({ kind: 'set_flow_format', format: 'nxm' });
  await controller.barrier();
  if (!needsTableId) return;
  controller.send({ kind: 'flow_mod_table_id', isSet: true });
  await controller.barrier();
}

/** A request whose answer is printed. */
function asking(usage: string, most: number, make: (args: readonly string[], target: string) => Message): Command {
  return {
    usage,
    least: 1,
    most,
    run: async ({ open, print }, [target = '', ...args]) => {
      const controller = await open(target);
      const parts = await controller.request(make(args, target));
      print(formatReply(parts, controller.version, 2));
      controller.close();
    },
  };
}

function numbered(text: string | undefined, what: string, all: string): number | undefined {
  return text === undefined || text.toLowerCase() === all ? undefined : requireNumber(text, what);
}

function portArgument(target: string, text: string | undefined): { readonly port?: number } {
  if (text === undefined || text.toLowerCase() === 'all') return {};
  const port = parsePort(text);
  if (port === undefined) throw new UsageError(`${target}: unknown port \`${text}'`);
  return { port };
}

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

function filterOf(text: string | undefined): FlowFilter {
  if (text === undefined) return { match: [] };
  const { table, match, cookie, cookieMask, outPort, outGroup } = parseFilter(text);
  return {
    ...(table !== 255 && { table }),
    match,
    ...(cookieMask !== undefined && { cookie, cookieMask }),
    ...(outPort !== undefined && { outPort }),
    ...(outGroup !== undefined && { outGroup }),
  };
}

async function dumpFlows(
  { options, open, print }: CommandContext,
  [target = '', flow]: readonly string[],
): Promise<void> {
  const filter = filterOf(flow);
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

async function dumpAggregate({ open, print }: CommandContext, [target = '', flow]: readonly string[]): Promise<void> {
  const filter = filterOf(flow);
  const controller = await open(target);
  await prepare(controller, false);
  const parts = await controller.request({ kind: 'aggregate_request', filter });
  print(formatReply(parts, controller.version, controller.version === 0x01 ? 4 : 2));
  controller.close();
}

/** Sends changes one after the other; the first refusal ends the command. */
async function change({ options, open }: CommandContext, target: string, changes: readonly Message[]): Promise<void> {
  const controller = await open(target);
  await prepare(controller, true);
  const isBundle = options.isBundle && controller.version !== 0x01;
  const bundled = isBundle ? changes.filter(isSwitchChange) : [];
  if (bundled.length > 0) {
    const outcome = await controller.bundle(bundled);
    const [failure] = outcome.failures;
    if (failure !== undefined || !outcome.isCommitted) {
      throw new Error(`bundle failed: ${failure?.error ?? outcome.error}`);
    }
  } else {
    const refusals = changes.map((message) => controller.request(message).catch((error: unknown) => error));
    await controller.barrier();
    controller.close();
    const refused = (await Promise.all(refusals)).find(
      (answer) => answer instanceof Error && 'code' in answer && answer.code === 'refused',
    );
    if (refused !== undefined) throw refused;
    return;
  }
  controller.close();
}

function isSwitchChange(message: Message): message is SwitchChange {
  return message.kind === 'flow_mod' || message.kind === 'group_mod';
}

function flowLines(text: string): readonly string[] {
  return text
    .split('\n')
    .map((line) => line.replace(/#.*$/, '').trim())
    .filter((line) => line !== '');
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
        lines.map((line) => flowOfLine(line, kind)),
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
    lines.map((line) => flowOfLine(line, command)),
  );
}

/** Makes the switch's flows those of the file: deletes the others, adds what is missing or differs. */
async function replaceFlows(context: CommandContext, [target = '', file = '']: readonly string[]): Promise<void> {
  const wanted = flowLines(context.read(file)).map((line) => parseFlow(line));
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

function group(usage: string, command: GroupCommand, least = 2): Command {
  return {
    usage,
    least,
    most: 2,
    run: (context, [target = '', text]) => {
      const lines = text === '-' ? flowLines(context.read('-')) : [text ?? ''];
      return change(
        context,
        target,
        lines.map((line): GroupMod => parseGroup(line, command)),
      );
    },
  };
}

function meter(usage: string, command: MeterMod['command'], least = 2): Command {
  return {
    usage,
    least,
    most: 2,
    run: (context, [target = '', text]) => change(context, target, [parseMeter(text ?? '', command)]),
  };
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

/** `{class=0x102,type=0x80,len=4}->tun_metadata0`, several separated by commas. */
function parseMapping(part: string): TlvMapping {
  const found = /^\{class=([^,]+),type=([^,]+),len=([^}]+)\}->tun_metadata(\d+)$/.exec(part.replaceAll(' ', ''));
  if (found === null) throw new UsageError(`${part}: invalid option mapping`);
  return {
    optionClass: requireNumber(found[1], 'class', 0xffff),
    optionType: requireNumber(found[2], 'type', 0xff),
    optionLength: requireNumber(found[3], 'len', 124),
    index: requireNumber(found[4], 'field', 63),
  };
}

/** Commas inside the braces do not separate mappings. */
function mappingsOf(text: string): readonly TlvMapping[] {
  return text.split(/,(?=\s*\{)/).map((part) => parseMapping(part.trim()));
}

function tlvMap(usage: string, command: TlvTableMod['command'], least: number): Command {
  return {
    usage,
    least,
    most: 2,
    run: (context, [target = '', text]) =>
      change(context, target, [
        text === undefined
          ? { kind: 'tlv_table_mod', command: 'clear', mappings: [] }
          : { kind: 'tlv_table_mod', command, mappings: mappingsOf(text) },
      ]),
  };
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

/** In the order in which help lists them. */
export const commands: Readonly<Record<string, Command>> = {
  show: { usage: 'show SWITCH', least: 1, most: 1, run: show },
  'dump-desc': asking('dump-desc SWITCH', 1, () => ({ kind: 'desc_request' })),
  'dump-tables': asking('dump-tables SWITCH', 1, () => ({ kind: 'table_stats_request' })),
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
        flowLines(context.read(file)).map((line) => flowOfLine(line, 'add')),
      ),
  },
  'mod-flows': flows('mod-flows SWITCH FLOW', (options) => (options.isStrict ? 'modify_strict' : 'modify')),
  'del-flows': { usage: 'del-flows SWITCH [FLOW]', least: 1, most: 2, run: deleteFlows },
  'replace-flows': { usage: 'replace-flows SWITCH FILE', least: 2, most: 2, run: replaceFlows },
  'dump-groups': asking('dump-groups SWITCH [GROUP]', 2, ([text]) => {
    const number = numbered(text, 'group', 'all');
    return { kind: 'group_desc_request', ...(number !== undefined && { group: number }) };
  }),
  'dump-group-stats': asking('dump-group-stats SWITCH [GROUP]', 2, ([text]) => {
    const number = numbered(text, 'group', 'all');
    return { kind: 'group_stats_request', ...(number !== undefined && { group: number }) };
  }),
  'dump-group-features': asking('dump-group-features SWITCH', 1, () => ({ kind: 'group_features_request' })),
  'add-group': group('add-group SWITCH GROUP', 'add'),
  'mod-group': group('mod-group SWITCH GROUP', 'modify'),
  'del-groups': {
    usage: 'del-groups SWITCH [GROUP]',
    least: 1,
    most: 2,
    run: (context, [target = '', text]) =>
      change(context, target, [
        text === undefined
          ? { kind: 'group_mod', command: 'delete', group: groups.all, type: 'all', buckets: [] }
          : parseGroup(text, 'delete'),
      ]),
  },
  'insert-buckets': group('insert-buckets SWITCH GROUP', 'insert_bucket'),
  'remove-buckets': group('remove-buckets SWITCH GROUP', 'remove_bucket'),
  'add-meter': meter('add-meter SWITCH METER', 'add'),
  'mod-meter': meter('mod-meter SWITCH METER', 'modify'),
  'del-meters': meter('del-meters SWITCH [METER]', 'delete', 1),
  'dump-meters': asking('dump-meters SWITCH [METER]', 2, ([text]) => ({
    kind: 'meter_config_request',
    ...meterArgument(text),
  })),
  'meter-stats': asking('meter-stats SWITCH [METER]', 2, ([text]) => ({
    kind: 'meter_stats_request',
    ...meterArgument(text),
  })),
  'meter-features': asking('meter-features SWITCH', 1, () => ({ kind: 'meter_features_request' })),
  'packet-out': {
    usage: 'packet-out SWITCH "in_port=PORT packet=DATA actions=ACTIONS"',
    least: 2,
    most: 2,
    run: (context, [target = '', text = '']) => change(context, target, [parsePacketOut(text)]),
  },
  'add-tlv-map': tlvMap('add-tlv-map SWITCH MAP', 'add', 2),
  'del-tlv-map': tlvMap('del-tlv-map SWITCH [MAP]', 'delete', 1),
  'dump-tlv-map': asking('dump-tlv-map SWITCH', 1, () => ({ kind: 'tlv_table_request' })),
};

function meterArgument(text: string | undefined): { readonly meter?: number } {
  const number = numbered(text?.replace(/^meter=/, ''), 'meter', 'all');
  return number === undefined ? {} : { meter: number };
}

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
