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
  return {
    name: `generated ${seed}`,
    hosts: { w1: ['127.0.0.11'], w2: ['127.0.0.12'], w3: ['127.0.0.13'] },
    physical: ['w1'],
    network,
    plugged,
  };
}

function generator(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state >>> 8) % below;
  };
}
