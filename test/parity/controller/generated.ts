import type { Scenario } from './scenarios.js';

/** A random network that is the same for the same seed: switches, routers, ports of all kinds, spread over three hosts. */
export function generatedScenario(seed: number): Scenario {
  const random = generator(seed);
  const pick = <T>(list: readonly T[]): T => list[random(list.length)] as T;
  const network: string[] = [];
  const plugged: Record<string, string[]> = { w1: [], w2: [], w3: [] };
  const switches = 2 + random(3);
  let mac = 0x1000 * seed;
  const nextMac = () => (++mac).toString(16).padStart(12, '0').replace(/^../, '42').match(/../g)?.join(':') ?? '';
  network.push('lr-add r0 -- lr-add r1');
  for (let s = 0; s < switches; s++) {
    network.push(`ls-add s${s}`);
    for (let p = random(4) + 1; p > 0; p--) {
      const port = `s${s}p${p}`;
      const address = nextMac();
      const ips = [`10.${seed}.${s}.${10 + p}`, ...(random(3) === 0 ? [`fd00:${s}::${p}`] : [])].join(' ');
      const addresses = pick([`"${address} ${ips}"`, `"${address}"`, 'unknown', `"${address} ${ips}" unknown`]);
      network.push(`lsp-add s${s} ${port} -- lsp-set-addresses ${port} ${addresses}`);
      if (random(2) === 0) network.push(`lsp-set-port-security ${port} "${address} ${ips}"`);
      const where = pick(['w1', 'w2', 'w3', '']);
      if (where !== '') plugged[where]?.push(port);
    }
    if (random(4) === 0) {
      network.push(
        `lsp-add s${s} s${s}ln -- lsp-set-type s${s}ln localnet -- lsp-set-addresses s${s}ln unknown -- lsp-set-options s${s}ln network_name=phys`,
      );
    }
    const router = pick(['r0', 'r0', 'r1', '']);
    if (router !== '') {
      network.push(
        `lrp-add ${router} ${router}s${s} ${nextMac()} 10.${seed}.${s}.1/24 -- lsp-add s${s} s${s}r -- lsp-set-type s${s}r router -- lsp-set-addresses s${s}r router -- lsp-set-options s${s}r router-port=${router}s${s}`,
      );
      if (random(2) === 0) network.push(`lr-route-add ${router} 172.${16 + s}.0.0/16 10.${seed}.${s}.99`);
    }
  }
  const changes = Array.from({ length: 12 }, () => change(random, pick, switches, seed, plugged, nextMac));
  return {
    name: `generated ${seed}`,
    changes,
    hosts: { w1: ['127.0.0.11'], w2: ['127.0.0.12'], w3: ['127.0.0.13'] },
    physical: ['w1'],
    network,
    plugged,
  };
}

/** One change of a running network. */
function change(
  random: (below: number) => number,
  pick: <T>(list: readonly T[]) => T,
  switches: number,
  seed: number,
  plugged: Record<string, string[]>,
  nextMac: () => string,
): string {
  const s = random(switches);
  const host = pick(['w1', 'w2', 'w3']);
  const ports = plugged[host] ?? [];
  switch (random(6)) {
    case 0: {
      const port = `s${s}n${random(1000)}`;
      ports.push(port);
      return `--may-exist lsp-add s${s} ${port} -- lsp-set-addresses ${port} "${nextMac()} 10.${seed}.${s}.${random(200) + 20}"`;
    }
    case 1: {
      const port = ports.length === 0 ? undefined : pick(ports);
      return port === undefined ? `set logical_switch s${s} external_ids:x=${random(9)}` : `plug ${host} ${port}`;
    }
    case 2: {
      const port = ports.length === 0 ? undefined : pick(ports);
      return port === undefined ? `set logical_switch s${s} external_ids:y=${random(9)}` : `unplug ${host} ${port}`;
    }
    case 3:
      return `--if-exists lsp-del s${s}p1`;
    case 4:
      return `--may-exist lr-route-add r0 172.30.${random(9)}.0/24 10.${seed}.${s}.${random(9) + 2}`;
    default:
      return `acl-add s${s} to-lport ${1000 + random(1000)} "ip4.src == {10.0.0.1, 10.0.0.${random(99) + 2}} && tcp.dst == {80, ${random(999) + 100}}" allow-related`;
  }
}

function generator(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state >>> 8) % below;
  };
}
