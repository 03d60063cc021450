/** Access control lists of switches and port groups: `acl-add`, `acl-del`, `acl-list`. */
import {
  always,
  argument,
  type Call,
  type Command,
  type CommandContext,
  CommandError,
  type Draft,
  flag,
  given,
  valued,
} from '#ctl';
import {
  ACL,
  type AclRow,
  Logical_Switch,
  type LogicalSwitchRow,
  Port_Group,
  type PortGroupRow,
} from '#schemas/northbound';
import { compareRules, parseDirection } from '../direction.js';
import { integerIn, parsePriority } from '../integer-argument.js';
import { notFound, switchIfAny } from '../named-row.js';
import { portGroupIfAny } from '../port-group.js';

type Owner =
  | { readonly kind: 'switch'; readonly row: LogicalSwitchRow }
  | { readonly kind: 'port-group'; readonly row: PortGroupRow };

const actions = ['allow', 'allow-related', 'allow-stateless', 'drop', 'reject'] as const;
const severities = ['alert', 'warning', 'notice', 'info', 'debug'] as const;

const ownerNeeds = [Logical_Switch, 'name', 'acls'] as const;
const groupNeeds = [Port_Group, 'name', 'acls'] as const;

/** The switch or port group that argument 0 names; `--type` says which where both have the name. */
function ownerOf(call: Call, draft: Draft): Owner {
  const name = argument(call, 0);
  const type = call.options.get('type');
  if (type !== undefined && type !== 'switch' && type !== 'port-group') {
    throw new CommandError(`Invalid value '${type}' for option --type`);
  }
  const group = type === 'switch' ? undefined : portGroupIfAny(draft, name);
  if (type === 'port-group' && group === undefined) notFound(name, 'port group');
  const logicalSwitch = type === 'port-group' ? undefined : switchIfAny(draft, name);
  if (type === 'switch' && logicalSwitch === undefined) notFound(name, 'switch');
  if (group !== undefined && logicalSwitch !== undefined) {
    throw new CommandError(
      `Same name '${name}' exists in both port-groups and logical switches. Specify --type=port-group or switch, or use a UUID.`,
    );
  }
  if (group !== undefined) return { kind: 'port-group', row: group };
  if (logicalSwitch !== undefined) return { kind: 'switch', row: logicalSwitch };
  throw new CommandError(`'${name}' is not found for port-group or switch.`);
}

const tableOf = (owner: Owner) => (owner.kind === 'switch' ? Logical_Switch : Port_Group);

const isAfterLb = (acl: AclRow) => acl.options.get('apply-after-lb') === 'true';

/** from-lport first, those after load balancing behind the others, then to-lport. */
function compareAcls(a: AclRow, b: AclRow): number {
  if (a.direction === b.direction && isAfterLb(a) !== isAfterLb(b)) return isAfterLb(a) ? 1 : -1;
  return compareRules(a, b);
}

function parseLabel(text: string, action: string): number {
  if (action !== 'allow' && action !== 'allow-related') {
    throw new CommandError('label can only be set with actions "allow" or "allow-related"');
  }
  const label = /^0x/i.test(text) ? 0 : integerIn(text, 0, 4294967295);
  if (label === undefined) throw new CommandError(`${text}: label must in range 0...4294967295`);
  return label;
}

function add(call: Call, { draft }: CommandContext): undefined {
  const owner = ownerOf(call, draft);
  const direction = parseDirection(argument(call, 1));
  const priority = parsePriority(argument(call, 2));
  const match = argument(call, 3);
  const actionText = argument(call, 4);
  const action = actions.find((each) => each === actionText);
  if (action === undefined) {
    throw new CommandError(
      `${actionText}: action must be one of "allow", "allow-related", "allow-stateless", "drop", and "reject"`,
    );
  }
  const severityText = call.options.get('severity');
  const severity = severities.find((each) => each === severityText);
  if (severityText !== undefined && severity === undefined) throw new CommandError(`bad severity: ${severityText}`);
  const name = call.options.get('name');
  const meter = call.options.get('meter');
  const labelText = call.options.get('label');
  const label = labelText === undefined ? 0 : parseLabel(labelText, action);
  const hasLog = given(call, 'log') || severity !== undefined || name !== undefined || meter !== undefined;
  const options = new Map<string, string>();
  if (direction === 'from-lport' && given(call, 'apply-after-lb')) options.set('apply-after-lb', 'true');

  const same = draft
    .getAll(ACL, owner.row.acls)
    .some((acl) => acl.direction === direction && acl.priority === priority && acl.match === match);
  if (same) {
    if (given(call, 'may-exist')) return undefined;
    throw new CommandError(
      `Same ACL already existed on the ${owner.kind === 'switch' ? 'ls' : 'pg'} ${argument(call, 0)}.`,
    );
  }
  const acl = draft.insert(ACL, {
    direction,
    priority,
    match,
    action,
    log: hasLog,
    severity,
    name,
    meter,
    label,
    options,
  });
  draft.addToColumn(tableOf(owner), owner.row._uuid, 'acls', [acl]);
  return undefined;
}

