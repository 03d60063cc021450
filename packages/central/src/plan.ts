/** What `central` runs: the command lines of its three children, made of its own options. */
import { join } from 'node:path';
import { CHILD_PATTERN } from './log-line.js';

export interface CentralOptions {
  readonly rundir: string;
  readonly nbFile: string;
  readonly sbFile: string;
  /** Passive remotes besides the unix socket; none for `none`. */
  readonly nbListen: readonly string[];
  /** Opened only once northd has written SB_Global: before, controllers would find a database without settings. */
  readonly sbListen: readonly string[];
  /** Handed to every child as they are: keys for ssl remotes, log levels. */
  readonly shared: readonly string[];
  readonly northd: readonly string[];
  /** Handed to both database servers as they are: who may come by WebSocket. */
  readonly databases: readonly string[];
}

export interface DatabasePlan {
  readonly name: 'nb' | 'sb';
  readonly socket: string;
  readonly control: string;
  readonly arguments: readonly string[];
  /** Remotes that are added by run-time command when the database has its settings. */
  readonly late: readonly string[];
}

export interface Plan {
  readonly nb: DatabasePlan;
  readonly sb: DatabasePlan;
  readonly northd: readonly string[];
}

export function planOf(options: CentralOptions): Plan {
  const { nbFile, nbListen, rundir, sbFile, sbListen, shared } = options;
  const nb = database(options, 'nb', `OVN_Northbound=${nbFile}`, nbListen);
  const sb = { ...database(options, 'sb', `OVN_Southbound=${sbFile}`, []), late: sbListen };
  return {
    nb,
    sb,
    northd: [
      `--ovnnb-db=unix:${nb.socket}`,
      `--ovnsb-db=unix:${sb.socket}`,
      `--pidfile=${join(rundir, 'northd.pid')}`,
      '--overwrite-pidfile',
      '--no-chdir',
      CHILD_PATTERN,
      ...shared,
      ...options.northd,
    ],
  };
}

function database(
  { rundir, shared, databases }: CentralOptions,
  name: 'nb' | 'sb',
  create: string,
  listen: readonly string[],
): DatabasePlan {
  const schema = name === 'nb' ? 'OVN_Northbound' : 'OVN_Southbound';
  const base = `ovn${name}_db`;
  const socket = join(rundir, `${base}.sock`);
  const control = join(rundir, `${base}.ctl`);
  return {
    name,
    socket,
    control,
    late: [],
    arguments: [
      `--create=${create}`,
      `--remote=punix:${socket}`,
      `--remote=db:${schema},${name.toUpperCase()}_Global,connections`,
      ...listen.map((remote) => `--remote=${remote}`),
      `--unixctl=${control}`,
      `--pidfile=${join(rundir, `${base}.pid`)}`,
      '--overwrite-pidfile',
      '--no-chdir',
      CHILD_PATTERN,
      ...shared,
      ...keyColumns(schema, shared),
      ...databases,
    ],
  };
}

/** Where the servers look for what the command line does not say, as those of ovn-ctl do: in their SSL tables. */
const KEY_COLUMNS: readonly (readonly [option: string, column: string])[] = [
  ['private-key', 'private_key'],
  ['certificate', 'certificate'],
  ['ca-cert', 'ca_cert'],
  ['ssl-protocols', 'ssl_protocols'],
  ['ssl-ciphers', 'ssl_ciphers'],
];

function keyColumns(schema: string, shared: readonly string[]): string[] {
  const has = (option: string) => shared.some((given) => given.startsWith(`--${option}=`));
  return KEY_COLUMNS.filter(([option]) => !has(option) && !(option === 'ca-cert' && has('bootstrap-ca-cert'))).map(
    ([option, column]) => `--${option}=db:${schema},SSL,${column}`,
  );
}

/** Remotes of an option: several separated by commas, `none` for no listener. */
export function remotesOf(text: string | undefined, fallback: string): readonly string[] {
  // The commas of a column's place belong to it.
  const given = [...(text ?? fallback).matchAll(/db:[^,]*,[^,]*,[^,]*|[^,]+/g)].map(([remote]) => remote);
  return given.includes('none') ? [] : given;
}
