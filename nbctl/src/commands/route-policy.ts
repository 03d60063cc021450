/** Routing policies: `lr-policy-add`, `lr-policy-del`, `lr-policy-list`. */
import { isUuid } from '#base';
import { always, argument, type Call, type Command, type CommandContext, CommandError, flag, given } from '#ctl';
import { Logical_Router, Logical_Router_Policy, type LogicalRouterPolicyRow } from '#schemas/northbound';
import { parsePriority } from '../integer-argument.js';
import { compare, routerNamed } from '../named-row.js';
import { normalAddress } from '../prefix.js';

const many = Number.POSITIVE_INFINITY;
const actions = ['allow', 'drop', 'reroute'] as const;

function parseNextHops(text: string): readonly string[] {
  const hops = text
    .split(',')
    .filter((hop) => hop !== '')
    .map((hop) => {
      const address = normalAddress(hop);
      if (address === undefined) throw new CommandError(`bad next hop argument: ${text}`);
      return address;
    });
  if (new Set(hops.map((hop) => hop.includes(':'))).size > 1) {
    throw new CommandError(`bad next hops argument, not in the same addr family : ${text}`);
  }
  return [...new Set(hops)];
}

function parseOptions(words: readonly string[]): ReadonlyMap<string, string> {
  const options = new Map<string, string>();
  for (const word of words) {
    const equals = word.indexOf('=');
    if (equals < 0) throw new CommandError(`No value specified for the option : ${word}`);
    options.set(word.slice(0, equals), word.slice(equals + 1));
  }
  return options;
}

function add(call: Call, { draft }: CommandContext): undefined {
  const router = routerNamed(draft, argument(call, 0));
  const priority = parsePriority(argument(call, 1));
  const match = argument(call, 2);
  const actionText = argument(call, 3);
  const action = actions.find((each) => each === actionText);
  if (action === undefined) {
    throw new CommandError(`${actionText}: action must be one of "allow", "drop", and "reroute"`);
  }
  const rest = call.arguments.slice(4);
  const [hopsText] = rest;
  if (action === 'reroute' && hopsText === undefined)
    throw new CommandError('Nexthop is required when action is reroute.');
  const same = draft
    .getAll(Logical_Router_Policy, router.policies)
    .some((policy) => policy.priority === priority && policy.match === match);
  if (same) {
    if (given(call, 'may-exist')) return undefined;
    throw new CommandError(`Same routing policy already existed on the logical router ${argument(call, 0)}.`);
  }
  const nexthops = action === 'reroute' ? parseNextHops(hopsText ?? '') : [];
  const policy = draft.insert(Logical_Router_Policy, {
    priority,
    match,
    action,
    nexthops,
    options: parseOptions(action === 'reroute' ? rest.slice(1) : rest),
  });
  draft.add(Logical_Router, router._uuid, 'policies', [policy]);
  return undefined;
}

function remove(call: Call, { draft }: CommandContext): undefined {
  const router = routerNamed(draft, argument(call, 0));
  const [, which, match] = call.arguments;
  const policies = draft.getAll(Logical_Router_Policy, router.policies);
  const drop = (gone: readonly LogicalRouterPolicyRow[]) => {
    if (gone.length > 0) {
      draft.remove(
        Logical_Router,
        router._uuid,
        'policies',
        gone.map((policy) => policy._uuid),
      );
    }
    return undefined;
  };
  if (which === undefined) return drop(policies);
  if (isUuid(which)) {
    const policy = policies.find((each) => each._uuid === which);
    if (policy === undefined && !given(call, 'if-exists')) {
      throw new CommandError(`Logical router policy uuid is not found.`);
    }
    return drop(policy === undefined ? [] : [policy]);
  }
  const priority = parsePriority(which);
  return drop(policies.filter((each) => each.priority === priority && (match === undefined || each.match === match)));
}

function line(policy: LogicalRouterPolicyRow): string {
  const head = `${String(policy.priority).padStart(10)} ${policy.match.padStart(50)} ${policy.action.padStart(15)}`;
  const hops = policy.nexthops.length > 0 ? policy.nexthops : policy.nexthop === undefined ? [] : [policy.nexthop];
  const shown =
    policy.action === 'reroute' && hops.length > 0
      ? ` ${(hops[0] ?? '').padStart(25)}${hops
          .slice(1)
          .map((hop) => `, ${hop}`)
          .join('')}`
      : '';
  const options = [...policy.options].map(([key, value]) => `${key}=${value}`);
  return head + shown + (options.length === 0 ? '' : `${' '.repeat(15)}${options.join(',')}`);
}

const columns = [Logical_Router_Policy, 'priority', 'match', 'action', 'nexthop', 'nexthops', 'options'] as const;
const needs = always([Logical_Router, 'name', 'policies'], columns);

export const routePolicyCommands: readonly Command[] = [
  {
    name: 'lr-policy-add',
    usage: 'ROUTER PRIORITY MATCH ACTION [NEXTHOP[,NEXTHOP]...] [KEY=VALUE]...',
    summary: 'adds a policy. ACTION: allow, drop or reroute, which takes next hops of one family.',
    minArguments: 4,
    maxArguments: many,
    options: [flag('may-exist')],
    needs,
    run: add,
  },
  {
    name: 'lr-policy-del',
    usage: 'ROUTER [PRIORITY|UUID [MATCH]]',
    summary: 'removes policies: all, those of a priority, or one.',
    minArguments: 1,
    maxArguments: 3,
    options: [flag('if-exists')],
    needs,
    run: remove,
  },
  {
    name: 'lr-policy-list',
    usage: 'ROUTER',
    summary: 'prints the policies, highest priority first.',
    minArguments: 1,
    maxArguments: 1,
    options: [],
    isReadOnly: true,
    needs,
    run(call, { draft, output }) {
      const router = routerNamed(draft, argument(call, 0));
      const policies = draft
        .getAll(Logical_Router_Policy, router.policies)
        .toSorted((a, b) => Number(b.priority) - Number(a.priority) || compare(a.match, b.match));
      if (policies.length > 0) output.line('Routing Policies');
      for (const policy of policies) output.line(line(policy));
      return undefined;
    },
  },
];
