/** Forwarding groups of switches: `fwd-group-add`, `fwd-group-del`, `fwd-group-list`. */
import { parseMac } from '#base';
import { always, argument, type Call, type Command, type CommandContext, CommandError, flag, given } from '#ctl';
import { Forwarding_Group, Logical_Switch, Logical_Switch_Port } from '#schemas/northbound';
import { compare, switchNamed, switchPortIfAny } from '../named-row.js';
import { normalAddress } from '../prefix.js';

const many = Number.POSITIVE_INFINITY;

function add(call: Call, { draft }: CommandContext): undefined {
  const [name = '', switchName = '', vip = '', vmac = '', ...ports] = call.arguments;
  if (ports.length === 0) {
    throw new CommandError('Usage : ovn-nbctl fwd-group-add group switch vip vmac child_ports...');
  }
  if (draft.rows(Forwarding_Group).some((group) => group.name === name)) {
    throw new CommandError(`${name}: a forwarding group by this name already exists`);
  }
  const on = switchNamed(draft, switchName);
  if (normalAddress(vip) === undefined) throw new CommandError(`invalid ip address ${vip}`);
  if (parseMac(vmac) === undefined) throw new CommandError(`invalid mac address ${vmac}`);
  const rows = ports.map((port) => {
    const row = switchPortIfAny(draft, port);
    if (row === undefined) throw new CommandError(`${port}: logical switch port does not exist`);
    const holder = draft.rows(Logical_Switch).find((each) => each.ports.includes(row._uuid));
    if (holder?._uuid !== on._uuid) {
      throw new CommandError(`${port}: port already exists but in logical switch ${holder?.name || holder?._uuid}`);
    }
    return row;
  });
  const group = draft.insert(Forwarding_Group, {
    name,
    vip,
    vmac,
    liveness: given(call, 'liveness'),
    child_port: [...new Set(rows.map((row) => row.name))],
  });
  draft.add(Logical_Switch, on._uuid, 'forwarding_groups', [group]);
  return undefined;
}

export const forwardingGroupCommands: readonly Command[] = [
  {
    name: 'fwd-group-add',
    usage: 'GROUP SWITCH VIP VMAC PORT...',
    summary: 'adds a forwarding group to SWITCH: packets to VIP go to one of the ports.',
    minArguments: 4,
    maxArguments: many,
    options: [flag('liveness')],
    needs: always(
      [Logical_Switch, 'name', 'ports', 'forwarding_groups'],
      [Logical_Switch_Port, 'name'],
      [Forwarding_Group, 'name'],
    ),
    run: add,
  },
  {
    name: 'fwd-group-del',
    usage: 'GROUP',
    summary: 'deletes a forwarding group.',
    minArguments: 1,
    maxArguments: 1,
    options: [flag('if-exists')],
    needs: always([Logical_Switch, 'name', 'forwarding_groups'], [Forwarding_Group, 'name']),
    run(call, { draft }) {
      const name = argument(call, 0);
      for (const group of draft.rows(Forwarding_Group).filter((row) => row.name === name)) {
        for (const holder of draft.rows(Logical_Switch)) {
          if (!holder.forwarding_groups.includes(group._uuid)) continue;
          draft.remove(Logical_Switch, holder._uuid, 'forwarding_groups', [group._uuid]);
        }
      }
      return undefined;
    },
  },
  {
    name: 'fwd-group-list',
    usage: '[SWITCH]',
    summary: 'prints the forwarding groups of SWITCH or of all.',
    minArguments: 0,
    maxArguments: 1,
    options: [],
    isReadOnly: true,
    needs: always(
      [Logical_Switch, 'name', 'forwarding_groups'],
      [Forwarding_Group, 'name', 'vip', 'vmac', 'child_port'],
    ),
    run(call, { draft, output }) {
      const [name] = call.arguments;
      const switches =
        name === undefined
          ? draft.rows(Logical_Switch).toSorted((a, b) => compare(a.name, b.name))
          : [switchNamed(draft, name)];
      output.line('FWD_GROUP       LS            VIP             VMAC                  CHILD_PORTS');
      for (const holder of switches) {
        for (const group of draft.getAll(Forwarding_Group, holder.forwarding_groups)) {
          output.line(
            `${group.name.padEnd(16)}${holder.name.padEnd(14)}${group.vip.padEnd(15)}${group.vmac.padEnd(23)}${group.child_port.join(' ')}`,
          );
        }
      }
      return undefined;
    },
  },
];
