/** The command table of `nbctl`, in the order of `--help` and of the reference page. */

import {
  CommandError,
  type CtlProgram,
  clusterOptions,
  clusterOptionsHelp,
  initCommand,
  remoteCommands,
  sslCommands,
} from '#ctl';
import { hasOption, optionArgument } from '#daemon';
import { Connection, NB_Global, northbound, SSL } from '#schemas/northbound';
import { aclCommands } from './commands/acl.js';
import { coppCommands } from './commands/copp.js';
import { dhcpOptionsCommands } from './commands/dhcp-options.js';
import { forwardingGroupCommands } from './commands/forwarding-group.js';
import { gatewayChassisCommands } from './commands/gateway-chassis.js';
import { haChassisGroupCommands } from './commands/ha-chassis-group.js';
import { loadBalancerCommands } from './commands/load-balancer.js';
import { meterCommands } from './commands/meter.js';
import { mirrorCommands } from './commands/mirror.js';
import { natCommands } from './commands/nat.js';
import { portGroupCommands } from './commands/port-group.js';
import { qosCommands } from './commands/qos.js';
import { routePolicyCommands } from './commands/route-policy.js';
import { routerCommands } from './commands/router.js';
import { routerPortCommands } from './commands/router-port.js';
import { showCommands } from './commands/show.js';
import { staticMacBindingCommands } from './commands/static-mac-binding.js';
import { staticRouteCommands } from './commands/static-route.js';
import { switchCommands } from './commands/switch.js';
import { switchPortCommands } from './commands/switch-port.js';
import { switchPortColumnCommands } from './commands/switch-port-columns.js';
import { synchronizationCommands } from './commands/synchronization.js';
import { namings } from './namings.js';

/** The stations of a change on its way, as `--print-wait-time` names them. */
const waitTimes = [
  { label: 'ovn-northd delay before processing:\t', column: 'nb_cfg_timestamp' },
  { label: 'ovn-northd completion:\t\t\t', column: 'sb_cfg_timestamp' },
  { label: 'ovn-controller(s) completion:\t\t', column: 'hv_cfg_timestamp' },
] as const;

export const nbctl: CtlProgram = {
  program: 'nbctl',
  family: 'ovn',
  title: 'OVN northbound DB management utility',
  catalog: { database: northbound, namings },
  root: NB_Global,
  defaultDatabase: ({ run }) => `unix:${run}/ovnnb_db.sock`,
  databaseVariable: 'OVN_NB_DB',
  optionsVariable: 'OVN_NBCTL_OPTIONS',
  daemonVariable: 'OVN_NB_DAEMON',
  groups: [
    { heading: 'General commands', commands: [initCommand, ...showCommands] },
    { heading: 'Logical switch commands', commands: switchCommands },
    { heading: 'ACL commands', commands: aclCommands },
    { heading: 'QoS commands', commands: qosCommands },
    { heading: 'Mirror commands', commands: mirrorCommands },
    { heading: 'Meter commands', commands: meterCommands },
    { heading: 'Logical switch port commands', commands: [...switchPortCommands, ...switchPortColumnCommands] },
    { heading: 'Forwarding group commands', commands: forwardingGroupCommands },
    { heading: 'Logical router commands', commands: routerCommands },
    { heading: 'Logical router port commands', commands: [...routerPortCommands, ...gatewayChassisCommands] },
    { heading: 'Route commands', commands: staticRouteCommands },
    { heading: 'Policy commands', commands: routePolicyCommands },
    { heading: 'NAT commands', commands: natCommands },
    { heading: 'Load balancer commands', commands: loadBalancerCommands },
    { heading: 'DHCP options commands', commands: dhcpOptionsCommands },
    { heading: 'Port group commands', commands: portGroupCommands },
    { heading: 'HA chassis group commands', commands: haChassisGroupCommands },
    { heading: 'Control plane protection commands', commands: coppCommands },
    { heading: 'Static MAC binding commands', commands: staticMacBindingCommands },
    {
      heading: 'Connection commands',
      commands: remoteCommands({
        noun: 'connection',
        root: NB_Global,
        column: 'connections',
        table: Connection,
        module: 'nbctl',
      }),
    },
    { heading: 'SSL commands', commands: sslCommands({ root: NB_Global, table: SSL, hasProtocols: true }) },
    { heading: 'Synchronization command (use with --wait=sb|hv)', commands: synchronizationCommands },
  ],
  options: [
    { name: 'no-wait', argument: 'none' },
    { name: 'wait', argument: 'required' },
    { name: 'print-wait-time', argument: 'none' },
    ...clusterOptions,
  ],
  optionsHelp: `  --no-wait, --wait=none      do not wait for OVN reconfiguration (default)
  --wait=sb                   wait until the southbound database is up to date
  --wait=hv                   wait until all chassis have caught up
  --print-wait-time           print how long that took
${clusterOptionsHelp}`,
  acknowledgement(line) {
    const wait = hasOption(line, 'no-wait') ? 'none' : (optionArgument(line, 'wait') ?? 'none');
    if (wait === 'none') return undefined;
    if (wait === 'sb' || wait === 'hv') {
      const times = hasOption(line, 'print-wait-time') ? waitTimes.slice(0, wait === 'sb' ? 2 : 3) : [];
      return { counter: 'nb_cfg', acknowledged: `${wait}_cfg`, times };
    }
    throw new CommandError('argument to --wait must be "none", "sb", or "hv"');
  },
};
