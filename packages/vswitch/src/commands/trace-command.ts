/** `ofproto/trace`: follows a packet through a bridge's flows without sending it, and says what it met (ovs-vswitchd(8)). */
import type { Unixctl } from '#daemon';
import { formatAction, formatFlow, formatMatch, type Match, parseFlowMatch } from '#openflow';
import type { Operation } from '../datapath/operation.js';
import { extract } from '../key/extract.js';
import { presenceOf } from '../key/key-match.js';
import { ctState, type FlowKey, KEY_WORDS, VLAN_PRESENT, word } from '../key/layout.js';
import { slotOf, type TunnelOptions, tunnelMetadataIndex, writeSlot } from '../key/slot.js';
import type { Switch } from '../switch/switch.js';
import type { Program } from '../translate/program.js';
import type { TraceSink } from '../translate/translation.js';
import { bridgeOf } from './show-commands.js';

export function registerTraceCommands(unixctl: Unixctl, current: Switch): void {
  unixctl.register('ofproto/trace', 'bridge flow [--ct-next STATES]... [PACKET]', 2, 20, (args) => {
    const [name = '', text = '', ...more] = args;
    const { bridge } = bridgeOf(current, name);
    const match = parseFlowMatch(text);
    const { states, packet } = readMore(more);
    const key = new Uint32Array(KEY_WORDS);
    if (packet !== undefined) extract(packet, key, { l3: 0, l4: 0 });
    writeMatch(key, match, bridge.options);
    const lines = [`Flow: ${formatMatch(match).replace(/^priority=\d+,?/, '')}`, ''];
    const operations = current.datapath.trace(bridge, key, packet?.length ?? 0, sinkInto(lines), states);
    lines.push('', `Datapath actions: ${describe(operations)}`);
    return `${lines.join('\n')}\n`;
  });
  unixctl.register('bridge/dump-flows', '[--no-stats] bridge', 1, 2, (args) => {
    const hasStats = !args.includes('--no-stats');
    const live = bridgeOf(current, args.find((word) => !word.startsWith('--')) ?? '');
    return [...live.handler.flows({ match: [] })].map((flow) => `${formatFlow(flow, { hasStats })}\n`).join('');
  });
}

interface More {
  readonly states: readonly number[];
  readonly packet: Uint8Array | undefined;
}

function readMore(args: readonly string[]): More {
  const states: number[] = [];
  let packet: Uint8Array | undefined;
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] ?? '';
    if (arg === '--ct-next') states.push(stateOf(args[++i] ?? ''));
    else if (arg.startsWith('--ct-next=')) states.push(stateOf(arg.slice('--ct-next='.length)));
    else if (/^([0-9a-f]{2})+$/i.test(arg)) packet = new Uint8Array(Buffer.from(arg, 'hex'));
    else throw new Error(`${arg}: must be --ct-next STATES or a packet in hexadecimal`);
  }
  return { states, packet };
}

const STATES: Readonly<Record<string, number>> = {
  new: ctState.new,
  est: ctState.established,
  rel: ctState.related,
  rpl: ctState.reply,
  inv: ctState.invalid,
  trk: ctState.tracked,
  snat: ctState.sourceNat,
  dnat: ctState.destinationNat,
};

function stateOf(text: string): number {
  let state = 0;
  for (const word of text.split(/[,|]/)) {
    const bit = STATES[word];
    if (bit === undefined) throw new Error(`${word}: unknown connection tracking state flag`);
    state |= bit;
  }
  return state;
}

/** Puts the values of a match into a key. */
function writeMatch(key: FlowKey, match: Match, options: TunnelOptions): void {
  for (const { field, value } of match) {
    const slot = slotOf(field, options);
    if (slot === undefined) continue;
    writeSlot(key, slot, slot.bits > 32 ? BigInt(value) : Number(value));
    const index = tunnelMetadataIndex(field);
    if (index === undefined) continue;
    const present = presenceOf(index);
    key[present.word] = (key[present.word]! | present.mask) >>> 0;
  }
  const tci = key[word.vlan]!;
  if ((tci & VLAN_PRESENT) !== 0 && tci >>> 16 === 0) key[word.vlan] = (0x81000000 | tci) >>> 0;
}

/** Writes as `ovs-appctl ofproto/trace` does: tables with their number, actions below, indented as they nest. */
function sinkInto(lines: string[]): TraceSink {
  const indent = (depth: number) => '    '.repeat(depth);
  return {
    bridge: (depth, bridge) => {
      const title = `bridge("${bridge.name}")`;
      lines.push(`${indent(depth)}${title}`, `${indent(depth)}${'-'.repeat(title.length)}`);
    },
    rule: (depth, table, rule) => {
      if (rule === undefined) {
        lines.push(`${indent(depth)}${`${table}.`.padStart(3)} No match.`);
        return;
      }
      const priority = formatMatch(rule.match, rule.priority).replace(/^priority=\d+,?/, '');
      const match = `${priority === '' ? '' : `${priority}, `}priority ${rule.priority}`;
      const cookie = rule.cookie === 0n ? '' : `, cookie 0x${rule.cookie.toString(16)}`;
      lines.push(`${indent(depth)}${`${table}.`.padStart(3)} ${match}${cookie}`);
    },
    action: (depth, program: Program, index) => {
      const action = program.actions[index];
      if (action !== undefined) lines.push(`${indent(depth)}${formatAction(action)}`);
    },
    note: (depth, text) => void lines.push(`${indent(depth)} -> ${text}`),
  };
}

/** Operations in short, ports by name. */
function describe(operations: readonly Operation[]): string {
  return operations.length === 0 ? 'drop' : operations.map(describeOne).join(',');
}

function describeOne(operation: Operation): string {
  switch (operation.op) {
    case 'output':
      return operation.port.name;
    case 'tunnel': {
      const { id, destination } = operation.header;
      return `tunnel(${operation.port.name},id=0x${id.toString(16)},dst=${destination})`;
    }
    case 'ct': {
      const parts = [
        operation.commit ? 'commit' : '',
        `zone=${operation.zone}`,
        operation.nat === undefined ? '' : 'nat',
      ];
      const resume = operation.resume === undefined ? '' : `,recirc(${operation.resume.id})`;
      return `ct(${parts.filter((part) => part !== '').join()})${resume}`;
    }
    case 'controller':
      return 'userspace(controller)';
    case 'clone':
      return `clone(${describe(operation.operations)})`;
    default:
      return operation.op;
  }
}
