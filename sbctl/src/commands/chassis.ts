/** Chassis and what is bound to them: `show`, `chassis-add`, `chassis-del`, `lsp-bind`, `lsp-unbind`. */
import {
  always,
  argument,
  type Command,
  CommandError,
  type Draft,
  flag,
  given,
  type ShownTable,
  showNeeds,
  showTree,
} from '#ctl';
import { Chassis, type ChassisRow, Encap, Port_Binding, type PortBindingRow } from '#schemas/southbound';

const shown: readonly ShownTable[] = [
  {
    table: Chassis,
    name: 'name',
    columns: ['hostname', 'encaps'],
    referrers: { table: Port_Binding, name: 'logical_port', column: 'chassis' },
  },
  { table: Encap, name: 'type', columns: ['ip', 'options'] },
];

export const showCommand: Command = {
  name: 'show',
  usage: '',
  summary: 'prints the chassis, their tunnel endpoints and the ports bound to them.',
  minArguments: 0,
  maxArguments: 0,
  options: [],
  isReadOnly: true,
  needs: () => showNeeds(shown),
  run(_call, { draft, output }) {
    showTree(shown, draft, output);
    return undefined;
  },
};

function chassisIfAny(draft: Draft, name: string): ChassisRow | undefined {
  return draft.rows(Chassis).find((row) => row.name === name);
}

function portIfAny(draft: Draft, name: string, mayMiss: boolean): PortBindingRow | undefined {
  const row = draft.rows(Port_Binding).find((each) => each.logical_port === name);
  if (row === undefined && !mayMiss) throw new CommandError(`no port named ${name}`);
  return row;
}

export const chassisCommands: readonly Command[] = [
  {
    name: 'chassis-add',
    usage: 'CHASSIS ENCAP-TYPE[,ENCAP-TYPE]... ENCAP-IP',
    summary: 'creates a chassis with tunnel endpoints of these types at ENCAP-IP.',
    minArguments: 3,
    maxArguments: 3,
    options: [flag('may-exist')],
    needs: always([Chassis, 'name']),
    run(call, { draft }) {
      const name = argument(call, 0);
      if (chassisIfAny(draft, name) !== undefined) {
        if (given(call, 'may-exist')) return undefined;
        throw new CommandError(`cannot create a chassis named ${name} because a chassis named ${name} already exists`);
      }
      const types = new Set(argument(call, 1).split(','));
      const encaps = [...types].map((type) => {
        const encap = draft.insert(Encap, {
          ip: argument(call, 2),
          options: new Map([['csum', 'true']]),
          chassis_name: name,
        });
        // The server says which types there are.
        draft.setColumns(Encap, encap, new Map([['type', type]]));
        return encap;
      });
      draft.insert(Chassis, { name, encaps });
      return undefined;
    },
  },
  {
    name: 'chassis-del',
    usage: 'CHASSIS',
    summary: 'deletes CHASSIS and its tunnel endpoints.',
    minArguments: 1,
    maxArguments: 1,
    options: [flag('if-exists')],
    needs: always([Chassis, 'name', 'encaps']),
    run(call, { draft }) {
      const name = argument(call, 0);
      const row = chassisIfAny(draft, name);
      if (row === undefined) {
        if (given(call, 'if-exists')) return undefined;
        throw new CommandError(`no chassis named ${name}`);
      }
      draft.delete(Chassis, row._uuid);
      return undefined;
    },
  },
];

export const portBindingCommands: readonly Command[] = [
  {
    name: 'lsp-bind',
    usage: 'PORT CHASSIS',
    summary: 'binds logical port PORT to CHASSIS.',
    minArguments: 2,
    maxArguments: 2,
    options: [flag('may-exist')],
    needs: always([Chassis, 'name'], [Port_Binding, 'logical_port', 'chassis']),
    run(call, { draft }) {
      const [portName, chassisName] = [argument(call, 0), argument(call, 1)];
      const port = portIfAny(draft, portName, false);
      const chassis = chassisIfAny(draft, chassisName);
      if (chassis === undefined) throw new CommandError(`no chassis named ${chassisName}`);
      if (port === undefined) return undefined;
      const holder = port.chassis === undefined ? undefined : draft.get(Chassis, port.chassis);
      if (holder !== undefined) {
        if (given(call, 'may-exist') && holder._uuid === chassis._uuid) return undefined;
        throw new CommandError(`lport (${portName}) has already been binded to chassis (${holder.name})`);
      }
      draft.update(Port_Binding, port._uuid, { chassis: chassis._uuid, up: true });
      return undefined;
    },
  },
  {
    name: 'lsp-unbind',
    usage: 'PORT',
    summary: 'unbinds logical port PORT.',
    minArguments: 1,
    maxArguments: 1,
    options: [flag('if-exists')],
    needs: always([Port_Binding, 'logical_port', 'chassis']),
    run(call, { draft }) {
      const port = portIfAny(draft, argument(call, 0), given(call, 'if-exists'));
      if (port !== undefined) draft.update(Port_Binding, port._uuid, { chassis: undefined, up: undefined });
      return undefined;
    },
  },
];
