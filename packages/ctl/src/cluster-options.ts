/** Options of tools whose database may be a cluster and that may run as a daemon: ovn-nbctl and ovn-sbctl. */
import { backgroundOptions, type OptionSpec } from '#daemon';

export const clusterOptions: readonly OptionSpec[] = [
  { name: 'leader-only', argument: 'none' },
  { name: 'no-leader-only', argument: 'none' },
  { name: 'shuffle-remotes', argument: 'none' },
  { name: 'no-shuffle-remotes', argument: 'none' },
  { name: 'unixctl', short: 'u', argument: 'required' },
  ...backgroundOptions,
];

export const clusterOptionsHelp = `  --no-leader-only            accept any member of a cluster, not just its leader
  --no-shuffle-remotes        try the remotes in the order given
  --detach                    stay in the background and run what later invocations ask for; prints its control socket
  -u, --unixctl=SOCKET        ask the daemon with this control socket; with --detach: use this control socket
`;
