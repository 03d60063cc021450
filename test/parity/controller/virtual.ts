import { until } from '#testing';
import { compareLines, type ParityReport } from '../report.js';
import type { ControllerLab, Make } from './lab.js';

const VIP = '192.168.0.50';

const NETWORK = [
  'ls-add n1 -- lsp-add n1 vm1 -- lsp-set-addresses vm1 "40:44:00:00:00:01 192.168.0.11"',
  'lsp-add n1 vm2 -- lsp-set-addresses vm2 "40:44:00:00:00:02 192.168.0.12"',
  'lsp-add n1 other -- lsp-set-addresses other "40:44:00:00:00:03 192.168.0.13"',
  `lsp-add n1 vip -- lsp-set-type vip virtual -- lsp-set-addresses vip "50:54:00:00:00:10 ${VIP}" -- set logical_switch_port vip options:virtual-ip=${VIP} options:virtual-parents=vm1,vm2`,
];

/** Packets and events, in this order; each may bind the virtual port, move it or let it go. */
const STEPS: readonly (readonly [what: string, step: (lab: ControllerLab) => Promise<void>])[] = [
  ['at the beginning', async () => undefined],
  ['another than its parents speaks for it', (lab) => announce(lab, 'other', '40:44:00:00:00:03')],
  ['its first parent speaks for it', (lab) => announce(lab, 'vm1', '40:44:00:00:00:01')],
  ['again', (lab) => announce(lab, 'vm1', '40:44:00:00:00:01')],
  ['its other parent does', (lab) => announce(lab, 'vm2', '40:44:00:00:00:02')],
  ['the first parent goes', (lab) => lab.unplug('w1', 'vm1')],
  ['the other parent goes', (lab) => lab.unplug('w1', 'vm2')],
  ['a parent comes back', (lab) => lab.plug('w1', 'vm1')],
  ['and speaks', (lab) => announce(lab, 'vm1', '40:44:00:00:00:01')],
  [
    'it is no parent any more',
    async (lab) => {
      await lab.nbctl('lsp-set-options', 'vip', `virtual-ip=${VIP}`);
    },
  ],
];

/** A gratuitous ARP request for the virtual address. */
async function announce(lab: ControllerLab, port: string, mac: string): Promise<void> {
  const arp = `arp(sip=${VIP},tip=${VIP},op=1,sha=${mac},tha=00:00:00:00:00:00)`;
  await lab.receive('w1', `i-${port}`, `eth(src=${mac},dst=ff:ff:ff:ff:ff:ff),eth_type(0x0806),${arp}`);
}

/** How long a binding may take to change; one that has not changed in this time does not. */
const CHANGE_MS = 1500;

/** A virtual port under ovn-controller and under ours is bound, moved and released by the same events. */
export async function compareVirtualPorts(
  report: ParityReport,
  lab: ControllerLab,
  words: (line: string) => readonly string[],
): Promise<void> {
  await lab.startCentral();
  for (const line of NETWORK) await lab.nbctl(...words(line));
  await lab.startHost('w1', '127.0.0.11');
  const seen = new Map<Make, readonly string[]>();
  const flows = new Map<Make, readonly string[]>();
  for (const make of ['c', 'heddle'] as const) {
    await lab.nbctl('lsp-set-options', 'vip', `virtual-ip=${VIP}`, 'virtual-parents=vm1,vm2');
    await lab.startController('w1', make);
    for (const port of ['vm1', 'vm2', 'other']) await lab.plug('w1', port);
    await lab.sync();
    seen.set(make, await events(lab));
    // With the virtual port bound here. Ports that were plugged in again have other numbers.
    const installed = await lab.normalFlows('w1');
    flows.set(
      make,
      installed.map((flow) => flow.replaceAll(/(in_port=|output:)\d+/g, '$1N')),
    );
    lab.assertControllersAlive();
    await lab.stopController('w1');
    for (const name of ['vip', 'vm1', 'vm2', 'other']) {
      await lab.sbctl('clear', 'Port_Binding', name, 'chassis', 'virtual_parent');
      await lab.sbctl('set', 'Port_Binding', name, 'up=false');
    }
  }
  compareLines(report, 'virtual port: flows', flows.get('c') ?? [], flows.get('heddle') ?? []);
  for (const [i, [what]] of STEPS.entries()) {
    const [theirs, ours] = [seen.get('c')?.[i], seen.get('heddle')?.[i]];
    compareLines(report, `virtual port: ${what}`, [theirs ?? ''], [ours ?? '']);
  }
}

async function events(lab: ControllerLab): Promise<readonly string[]> {
  const outcome: string[] = [];
  for (const [, step] of STEPS) {
    const before = await binding(lab);
    await step(lab);
    try {
      await until('the binding changes', async () => (await binding(lab)) !== before, { timeoutMs: CHANGE_MS });
    } catch {
      // Nothing happens: the same must go for the other program.
    }
    // Flows follow the binding; packets of the next step go by them.
    await lab.sync();
    outcome.push(await binding(lab));
  }
  return outcome;
}

async function binding(lab: ControllerLab): Promise<string> {
  const chassis = await lab.sbctl('--bare', '--columns=_uuid', 'list', 'Chassis');
  const columns = '--columns=chassis,virtual_parent,up,encap';
  const text = await lab.sbctl('--bare', columns, 'find', 'Port_Binding', 'logical_port=vip');
  return text.trim().replaceAll(chassis.trim(), 'w1').replaceAll('\n', ' ');
}
