/** QoS rules of switches: `qos-add`, `qos-del`, `qos-list`. */
import { isUuid } from '#base';
import { always, argument, type Call, type Command, type CommandContext, CommandError, flag, given } from '#ctl';
import { Logical_Switch, QoS, type QosRow } from '#schemas/northbound';
import { compareRules, parseDirection } from '../direction.js';
import { integerIn, parsePriority } from '../integer-argument.js';
import { switchNamed } from '../named-row.js';

const many = 4294967295;

interface Treatment {
  readonly action: ReadonlyMap<'dscp', number>;
  readonly bandwidth: ReadonlyMap<'rate' | 'burst', number>;
}

function parseTreatment(words: readonly string[]): Treatment {
  const action = new Map<'dscp', number>();
  const bandwidth = new Map<'rate' | 'burst', number>();
  for (const word of words) {
    const [, key, text = ''] = /^(dscp|rate|burst)=(.*)$/.exec(word) ?? [];
    if (key === 'dscp') {
      const value = integerIn(text, 0, 63);
      if (value === undefined) throw new CommandError(`${text}: dscp must be in the range 0...63`);
      action.set('dscp', value);
    } else if (key === 'rate' || key === 'burst') {
      const value = integerIn(text, 1, many);
      if (value === undefined) throw new CommandError(`${text}: ${key} must be in the range 1...4294967295`);
      bandwidth.set(key, value);
    } else throw new CommandError(`${word}: supported arguments are "dscp=", "rate=", and "burst="`);
  }
  if (action.size === 0 && !bandwidth.has('rate'))
    throw new CommandError('Either "rate" and/or "dscp" must be specified');
  return { action, bandwidth };
}

function add(call: Call, { draft }: CommandContext): undefined {
  const on = switchNamed(draft, argument(call, 0));
  const direction = parseDirection(argument(call, 1));
  const priority = parsePriority(argument(call, 2));
  const match = argument(call, 3);
  const { action, bandwidth } = parseTreatment(call.arguments.slice(4));
  const same = draft
    .getAll(QoS, on.qos_rules)
    .some((rule) => rule.direction === direction && rule.priority === priority && rule.match === match);
  if (same) {
    if (given(call, 'may-exist')) return undefined;
    throw new CommandError(`Same qos already existed on the ls ${argument(call, 0)}.`);
  }
  const rule = draft.insert(QoS, { direction, priority, match, action, bandwidth });
  draft.add(Logical_Switch, on._uuid, 'qos_rules', [rule]);
  return undefined;
}

function remove(call: Call, { draft }: CommandContext): undefined {
  const on = switchNamed(draft, argument(call, 0));
  const [, which, priorityText, match] = call.arguments;
  const rules = draft.getAll(QoS, on.qos_rules);
  const drop = (gone: readonly QosRow[]) => {
    if (gone.length > 0)
      draft.remove(
        Logical_Switch,
        on._uuid,
        'qos_rules',
        gone.map((rule) => rule._uuid),
      );
    return undefined;
  };
  if (which === undefined) return drop(rules);
  if (isUuid(which)) {
    const rule = rules.find((each) => each._uuid === which);
    if (rule === undefined) throw new CommandError('uuid is not found');
    return drop([rule]);
  }
  const direction = parseDirection(which);
  const ofDirection = rules.filter((rule) => rule.direction === direction);
  if (priorityText === undefined) return drop(ofDirection);
  const priority = parsePriority(priorityText);
  if (match === undefined) throw new CommandError('cannot specify priority without match');
  return drop(ofDirection.filter((rule) => rule.priority === priority && rule.match === match).slice(0, 1));
}

function line(rule: QosRow): string {
  const parts = [...[...rule.bandwidth].sort(([a], [b]) => (a > b ? -1 : 1)), ...rule.action].map(
    ([key, value]) => `${key}=${value}`,
  );
  return `${rule.direction.padStart(10)} ${String(rule.priority).padStart(5)} (${rule.match}) ${parts.join(' ')}`;
}

const needs = always([Logical_Switch, 'name', 'qos_rules'], [QoS, 'direction', 'priority', 'match']);

export const qosCommands: readonly Command[] = [
  {
    name: 'qos-add',
    usage: 'SWITCH DIRECTION PRIORITY MATCH [rate=RATE [burst=BURST]] [dscp=DSCP]',
    summary: 'adds a QoS rule: marks packets, or limits their rate (kbit/s) and burst (kbit).',
    minArguments: 5,
    maxArguments: 7,
    options: [flag('may-exist')],
    needs,
    run: add,
  },
  {
    name: 'qos-del',
    usage: 'SWITCH [DIRECTION|UUID [PRIORITY MATCH]]',
    summary: 'removes QoS rules: all, those of one direction, or one.',
    minArguments: 1,
    maxArguments: 4,
    options: [],
    needs,
    run: remove,
  },
  {
    name: 'qos-list',
    usage: 'SWITCH',
    summary: 'prints the QoS rules of SWITCH: from-lport before to-lport, by priority.',
    minArguments: 1,
    maxArguments: 1,
    options: [],
    isReadOnly: true,
    needs: always(
      [Logical_Switch, 'name', 'qos_rules'],
      [QoS, 'direction', 'priority', 'match', 'action', 'bandwidth'],
    ),
    run(call, { draft, output }) {
      const on = switchNamed(draft, argument(call, 0));
      for (const rule of draft.getAll(QoS, on.qos_rules).toSorted(compareRules)) output.line(line(rule));
      return undefined;
    },
  },
];
