/** `--help` of trace: the text of ovn-trace(8). Before: main.ts. */
import type { Directories } from '#daemon';

export function traceHelp(program: string, { run, log }: Directories, database: string, northbound: string): string {
  return `${program}: OVN trace utility
usage: ${program} [OPTIONS] [DATAPATH] MICROFLOW
       ${program} [OPTIONS] --from-text WORDS...
       ${program} [OPTIONS] --matrix | --expect=FILE
       ${program} [OPTIONS] --detach

Output format options:
  --detailed              table-by-table "backtrace" (default)
  --summary               less detailed, more parseable
  --minimal               minimum to explain externally visible behavior
  --all                   provide all forms of output
Output style options:
  --no-friendly-names     do not substitute human friendly names for UUIDs

Tracking and balancing options:
  --ct=FLAGS              what the next tracking action reports (default: est|trk)
  --lb-dst=IP[:PORT]      backend that load balancers choose (default: any)
  --select-id=ID          member that "select" chooses (default: any)

Daemon options:
  --detach                run in background as daemon
  --monitor               creates a process to monitor this daemon
  --user=username[:group] changes the effective daemon user:group
  --no-chdir              do not chdir to '/'
  --pidfile[=FILE]        create pidfile (default: ${run}/${program}.pid)
  --overwrite-pidfile     with --pidfile, start even if already running

Logging options:
  -vSPEC, --verbose=SPEC   set logging levels
  -v, --verbose            set maximum verbosity level
  --log-file[=FILE]        enable logging to specified FILE
                           (default: ${log}/${program}.log)
  --syslog-method=udp:IP:PORT
                           send syslog messages to a syslog daemon via UDP
  --syslog-target=IP:PORT  also send syslog msgs to IP:PORT via UDP

Other options:
  --db=DATABASE           connect to DATABASE
                          (default: ${database})
  --no-leader-only        accept any cluster member, not just the leader
  --ovs[=REMOTE]          obtain corresponding OpenFlow flows from REMOTE
                          (default: unix:${run}/br-int.mgmt)
  --unixctl=SOCKET        set control socket name
  -h, --help              display this help message
  -V, --version           display version information

Options that ovn-trace has not:
  --json                  print every step as data
  --why                   say from which northbound rows the flows come
  --from-text             the packet in words: "vm1 -> 10.0.0.5 tcp 443"
  --matrix                which ports reach which, and what stops the others
  --ports=PORT,...        only these ports (default: all workloads)
  --protocols=PROTO,...   with these packets, as icmp,tcp:80 (default: icmp)
  --expect=FILE           exit 1 where the matrix is not as the file says
                          (lines SOURCE DESTINATION PROTO yes|no, or a
                          table that --matrix printed)
  --nb-db=DATABASE        northbound database, for --why
                          (default: ${northbound})

Active database connection methods:
  tcp:HOST:PORT           PORT at remote HOST
  ssl:HOST:PORT           SSL PORT at remote HOST
  unix:FILE               Unix domain socket named FILE
Passive database connection methods:
  ptcp:PORT[:IP]          listen to TCP PORT on IP
  pssl:PORT[:IP]          listen for SSL on PORT on IP
  punix:FILE              listen on Unix domain socket FILE
PKI configuration (required to use SSL):
  -p, --private-key=FILE  file with private key
  -c, --certificate=FILE  file with certificate for private key
  -C, --ca-cert=FILE      file with peer CA certificate
SSL options:
  --ssl-protocols=PROTOS  list of SSL protocols to enable
  --ssl-ciphers=CIPHERS   list of SSL ciphers to enable

Active OpenFlow connection methods:
  tcp:HOST[:PORT]         PORT (default: 6653) at remote HOST
  ssl:HOST[:PORT]         SSL PORT (default: 6653) at remote HOST
  unix:FILE               Unix domain socket named FILE
`;
}
