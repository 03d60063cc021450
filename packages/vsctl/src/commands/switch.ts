/** The switch as a whole: `show`. */
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
