/** Options of tunnel interfaces (ovs-vswitchd.conf.db(5), "Tunnel Options"). */
import { parseIpv4, parseIpv6 } from '#base';
import { defaultUdpPort } from '../port/tunnels.js';
import type { TunnelConfig } from '../translate/translation-bridge.js';
import type { WantedInterface } from './wanted.js';

export const TUNNEL_TYPES: readonly string[] = ['geneve', 'vxlan', 'gre'];

export interface TunnelSettings {
  readonly config: TunnelConfig;
  readonly udpPort: number;
}

/** Reads the options, or says what is wrong with them. */
export function readTunnel(wanted: WantedInterface): TunnelSettings | { readonly problem: string } {
  const { name, options, type } = wanted;
  const kind = type === 'geneve' || type === 'vxlan' || type === 'gre' ? type : undefined;
  if (kind === undefined) return { problem: `${name}: ${type} is no tunnel type` };
  const remote = options.get('remote_ip');
  if (remote === undefined) return { problem: `${name}: ${type} type requires valid 'remote_ip' argument` };
  if (remote !== 'flow' && !isAddress(remote)) return { problem: `${name}: bad ${type} 'remote_ip': ${remote}` };
  const local = options.get('local_ip');
  if (local !== undefined && local !== 'flow' && !isAddress(local)) {
    return { problem: `${name}: bad ${type} 'local_ip': ${local}` };
  }
  const outKey = key(options.get('out_key') ?? options.get('key'));
  const inKey = key(options.get('in_key') ?? options.get('key'));
  if (outKey === 'bad' || inKey === 'bad') return { problem: `${name}: bad ${type} key` };
  const udpPort = Number(options.get('dst_port') ?? (kind === 'gre' ? 0 : defaultUdpPort(kind)));
  if (!Number.isInteger(udpPort) || udpPort < 0 || udpPort > 65535)
    return { problem: `${name}: bad ${type} 'dst_port'` };
  return { config: { kind, remote, local: local === 'flow' ? undefined : local, outKey, inKey }, udpPort };
}

function isAddress(text: string): boolean {
  return parseIpv4(text) !== undefined || parseIpv6(text) !== undefined;
}

function key(text: string | undefined): bigint | 'flow' | undefined | 'bad' {
  if (text === undefined) return undefined;
  if (text === 'flow') return 'flow';
  return /^(\d+|0x[0-9a-f]+)$/i.test(text) ? BigInt(text) : 'bad';
}
