/** The command table of `vsctl`, in the order of `--help` and of the reference page. */
import { type CtlProgram, initCommand, remoteCommands, sslCommands } from '#ctl';
import { hasOption } from '#daemon';
import { Manager, Open_vSwitch, openVswitch, SSL } from '#schemas/open-vswitch';
import { autoAttachCommands } from './commands/auto-attach.js';
import { bridgeCommands } from './commands/bridge.js';
import { controllerCommands } from './commands/controller.js';
import { datapathCommands } from './commands/datapath.js';
import { interfaceCommands, portCommands } from './commands/port.js';
import { resetCommand, showCommand } from './commands/switch.js';
import { namings } from './namings.js';
import { setupErrors } from './setup-errors.js';

export const vsctl: CtlProgram = {
  program: 'vsctl',
  family: 'ovs',
  title: 'vswitchd management utility',
  catalog: { database: openVswitch, namings },
  root: Open_vSwitch,
  defaultDatabase: ({ run }) => `unix:${run}/db.sock`,
  groups: [
    { heading: 'Switch commands', commands: [initCommand, showCommand, resetCommand] },
    { heading: 'Bridge commands', commands: bridgeCommands },
    { heading: 'Port commands (a bond is a single port)', commands: portCommands },
    { heading: 'Interface commands (a bond has several interfaces)', commands: interfaceCommands },
    { heading: 'Controller commands', commands: controllerCommands },
    {
      heading: 'Manager commands',
      commands: remoteCommands({
        noun: 'manager',
        root: Open_vSwitch,
        column: 'manager_options',
        table: Manager,
        module: 'vsctl',
      }),
    },
    { heading: 'SSL commands', commands: sslCommands({ root: Open_vSwitch, table: SSL, hasProtocols: false }) },
    { heading: 'Datapath commands', commands: datapathCommands },
    { heading: 'Auto attach commands', commands: autoAttachCommands },
  ],
  options: [
    { name: 'no-wait', argument: 'none' },
    { name: 'retry', argument: 'none' },
    { name: 'peer-ca-cert', argument: 'required' },
  ],
  optionsHelp: `  --no-wait                   do not wait for vswitchd to reconfigure
  --retry                     keep trying to connect to the database for ever
`,
  acknowledgement: (line) =>
    hasOption(line, 'no-wait') ? undefined : { counter: 'next_cfg', acknowledged: 'cur_cfg' },
  aftermath: setupErrors,
};
