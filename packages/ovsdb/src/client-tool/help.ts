/** The text of `ovsdb-client --help`. */
import type { Command } from './command.js';

const CONNECTION = `
Active SERVER connection methods:
  tcp:HOST:PORT           PORT at remote HOST
  ssl:HOST:PORT           SSL PORT at remote HOST
  unix:FILE               Unix domain socket named FILE
  ws:HOST:PORT            WebSocket, where the server listens for it
  wss:HOST:PORT           WebSocket over TLS; of the keys below it needs the CA only
Passive SERVER connection methods:
  ptcp:PORT[:IP]          listen to TCP PORT on IP
  pssl:PORT[:IP]          listen for SSL on PORT on IP
  punix:FILE              listen on Unix domain socket FILE
PKI configuration (required to use SSL):
  -p, --private-key=FILE  file with private key
  -c, --certificate=FILE  file with certificate for private key
  -C, --ca-cert=FILE      file with peer CA certificate
  --bootstrap-ca-cert=FILE  file with peer CA certificate to read or create
SSL options:
  --ssl-protocols=PROTOS  list of SSL protocols to enable
  --ssl-ciphers=CIPHERS   list of SSL ciphers to enable

Output formatting options:
  -f, --format=FORMAT         set output formatting to FORMAT
                              ("table", "list", "html", "csv", or "json")
  -d, --data=FORMAT           set table cell output formatting to
                              FORMAT ("string", "bare", or "json")
  --no-headings               omit table heading row
  --pretty                    pretty-print JSON in output
  --bare                      equivalent to "--format=list --data=bare --no-headings"
  --max-column-width=N        cut longer cells of format "table"
  --timestamp                 timestamp "monitor" output

WebSocket options:
  --ws-token-file=FILE    file with the token that the server asks of peers off its loopback

Cluster options, where several SERVERs are given, separated by commas:
  --leader-only               ask the leader of the DATABASE's cluster (default)
  --no-leader-only            ask any server that has the DATABASE
`;

const DAEMON = `
Daemon options, for commands that go on until they are ended; --user for all:
  --detach                run in background as daemon
  --user=username[:group] changes the effective user:group
  --monitor               creates a process to monitor this daemon
  --no-chdir              do not chdir to '/'
  --pidfile[=FILE]        create pidfile
  --overwrite-pidfile     with --pidfile, start even if already running
`;

/** `logging`: the part about logging options, which all programs have. */
export function helpText(
  program: string,
  commands: readonly Command[],
  defaultServer: string,
  logging: string,
): string {
  const lines = commands.map(({ help: [usage, ...text] }) => {
    return `\n  ${usage}\n${text.map((line) => `    ${line}\n`).join('')}`;
  });
  return `${program}: Open vSwitch database JSON-RPC client
usage: ${program} [OPTIONS] COMMAND [ARG...]

Valid commands are:
${lines.join('')}
The default SERVER is ${defaultServer}.
The default DATABASE is Open_vSwitch.
${CONNECTION}${DAEMON}${logging}
Other options:
  -t, --timeout=SECONDS       give up after so long
  -h, --help                  display this help message
  -V, --version               display version information
`;
}
