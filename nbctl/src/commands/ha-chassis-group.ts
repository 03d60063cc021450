/** HA chassis groups: `ha-chassis-group-add`, `-del`, `-list`, `-add-chassis`, `-remove-chassis`, `-set-chassis-prio`. */
import { isUuid, parseUuid } from '#base';
import { always, argument, type Command, CommandError, type Draft } from '#ctl';
import { HA_Chassis, HA_Chassis_Group, type HaChassisGroupRow, type HaChassisRow } from '#schemas/northbound';
import { parsePriority } from '../integer-argument.js';
import { compare } from '../named-row.js';

const needs = always([HA_Chassis_Group, 'name', 'ha_chassis'], [HA_Chassis, 'chassis_name', 'priority']);

function groupNamed(draft: Draft, name: string): HaChassisGroupRow {
  const id = isUuid(name) ? parseUuid<'HA_Chassis_Group'>(name) : undefined;
  const row =
    (id === undefined ? undefined : draft.get(HA_Chassis_Group, id)) ??
    draft.rows(HA_Chassis_Group).find((group) => group.name === name);
  // The text is ovn-nbctl's, slip included.
  if (row === undefined) throw new CommandError(`${name}: ha_chassi_group name not found`);
  return row;
}

function memberNamed(draft: Draft, group: HaChassisGroupRow, chassis: string): HaChassisRow {
  const row = draft.getAll(HA_Chassis, group.ha_chassis).find((each) => each.chassis_name === chassis);
  if (row === undefined) throw new CommandError(`${chassis}: ha chassis not found in ${group.name} ha chassis group`);
  return row;
}

export const haChassisGroupCommands: readonly Command[] = [
  {
    name: 'ha-chassis-group-add',
    usage: 'GROUP',
    summary: 'creates HA chassis group GROUP.',
    minArguments: 1,
    maxArguments: 1,
    options: [],
    needs: () => [{ table: HA_Chassis_Group, columns: [] }],
    run(call, { draft }) {
      draft.insert(HA_Chassis_Group, { name: argument(call, 0) });
      return undefined;
    },
  },
  {
    name: 'ha-chassis-group-del',
    usage: 'GROUP',
    summary: 'deletes HA chassis group GROUP.',
    minArguments: 1,
    maxArguments: 1,
    options: [],
    needs,
    run(call, { draft }) {
      draft.delete(HA_Chassis_Group, groupNamed(draft, argument(call, 0))._uuid);
      return undefined;
    },
  },
  {
    name: 'ha-chassis-group-list',
    usage: '',
    summary: 'prints the HA chassis groups and their members.',
    minArguments: 0,
    maxArguments: 0,
    options: [],
    isReadOnly: true,
    needs,
    run(_call, { draft, output }) {
      for (const group of draft.rows(HA_Chassis_Group).toSorted((a, b) => compare(a.name, b.name))) {
        output.line(`${group._uuid} (${group.name})`);
        for (const member of draft.getAll(HA_Chassis, group.ha_chassis)) {
          output.write(`    ${member._uuid} (${member.chassis_name})\n    priority ${member.priority}\n\n`);
        }
        output.line('');
      }
      return undefined;
    },
  },
  {
    name: 'ha-chassis-group-add-chassis',
    usage: 'GROUP CHASSIS PRIORITY',
    summary: 'adds CHASSIS to GROUP, or sets its priority there.',
    minArguments: 3,
    maxArguments: 3,
    options: [],
    needs,
    run(call, { draft }) {
      const group = groupNamed(draft, argument(call, 0));
      const chassis = argument(call, 1);
      const priority = parsePriority(argument(call, 2));
      const member = draft.getAll(HA_Chassis, group.ha_chassis).find((each) => each.chassis_name === chassis);
      if (member !== undefined) {
        draft.update(HA_Chassis, member._uuid, { priority });
        return undefined;
      }
      const added = draft.insert(HA_Chassis, { chassis_name: chassis, priority });
      draft.add(HA_Chassis_Group, group._uuid, 'ha_chassis', [added]);
      return undefined;
    },
  },
  {
    name: 'ha-chassis-group-remove-chassis',
    usage: 'GROUP CHASSIS',
    summary: 'takes CHASSIS from GROUP.',
    minArguments: 2,
    maxArguments: 2,
    options: [],
    needs,
    run(call, { draft }) {
      const group = groupNamed(draft, argument(call, 0));
      const member = memberNamed(draft, group, argument(call, 1));
      draft.remove(HA_Chassis_Group, group._uuid, 'ha_chassis', [member._uuid]);
      draft.delete(HA_Chassis, member._uuid);
      return undefined;
    },
  },
  {
    name: 'ha-chassis-group-set-chassis-prio',
    usage: 'GROUP CHASSIS PRIORITY',
    summary: 'sets the priority of CHASSIS in GROUP.',
    minArguments: 3,
    maxArguments: 3,
    options: [],
    needs,
    run(call, { draft }) {
      const member = memberNamed(draft, groupNamed(draft, argument(call, 0)), argument(call, 1));
      draft.update(HA_Chassis, member._uuid, { priority: parsePriority(argument(call, 2)) });
      return undefined;
    },
  },
];
