/**
 * A northbound database that ovn-nbctl and ovsdb-server made, taken in, served by ours, and given back: the same rows and
 * the same past at each station.
 */
import { join } from 'node:path';
import { attempt, Daemon, run } from '#testing';
import { Peer } from '../ovsdb/peer.js';
import { compareLines, type ParityReport } from '../report.js';

const SCHEMA = '/usr/share/ovn/ovn-nb.ovsschema';
const DB = 'OVN_Northbound';
/** Ports of each switch. */
const PORTS = 20;

export interface Programs {
  readonly server: readonly string[];
  readonly tool: readonly string[];
}

export async function compareNorthboundTrip(report: ParityReport, ours: Programs, env: NodeJS.ProcessEnv) {
  const at = (name: string) => join(report.rundir, `trip-${name}`);
  const remote = (name: string) => `unix:${at(`${name}.sock`)}`;
  const served = async <T>(name: string, server: readonly string[], use: () => Promise<T>): Promise<T> => {
    const daemon = await new Daemon({
      name,
      argv: [...server, at(`${name}.db`), `--remote=p${remote(name)}`, `--unixctl=${at(`${name}.ctl`)}`],
      env,
      logFile: at(`${name}.log`),
      ready: async () => {
        (await Peer.open(remote(name))).close();
        return true;
      },
    }).start();
    try {
      return await use();
    } finally {
      await daemon.stop();
    }
  };
  const rows = async (name: string) =>
    (await run(['ovsdb-client', '-f', 'csv', 'dump', remote(name), DB], { env })).split('\n').sort();
  const past = async (name: string) => {
    const { stdout } = await attempt(['ovsdb-tool', '-mm', 'show-log', at(`${name}.db`)], { env });
    return stdout.split('\n').sort();
  };

  await run(['ovsdb-tool', 'create', at('c.db'), SCHEMA], { env });
  const theirs = await served('c', ['ovsdb-server'], async () => {
    for (const words of COMMANDS) await run(['ovn-nbctl', `--db=${remote('c')}`, ...words], { env });
    return rows('c');
  });
  await run([...ours.tool, 'import', at('c.db'), at('o.db')], { env });
  compareLines(report, 'a northbound database, taken in', theirs, await served('o', ours.server, () => rows('o')));
  await run([...ours.tool, 'export', at('o.db'), at('back.db')], { env });
  const back = await served('back', ['ovsdb-server'], () => rows('back'));
  compareLines(report, 'a northbound database, given back', theirs, back);
  compareLines(report, 'the past of a northbound database, given back', await past('c'), await past('back'));
}

const COMMANDS: readonly (readonly string[])[] = [1, 2].flatMap((i) => [
  [
    ...['ls-add', `sw${i}`],
    ...Array.from({ length: PORTS }, (_, j) => {
      const addresses = `02:00:00:00:0${i}:${String(j).padStart(2, '0')} 10.${i}.0.${j}`;
      return ['--', 'lsp-add', `sw${i}`, `p${i}-${j}`, '--', 'lsp-set-addresses', `p${i}-${j}`, addresses];
    }).flat(),
  ],
  ['acl-add', `sw${i}`, 'to-lport', '1000', `ip4.src == 10.${i}.0.0/16`, 'allow-related'],
  ['set', 'Logical_Switch', `sw${i}`, `other_config:subnet=10.${i}.0.0/16`, 'external_ids:k="é, \\"q\\""'],
  ['lr-add', `r${i}`, '--', 'lrp-add', `r${i}`, `rp${i}`, `0a:00:00:00:00:0${i}`, `10.${i}.255.1/16`],
  ['lr-route-add', `r${i}`, '0.0.0.0/0', `10.${i}.255.2`],
  ['lb-add', `lb${i}`, `192.0.2.${i}:80`, `10.${i}.0.1:80,10.${i}.0.2:80`, '--', 'ls-lb-add', `sw${i}`, `lb${i}`],
  ['create', 'Address_Set', `name=as${i}`, `addresses=10.${i}.0.1,10.${i}.0.2`],
  ['create', 'DHCP_Options', `cidr=10.${i}.0.0/16`, 'options:lease_time=3600', `options:router=10.${i}.255.1`],
  ['lsp-set-options', `p${i}-1`, 'a=b'],
  ['lsp-del', `p${i}-1`],
]);
