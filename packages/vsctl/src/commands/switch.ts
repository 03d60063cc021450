/** The switch as a whole: `show`, `emer-reset`. */
import { type Command, type ShownTable, showNeeds, showTree } from '#ctl';
import { Bridge, Controller, Interface, Manager, Open_vSwitch, Port } from '#schemas/open-vswitch';

const shown: readonly ShownTable[] = [
  { table: Open_vSwitch, columns: ['manager_options', 'bridges', 'ovs_version'] },
  { table: Bridge, name: 'name', columns: ['controller', 'fail_mode', 'datapath_type', 'ports'] },
  { table: Port, name: 'name', columns: ['tag', 'trunks', 'interfaces'] },
  { table: Interface, name: 'name', columns: ['type', 'options', 'error'] },
  { table: Controller, name: 'target', columns: ['is_connected'] },
  { table: Manager, name: 'target', columns: ['is_connected'] },
];

export const showCommand: Command = {
  name: 'show',
  usage: '',
  summary: 'prints an overview of the configuration.',
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

/** Columns of bridges that an emergency reset empties. */
const resetColumns = ['controller', 'fail_mode', 'mirrors', 'netflow', 'sflow', 'ipfix', 'flood_vlans'] as const;

export const resetCommand: Command = {
  name: 'emer-reset',
  usage: '',
  summary: "takes away controllers, managers, SSL, mirrors, flow export and other_config (but a bridge's hwaddr).",
  minArguments: 0,
  maxArguments: 0,
  options: [],
  needs: () => [
    { table: Open_vSwitch, columns: ['manager_options', 'ssl'] },
    { table: Bridge, columns: [...resetColumns, 'other_config'] },
    { table: Port, columns: ['other_config'] },
  ],
  run(_call, { draft }) {
    for (const root of draft.rows(Open_vSwitch)) {
      draft.update(Open_vSwitch, root._uuid, { manager_options: [], ssl: undefined });
    }
    for (const bridge of draft.rows(Bridge)) {
      const hwaddr = bridge.other_config.get('hwaddr');
      const emptied = resetColumns.map((name) => [name, isSetColumn(name) ? [] : undefined] as const);
      draft.setColumns(Bridge, bridge._uuid, new Map<string, readonly string[] | undefined>(emptied));
      draft.update(Bridge, bridge._uuid, {
        other_config: new Map(hwaddr === undefined ? [] : [['hwaddr', hwaddr]]),
      });
    }
    for (const port of draft.rows(Port)) draft.update(Port, port._uuid, { other_config: new Map() });
    return undefined;
  },
};

function isSetColumn(name: (typeof resetColumns)[number]): boolean {
  return name === 'controller' || name === 'mirrors' || name === 'flood_vlans';
}
