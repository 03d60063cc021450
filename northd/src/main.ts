/** Entry of `northd`, drop-in for ovn-northd: options, connections, run-time commands. */
import { runDaemon } from '#daemon';
import { startNorthd } from './io/start.js';

await runDaemon({
  program: 'northd',
  family: 'ovn',
  title: 'OVN northbound management daemon',
  usage: '[OPTIONS]',
  options: [
    { name: 'ovnnb-db', argument: 'required' },
    { name: 'ovnsb-db', argument: 'required' },
    { name: 'dry-run', argument: 'none' },
    { name: 'n-threads', argument: 'required' },
    { name: 'record', argument: 'required' },
    { name: 'replay', argument: 'required' },
  ],
  optionsHelp: `  --ovnnb-db=DATABASE       connect to ovn-nb database at DATABASE
                            (default: the environment's OVN_NB_DB, else the socket ovnnb_db.sock)
  --ovnsb-db=DATABASE       connect to ovn-sb database at DATABASE
                            (default: the environment's OVN_SB_DB, else the socket ovnsb_db.sock)
  --dry-run                 start in paused state (do not commit db changes)
  --n-threads=N             accepted; one thread is always enough
  --record=FILE             keep all row changes in FILE
  --replay=FILE             compile what --record kept, say what it gives, and end
`,
  start: startNorthd,
});
