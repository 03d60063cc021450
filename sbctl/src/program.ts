/** The command table of `sbctl`, in the order of `--help` and of the reference page. */
import { type CtlProgram, clusterOptions, clusterOptionsHelp, initCommand, remoteCommands, sslCommands } from '#ctl';
import { Connection, SB_Global, SSL, southbound } from '#schemas/southbound';
import { chassisCommands, portBindingCommands, showCommand } from './commands/chassis.js';
import { ipMulticastCommands } from './commands/ip-multicast.js';
import { logicalFlowCommands } from './commands/logical-flow.js';
import { namings } from './namings.js';

export const sbctl: CtlProgram = {
  program: 'sbctl',
  family: 'ovn',
  title: 'OVN southbound DB management utility',
  catalog: { database: southbound, namings },
  root: SB_Global,
  defaultDatabase: ({ run }) => `unix:${run}/ovnsb_db.sock`,
  databaseVariable: 'OVN_SB_DB',
  optionsVariable: 'OVN_SBCTL_OPTIONS',
  daemonVariable: 'OVN_SB_DAEMON',
  groups: [
    { heading: 'General commands', commands: [initCommand, showCommand] },
    { heading: 'Chassis commands', commands: chassisCommands },
    { heading: 'Port binding commands', commands: portBindingCommands },
    { heading: 'Logical flow commands', commands: logicalFlowCommands },
    { heading: 'IP multicast commands', commands: ipMulticastCommands },
    {
      heading: 'Connection commands',
      commands: remoteCommands({
        noun: 'connection',
        root: SB_Global,
        column: 'connections',
        table: Connection,
        module: 'sbctl',
        modifiers: {
          columns: ['read_only', 'role'],
          read: (word) => {
            if (word === 'read-only' || word === 'read-write') return new Map([['read_only', word === 'read-only']]);
            return word.startsWith('role=') ? new Map([['role', word.slice('role='.length)]]) : undefined;
          },
          format: (target, column) =>
            `${column('read_only') === true ? 'read-only' : 'read-write'} role="${column('role')}" ${target}`,
        },
      }),
    },
    { heading: 'SSL commands', commands: sslCommands({ root: SB_Global, table: SSL, hasProtocols: true }) },
  ],
  options: clusterOptions,
  optionsHelp: clusterOptionsHelp,
  acknowledgement: () => undefined,
};
