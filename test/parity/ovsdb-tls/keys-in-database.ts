/**
 * Keys that stand in the SSL table (`--private-key=db:DB,SSL,private_key` and so on): a server begins to listen before
 * they are there, lets nobody in, and takes them up when they come. ovsdb-server and ours.
 */
import { join } from 'node:path';
import { attempt, Daemon, run as runCommand, until } from '#testing';
import { Peer } from '../ovsdb/peer.js';

export interface KeysInDatabase {
  readonly rundir: string;
  readonly env: NodeJS.ProcessEnv;
  readonly expect: (what: string, isRight: boolean, detail: string) => void;
  /** The command line of our server. */
  readonly ours: readonly string[];
  /** Options of a client with a good certificate. */
  readonly client: readonly string[];
  /** Of the server. */
  readonly files: readonly [key: string, certificate: string, ca: string];
  /** Of the tcp port on which a process listens. */
  readonly port: (pid: number | undefined) => Promise<string>;
}

const PLACES = ['private_key', 'certificate', 'ca_cert'].map(
  (column) => `--${column.replace('_', '-')}=db:OVN_Northbound,SSL,${column}`,
);

export async function compareKeysInDatabase(setting: KeysInDatabase): Promise<void> {
  const { rundir, env, expect, client, files, port } = setting;
  const at = (name: string) => join(rundir, name);
  await runCommand(['ovsdb-tool', 'create', at('kc.db'), '/usr/share/ovn/ovn-nb.ovsschema'], { env });
  const servers: Readonly<Record<string, readonly string[]>> = {
    kc: ['ovsdb-server', at('kc.db')],
    ko: [...setting.ours, `--create=OVN_Northbound=${at('ko.db')}`],
  };
  const said: string[] = [];
  for (const [name, argv] of Object.entries(servers)) {
    const local = `unix:${at(`${name}.sock`)}`;
    const daemon = await new Daemon({
      name,
      argv: [...argv, ...PLACES, '--remote=pssl:0:127.0.0.1', `--remote=p${local}`, `--unixctl=${at(`${name}.ctl`)}`],
      env,
      logFile: at(`${name}.log`),
      ready: async () => {
        (await Peer.open(local)).close();
        return true;
      },
    }).start();
    try {
      const remote = `ssl:127.0.0.1:${await port(daemon.pid)}`;
      const ask = async () => {
        const { status, stdout } = await attempt(['ovsdb-client', '--timeout=2', ...client, 'list-dbs', remote], {
          env,
        });
        return `${status} ${stdout.split('\n').sort().join(' ').trim()}`.trim();
      };
      const before = await ask();
      await runCommand(['ovn-nbctl', `--db=${local}`, 'set-ssl', ...files], { env });
      await until('the keys to be taken up', async () => (await ask()).startsWith('0'));
      said.push(`${before}\n${await ask()}`);
    } finally {
      await daemon.stop();
    }
  }
  const [theirs = '', ours = ''] = said;
  expect(
    'keys that come to the SSL table later',
    theirs === ours && ours.includes('\n0 OVN_Northbound _Server'),
    said.join('\n--\n'),
  );
}