function remove(call: Call, { draft }: CommandContext): undefined {
  const owner = ownerOf(call, draft);
  const [, directionText, priorityText, match] = call.arguments;
  const direction = directionText === undefined ? undefined : parseDirection(directionText);
  const priority = priorityText === undefined ? undefined : parsePriority(priorityText);
  if (priority !== undefined && match === undefined) throw new CommandError('cannot specify priority without match');
  const matches = draft
    .getAll(ACL, owner.row.acls)
    .filter((acl) => direction === undefined || acl.direction === direction)
    .filter((acl) => priority === undefined || (acl.priority === priority && acl.match === match));
  // A rule that is named exactly goes once, even where there are several like it.
  const gone = priority === undefined ? matches : matches.slice(0, 1);
  if (gone.length > 0) {
    draft.removeFromColumn(
      tableOf(owner),
      owner.row._uuid,
      'acls',
      gone.map((acl) => acl._uuid),
    );
  }
  return undefined;
}

function line(acl: AclRow): string {
  const log = [
    ...(acl.name === undefined ? [] : [`name=${acl.name}`]),
    ...(acl.severity === undefined ? [] : [`severity=${acl.severity}`]),
    ...(acl.meter === undefined ? [] : [`meter="${acl.meter}"`]),
  ];
  return [
    `${acl.direction.padStart(10)} ${String(acl.priority).padStart(5)} (${acl.match}) ${acl.action}`,
    ...(acl.log ? [`log(${log.join(',')})`] : []),
    ...(acl.label === 0 ? [] : [`label=${acl.label}`]),
    ...(isAfterLb(acl) ? ['[after-lb]'] : []),
  ].join(' ');
}

const target = 'SWITCH|PORTGROUP';
const typeOption = valued('type');

export const aclCommands: readonly Command[] = [
  {
    name: 'acl-add',
    usage: `${target} DIRECTION PRIORITY MATCH ACTION`,
    summary:
      'adds an ACL. DIRECTION: from-lport or to-lport; ACTION: allow, allow-related, allow-stateless, drop or reject.',
    minArguments: 5,
    maxArguments: 5,
    options: [
      flag('log'),
      flag('may-exist'),
      typeOption,
      valued('name'),
      valued('severity'),
      valued('meter'),
      valued('label'),
      flag('apply-after-lb'),
    ],
    needs: always(ownerNeeds, groupNeeds, [ACL, 'direction', 'priority', 'match']),
    run: add,
  },
  {
    name: 'acl-del',
    usage: `${target} [DIRECTION [PRIORITY MATCH]]`,
    summary: 'removes ACLs: all, those of one direction, or one.',
    minArguments: 1,
    maxArguments: 4,
    options: [typeOption],
    needs: always(ownerNeeds, groupNeeds, [ACL, 'direction', 'priority', 'match']),
    run: remove,
  },
  {
    name: 'acl-list',
    usage: target,
    summary: 'prints ACLs: from-lport before to-lport, by priority.',
    minArguments: 1,
    maxArguments: 1,
    options: [typeOption],
    isReadOnly: true,
    needs: always(ownerNeeds, groupNeeds, [
      ACL,
      'direction',
      'priority',
      'match',
      'action',
      'log',
      'name',
      'severity',
      'meter',
      'label',
      'options',
    ]),
    run(call, { draft, output }) {
      const acls = draft.getAll(ACL, ownerOf(call, draft).row.acls);
      for (const acl of acls.toSorted(compareAcls)) output.line(line(acl));
      return undefined;
    },
  },
];
