/** Matches of big sets: both controllers must make a flow a value of them, not a flow a combination. */

const SIZE = 250;

function addresses(net: number, step = 1, suffix: (i: number) => string = () => ''): string {
  const values = Array.from({ length: SIZE }, (_, i) => `10.${net}.${(i * step) >> 8}.${(i * step) & 255}${suffix(i)}`);
  return `{${values.join(', ')}}`;
}

const numbers = `{${Array.from({ length: SIZE }, (_, i) => i * 3 + 1).join(', ')}}`;
const macs = `{${Array.from({ length: SIZE }, (_, i) => `00:00:00:00:01:${(i & 255).toString(16).padStart(2, '0')}`).join(', ')}}`;
const addresses6 = `{${Array.from({ length: SIZE }, (_, i) => `fd00::${(i + 1).toString(16)}`).join(', ')}}`;

export const CROSSINGS: readonly string[] = [
  `ip4.src == ${addresses(1)} && ip4.dst == ${addresses(2)}`,
  `ip4.src == ${addresses(1)} && ip4.dst == ${addresses(2)} && tcp.dst == ${numbers}`,
  `ip4.src == ${addresses(1)} && ip4.dst == ${addresses(2)} && tcp.dst == ${numbers} && tcp.src == ${numbers}`,
  `1000 <= tcp.dst <= 2000 && ip4.src == ${addresses(1)} && ip4.dst == ${addresses(2)}`,
  `udp.src > 1023 && udp.dst == ${numbers} && ip4.dst == ${addresses(2)}`,
  `ip4.src == ${addresses(1)} && ip4.src == ${addresses(1, 2)}`,
  `ip4.src == ${addresses(1)} && ip4.src == 10.1.0.0/25 && ip4.dst == ${addresses(2)}`,
  `ip4.src == ${addresses(1, 1, (i) => (i % 7 === 0 ? '/30' : ''))} && ip4.dst == ${addresses(2)}`,
  `ip4.src == ${addresses(1)} || ip4.dst == ${addresses(2)}`,
  `(ip4.src == ${addresses(1)} || ip4.dst == ${addresses(2)}) && tcp.dst == {80, 443}`,
  `ip4.src == ${addresses(1)} && ip4.dst == ${addresses(2)} && inport == @pg1`,
  `ip4.src == ${addresses(1)} && ip4.dst == ${addresses(2)} && inport == {"vm1", "vm3"}`,
  `ip6.src == ${addresses6} && ip6.dst == ${addresses6}`,
  `eth.src == ${macs} && ip4.dst == ${addresses(2)}`,
  `arp.spa == ${addresses(1)} && arp.tpa == ${addresses(2)} && arp.op == {1, 2}`,
  `reg0 == ${numbers} && ip4.dst == ${addresses(2)}`,
  `ip4.src == ${addresses(1)} && ip4.dst == ${addresses(2)} && ip4.src != 10.1.0.7`,
  `ip4.src == ${addresses(1)} && ip4.dst != 10.2.0.7`,
  `ip4.src == ${addresses(1)} && tcp.dst != {80, 443}`,
  `ip4.src == ${addresses(1)} && ct.est && ip4.dst == ${addresses(2)} && ip.ttl == {1, 2}`,
  `ip4.src == ${addresses(1)} && ip.proto == {6, 17} && ip4.dst == ${addresses(2)}`,
  `(ip4.src == ${addresses(1)} && tcp.dst == {1, 2}) || (ip4.dst == ${addresses(2)} && udp.dst == {3, 4})`,
];
