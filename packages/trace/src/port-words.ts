/** Ports by what people call them: name, friendly name, address, MAC. Before: the command line. After: from-text.ts, matrix.ts. */
import { parseMac } from '#base';
import { addressesOf, readIp } from './addresses.js';
import type { TraceNetwork, TracePort } from './network.js';

/** How many names a message suggests. */
const CANDIDATES = 5;

/** The port that a word means; a text says that it may mean several. */
export function findPortByWord(network: TraceNetwork, word: string): TracePort | string | undefined {
  const named = network.ports.get(word);
  if (named !== undefined) return named;
  const all = [...network.ports.values()].filter((port) => port.type !== 'chassisredirect');
  const address = readIp(word)?.text;
  const mac = parseMac(word);
  const ways: readonly ((port: TracePort) => boolean)[] = [
    (port) => port.friendlyName === word,
    (port) => address !== undefined && addressesOf(port)?.ips.some((ip) => ip.text === address) === true,
    (port) => mac !== undefined && addressesOf(port)?.mac === mac,
    (port) => /^[0-9a-f-]{6,}$/i.test(word) && port.name.startsWith(word),
  ];
  for (const fits of ways) {
    const found = all.filter(fits);
    // A switch's port to a router has the router's addresses too; the router's own port is meant.
    const workloads = found.filter((port) => port.peer === undefined);
    const [port, ...more] = workloads.length > 0 ? workloads : found;
    if (port !== undefined && (more.length === 0 || workloads.length === 0)) return port;
    if (port !== undefined) {
      const names = [port, ...more].slice(0, CANDIDATES).map(({ name }) => name);
      return `"${word}" may be ${names.join(', ')}: say which by its name`;
    }
  }
  return undefined;
}

/** `; did you mean vm1, vm2?`, or which ports there are; nothing when there are none. */
export function candidates(network: TraceNetwork, word: string, others: readonly string[] = []): string {
  const names = [...network.ports.values()]
    .filter(({ type, peer }) => type !== 'chassisredirect' && peer === undefined)
    .map((port) => port.friendlyName);
  const near = [...names, ...others]
    .map((name) => ({ name, distance: distance(name.toLowerCase(), word.toLowerCase()) }))
    .filter(({ name, distance }) => distance <= Math.max(1, name.length / 3))
    .sort((a, b) => a.distance - b.distance || (a.name < b.name ? -1 : 1))
    .slice(0, CANDIDATES);
  if (near.length > 0) return `; did you mean ${near.map(({ name }) => name).join(', ')}?`;
  if (names.length === 0) return '';
  const shown = names.toSorted().slice(0, CANDIDATES);
  return `; there are ${shown.join(', ')}${names.length > CANDIDATES ? `, ... (${names.length})` : ''}`;
}

/** Letters to put in, take out, change or swap with the next to make one word of the other (Damerau and Levenshtein). */
export function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  let above: readonly number[] = [];
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swap = isSwap ? (above[j - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY;
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, change, swap));
    }
    above = row;
    row = next;
  }
  return row[b.length] ?? 0;
}
