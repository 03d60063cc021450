/** Entry of `controller`, drop-in for ovn-controller(8): options, connections, run-time commands. */
import { runDaemon } from '#daemon';
import { startController } from './io/start.js';

await runDaemon({
  program: 'controller',
  family: 'ovn',
  title: 'OVN controller',
  usage: '[OPTIONS] [OVS-DATABASE]\nwhere OVS-DATABASE is a socket on which the OVS OVSDB server is listening.',
  options: [
    { name: 'chassis', short: 'n', argument: 'required' },
    { name: 'enable-dummy-vif-plug', argument: 'none' },
  ],
  optionsHelp: `  -n, --chassis=NAME      name of this chassis, in place of external_ids:system-id
`,
  maxOperands: 1,
  operandsProblem: 'exactly zero or one non-option argument required; use --help for usage',
  modules: ['binding', 'main', 'ofctrl', 'ovsdb_idl', 'patch', 'physical', 'pinctrl'],
  start: startController,
});
