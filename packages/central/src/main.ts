/** Entry of `central`: options in, `Central` out. */
import { existsSync, mkdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type DaemonContext, runDaemon } from '#daemon';
import { connect, parseRemote, RemoteError } from '#ovsdb/jsonrpc';
import { bundleBeside, Central } from './central.js';
import { remotesOf } from './plan.js';

const OPTIONS_HELP = `  --nb-listen=REMOTE[,...]   listen for the northbound database, besides its socket
                             (default: ptcp:6641:127.0.0.1; none for no listener)
  --sb-listen=REMOTE[,...]   the same for the southbound database; opened once northd
                             has written SB_Global (default: ptcp:6642:127.0.0.1)
  --nb-file=FILE             northbound database (default: ovnnb_db.sqlite in the database directory)
  --sb-file=FILE             southbound database (default: ovnsb_db.sqlite in the database directory)
  --ws-origin=ORIGIN         let web pages of this origin in at listeners of kind pws: and pwss:
  --ws-token-file=FILE       file with the token that WebSocket peers off loopback have to show
  --northd-option=OPTION     hand this option to northd
  --database-option=OPTION   hand this option to both database services
`;

/** Options of `central` that all its children take as well. */
const SHARED = [
  'private-key',
  'certificate',
  'ca-cert',
  'bootstrap-ca-cert',
  'peer-ca-cert',
  'ssl-protocols',
  'ssl-ciphers',
];

await runDaemon({
  program: 'central',
  family: 'ovn',
  title: 'OVN central services: northbound and southbound databases, and northd',
  usage: '[OPTIONS]',
  options: [
    { name: 'nb-listen', argument: 'required' },
    { name: 'sb-listen', argument: 'required' },
    { name: 'nb-file', argument: 'required' },
    { name: 'sb-file', argument: 'required' },
    { name: 'ws-origin', argument: 'required' },
    { name: 'ws-token-file', argument: 'required' },
    { name: 'northd-option', argument: 'required' },
    { name: 'database-option', argument: 'required' },
  ],
  optionsHelp: OPTIONS_HELP,
  start,
});

async function start(context: DaemonContext) {
  const { clock, directories, log, random, rundir, unixctl } = context;
  const file = (option: string, name: string) => context.option(option) ?? join(directories.database, name);
  const [nbFile, sbFile] = [file('nb-file', 'ovnnb_db.sqlite'), file('sb-file', 'ovnsb_db.sqlite')];
  const nbListen = listeners(context, 'nb-listen', 'ptcp:6641:127.0.0.1');
  const sbListen = listeners(context, 'sb-listen', 'ptcp:6642:127.0.0.1');
  mkdirSync(directories.database, { recursive: true, mode: 0o750 });
  const central = new Central(
    {
      rundir,
      nbFile,
      sbFile,
      nbListen,
      sbListen,
      shared: given(context, SHARED),
      northd: handedOn(context, 'northd-option'),
      databases: [...given(context, ['ws-origin', 'ws-token-file']), ...handedOn(context, 'database-option')],
    },
    {
      log,
      clock,
      random,
      connect,
      environment: context.environment,
      bundle: bundleBeside(fileURLToPath(import.meta.url), existsSync),
      processors: availableParallelism(),
    },
  );
  try {
    await central.start();
  } catch (error) {
    await central.stop();
    throw error;
  }
  unixctl.register('central/status', '', 0, 0, () =>
    central.children
      .map(({ name, pid, starts }) => `${name}: ${pid === undefined ? 'down' : `pid ${pid}`}, starts ${starts}\n`)
      .join(''),
  );
  return { stop: () => central.stop() };
}

/** Remotes to listen on, and columns that hold some. Throws RemoteError before anything is started. */
function listeners(context: DaemonContext, option: string, fallback: string): readonly string[] {
  const remotes = remotesOf(context.option(option), fallback);
  for (const remote of remotes) {
    if (!remote.startsWith('db:') && !parseRemote(remote).passive) {
      throw new RemoteError(remote, 'cannot listen on an active remote');
    }
  }
  return remotes;
}

/** What an option that may be given several times was given. */
function handedOn(context: DaemonContext, option: string): readonly string[] {
  return context.line.options.flatMap(({ name, argument }) => (name === option ? (argument ?? []) : []));
}

/** Those of the options that were given, as they are handed on. */
function given(context: DaemonContext, names: readonly string[]): string[] {
  return context.line.options.flatMap(({ name, argument }) =>
    names.includes(name) && argument !== undefined ? [`--${name}=${argument}`] : [],
  );
}
