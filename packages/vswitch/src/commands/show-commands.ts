/** Run-time commands that show the switch's state, named as ovs-vswitchd(8) names them. */
import { ipv4FromNumber, ipv6FromBigInt, macFromNumber } from '#base';
import type { Unixctl } from '#daemon';
import type { Connection } from '../conntrack/connection.js';
import type { AddressWords, Tuple } from '../conntrack/tuple.js';
import type { LiveBridge, Switch } from '../switch/switch.js';

export function bridgeOf(current: Switch, name: string): LiveBridge {
  const live = current.bridges.get(name);
  if (live === undefined) throw new Error('no such bridge');
  return live;
}

export function registerShowCommands(unixctl: Unixctl, current: Switch): void {
  unixctl.register('dpif/show', '', 0, 0, () => showDatapath(current));
  unixctl.register('ofproto/list', '', 0, 0, () => [...current.bridges.keys()].map((name) => `${name}\n`).join(''));
  unixctl.register('fdb/show', 'bridge', 1, 1, ([name = '']) => showMacs(bridgeOf(current, name)));
  unixctl.register('fdb/flush', '[bridge]', 0, 1, ([name]) => {
    const bridges = name === undefined ? [...current.bridges.values()] : [bridgeOf(current, name)];
    for (const { bridge } of bridges) bridge.macs.flush();
    return 'table successfully flushed';
  });
  unixctl.register('dpctl/dump-conntrack', '[zone=N]', 0, 2, (args) => {
    const zone = zoneOf(args);
    const lines = [...current.datapath.connections.list()]
      .filter((connection) => zone === undefined || connection.zone === zone)
      .map((connection) => `${describeConnection(connection)}\n`);
    return lines.join('');
  });
  unixctl.register('dpctl/flush-conntrack', '[zone=N]', 0, 2, (args) => {
    current.datapath.connections.flushZone(zoneOf(args));
    return '';
  });
  unixctl.register(
    'dpctl/ct-stats-show',
    '',
    0,
    0,
    () => `Connections Stats:\n    Total: ${current.datapath.connections.size}\n`,
  );
  unixctl.register('upcall/show', '', 0, 0, () => {
    const { cache } = current.datapath;
    return `flow cache: ${cache.size} entries, ${cache.hits} hits, ${cache.misses} misses\n`;
  });
}

const DATAPATH = 'netdev@ovs-netdev';

/** Of `[DATAPATH] [zone=N]`; undefined for all zones. Throws for any other word: it must not be taken for all of them. */
export function zoneOf(args: readonly string[]): number | undefined {
  const [word, ...more] = args[0] === DATAPATH ? args.slice(1) : args;
  if (word === undefined) return undefined;
  const [, digits] = /^zone=(\d{1,5})$/.exec(word) ?? [];
  const zone = Number(digits);
  if (digits === undefined || zone > 0xffff || more.length > 0) {
    throw new Error(`${[word, ...more].join(' ')}: must be zone=N with N from 0 to 65535`);
  }
  return zone;
}

function showDatapath(current: Switch): string {
  const { cache } = current.datapath;
  const lines = [`${DATAPATH}: hit:${cache.hits} missed:${cache.misses}`];
  for (const [name, { ports }] of current.bridges) {
    lines.push(`  ${name}:`);
    const sorted = [...ports.values()].sort((a, b) => a.wanted.name.localeCompare(b.wanted.name, 'en'));
    for (const { wanted, port } of sorted) {
      if (port === undefined) continue;
      const options = [...wanted.options].sort().map(([key, value]) => `${key}=${value}`);
      const kind =
        wanted.type === 'system' ? '' : ` (${wanted.type}${options.length > 0 ? `: ${options.join(', ')}` : ''})`;
      const number = wanted.type === 'patch' ? 'none' : port.datapathPort.number;
      lines.push(`    ${wanted.name} ${port.number}/${number}:${kind}`);
    }
  }
  return `${lines.join('\n')}\n`;
}

function showMacs({ bridge }: LiveBridge): string {
  const lines = [' port  VLAN  MAC                Age'];
  for (const { port, vlan, mac, age } of bridge.macs.list()) {
    const number = port === 0xfffe ? 'LOCAL' : String(port);
    lines.push(`${number.padStart(5)}  ${String(vlan).padStart(4)}  ${macFromNumber(mac)}  ${String(age).padStart(3)}`);
  }
  return `${lines.join('\n')}\n`;
}

const PROTOCOLS: Readonly<Record<number, string>> = { 1: 'icmp', 6: 'tcp', 17: 'udp', 58: 'icmpv6', 132: 'sctp' };

/** As ovs-dpctl prints a connection: `tcp,orig=(src=..,dst=..,sport=..,dport=..),reply=(..),zone=1,...`. */
export function describeConnection(connection: Connection): string {
  const { original, reply, zone, mark, label, tcp } = connection;
  const parts = [
    PROTOCOLS[original.protocol] ?? `${original.protocol}`,
    `orig=(${describeTuple(original)})`,
    `reply=(${describeTuple(reply)})`,
  ];
  if (zone !== 0) parts.push(`zone=${zone}`);
  if (mark !== 0) parts.push(`mark=${mark}`);
  if (label !== 0n) parts.push(`labels=0x${label.toString(16)}`);
  if (tcp !== undefined) parts.push(`protoinfo=(state=${tcp})`);
  return parts.join();
}

function describeTuple(tuple: Tuple): string {
  const ends = `src=${text(tuple.source)},dst=${text(tuple.destination)}`;
  if (tuple.protocol === 1 || tuple.protocol === 58) {
    return `${ends},id=${tuple.sourcePort},type=${tuple.icmpType},code=${tuple.icmpCode}`;
  }
  return PROTOCOLS[tuple.protocol] === undefined
    ? ends
    : `${ends},sport=${tuple.sourcePort},dport=${tuple.destinationPort}`;
}

function text(address: AddressWords): string {
  if (address.length === 1) return ipv4FromNumber(address[0] ?? 0);
  return ipv6FromBigInt(address.reduce((value, part) => (value << 32n) | BigInt(part), 0n));
}
