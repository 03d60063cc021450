/** The options of a `sim` interface, read once. Before: Interface.options. After: the simulated machine. */
import { type Ipv4, type Ipv6, ipv4Mask, ipv4ToNumber, type Mac, parseIpv4, parseIpv6, parseMac } from '#base';

export interface Subnet4 {
  readonly address: Ipv4;
  readonly prefix: number;
}

export interface Subnet6 {
  readonly address: Ipv6;
  readonly prefix: number;
}

export interface MachineOptions {
  readonly mac: Mac | undefined;
  readonly ip: Subnet4 | 'dhcp' | undefined;
  readonly gateway: Ipv4 | undefined;
  readonly ip6: Subnet6 | undefined;
  readonly gateway6: Ipv6 | undefined;
  readonly mtu: number;
  /** Ports on which UDP datagrams and TCP connections are echoed. */
  readonly echoPorts: ReadonlySet<number>;
}

export interface MachineOptionProblem {
  readonly problem: string;
}

const KNOWN = ['ip', 'gateway', 'ip6', 'gateway6', 'mac', 'mtu', 'echo'];

/** Reads `ip=A/LEN|dhcp, gateway=A, ip6=A/LEN, gateway6=A, mac=M, mtu=N, echo=PORT[,PORT...]`. */
export function readMachineOptions(options: ReadonlyMap<string, string>): MachineOptions | MachineOptionProblem {
  for (const name of options.keys()) {
    if (!KNOWN.includes(name)) return { problem: `unknown option "${name}" of a simulated machine` };
  }
  const bad = (name: string): MachineOptionProblem => ({
    problem: `options:${name}: "${options.get(name)}" is malformed`,
  });
  const macText = options.get('mac');
  const mac = macText === undefined ? undefined : parseMac(macText);
  if (macText !== undefined && mac === undefined) return bad('mac');
  const ipText = options.get('ip');
  const ip = ipText === undefined || ipText === 'dhcp' ? ipText : subnet4(ipText);
  if (ipText !== undefined && ip === undefined) return bad('ip');
  const gatewayText = options.get('gateway');
  const gateway = gatewayText === undefined ? undefined : parseIpv4(gatewayText);
  if (gatewayText !== undefined && gateway === undefined) return bad('gateway');
  const ip6Text = options.get('ip6');
  const ip6 = ip6Text === undefined ? undefined : subnet6(ip6Text);
  if (ip6Text !== undefined && ip6 === undefined) return bad('ip6');
  const gateway6Text = options.get('gateway6');
  const gateway6 = gateway6Text === undefined ? undefined : parseIpv6(gateway6Text);
  if (gateway6Text !== undefined && gateway6 === undefined) return bad('gateway6');
  const mtu = Number(options.get('mtu') ?? '1442');
  if (!Number.isInteger(mtu) || mtu < 68 || mtu > 65535) return bad('mtu');
  const ports = (options.get('echo') ?? '7').split(',').map(Number);
  if (ports.some((port) => !Number.isInteger(port) || port < 0 || port > 65535)) return bad('echo');
  return { mac, ip, gateway, ip6, gateway6, mtu, echoPorts: new Set(ports) };
}

function subnet4(text: string): Subnet4 | undefined {
  const [head = '', tail = '32'] = text.split('/');
  const address = parseIpv4(head);
  const prefix = Number(tail);
  return address === undefined || !/^\d+$/.test(tail) || prefix > 32 ? undefined : { address, prefix };
}

function subnet6(text: string): Subnet6 | undefined {
  const [head = '', tail = '128'] = text.split('/');
  const address = parseIpv6(head);
  const prefix = Number(tail);
  return address === undefined || !/^\d+$/.test(tail) || prefix > 128 ? undefined : { address, prefix };
}

/** True when `address` is in the subnet. */
export function isInSubnet4(subnet: Subnet4, address: Ipv4): boolean {
  const mask = ipv4Mask(subnet.prefix);
  return ((ipv4ToNumber(subnet.address) ^ ipv4ToNumber(address)) & mask) === 0;
}
