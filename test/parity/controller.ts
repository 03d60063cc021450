import { makeSubdirectory } from '#testing';
import { compareDhcp } from './controller/dhcp.js';
import { generatedScenario } from './controller/generated.js';
import { ControllerLab } from './controller/lab.js';
import { comparePackets } from './controller/packets.js';
import { SCENARIOS, type Scenario } from './controller/scenarios.js';
import { compareVirtualPorts } from './controller/virtual.js';
import { compareLines, type ParityReport } from './report.js';

const GENERATED = 3;

/**
 * The same southbound database through ovn-controller and through ours must give the same flows in Open vSwitch; taking over from
 * each other must not touch a flow that is right.
 */
export async function run(report: ParityReport): Promise<void> {
  const only = process.env['PARITY_SCENARIO'];
  const scenarios = [...SCENARIOS, ...Array.from({ length: GENERATED }, (_, seed) => generatedScenario(seed + 1))];
  if (only === undefined || 'packet-ins'.includes(only)) {
    const lab = new ControllerLab(makeSubdirectory(report.rundir, 'p'));
    try {
      await comparePackets(report, lab, words);
    } finally {
      await lab.stop();
    }
  }
  if (only === undefined || 'virtual ports'.includes(only)) {
    const lab = new ControllerLab(makeSubdirectory(report.rundir, 'v'));
    try {
      await compareVirtualPorts(report, lab, words);
    } finally {
      await lab.stop();
    }
  }
  if (only === undefined || 'dhcp'.includes(only)) {
    const lab = new ControllerLab(makeSubdirectory(report.rundir, 'd'));
    try {
      await compareDhcp(report, lab);
    } finally {
      await lab.stop();
    }
  }
  for (const [i, scenario] of scenarios.entries()) {
    if (only !== undefined && !scenario.name.includes(only)) continue;
    const lab = new ControllerLab(makeSubdirectory(report.rundir, `l${i}`));
    try {
      await compare(report, scenario, lab);
    } finally {
      await lab.stop();
    }
  }
}

async function compare(report: ParityReport, scenario: Scenario, lab: ControllerLab): Promise<void> {
  await lab.startCentral();
  for (const line of scenario.network) await lab.nbctl(...words(line));
  const hosts = Object.entries(scenario.hosts);
  for (const [host, [ip, settings]] of hosts) {
    const hasPhysical = scenario.physical?.includes(host) === true;
    await lab.startHost(host, ip, { ...settings, ...(hasPhysical ? { 'ovn-bridge-mappings': 'phys:br-ex' } : {}) });
    if (hasPhysical) await lab.addBridge(host, 'br-ex');
    await lab.startController(host, 'c');
    for (const port of scenario.plugged[host] ?? []) await lab.plug(host, port);
  }
  await lab.sync();
  await scenario.learn?.(lab);
  await lab.sync();
  // ovn-controller's own change handlers miss a tunnel now and then; a full run of it is the oracle.
  for (const [host] of hosts) await lab.recompute(host);
  await lab.sync();
  const theirs = new Map<string, readonly string[]>();
  for (const [host] of hosts) {
    theirs.set(host, await lab.normalFlows(host));
    await lab.stopController(host);
    await lab.startController(host, 'heddle');
  }
  await lab.sync();
  lab.assertControllersAlive();
  for (const [host] of hosts) {
    const flows = await lab.normalFlows(host);
    compareLines(report, `${scenario.name}: flows of ${host}`, theirs.get(host) ?? [], flows);
  }
  // From nothing: what is installed now has gone through our own encoder.
  for (const [host] of hosts) {
    await lab.stopController(host);
    await lab.deleteFlows(host);
    await lab.startController(host, 'heddle');
  }
  await lab.sync();
  lab.assertControllersAlive();
  for (const [host] of hosts) {
    const flows = await lab.normalFlows(host);
    compareLines(report, `${scenario.name}: flows of ${host}, installed anew`, theirs.get(host) ?? [], flows);
  }
  await restart(report, scenario, lab);
  if (scenario.changes !== undefined) await live(report, scenario, lab, scenario.changes);
}

/** What our controllers have made of a series of changes must be what ovn-controller makes of the outcome. */
async function live(
  report: ParityReport,
  scenario: Scenario,
  lab: ControllerLab,
  changes: readonly string[],
): Promise<void> {
  for (const line of changes) {
    const [verb, host = '', port = ''] = line.split(' ');
    if (verb === 'plug') await lab.plug(host, port);
    else if (verb === 'unplug') await lab.unplug(host, port);
    else await lab.nbctl(...words(line));
  }
  await lab.sync();
  lab.assertControllersAlive();
  const ours = new Map<string, readonly string[]>();
  const hosts = Object.keys(scenario.hosts);
  for (const host of hosts) {
    ours.set(host, await lab.normalFlows(host));
    await lab.stopController(host);
    await lab.startController(host, 'c');
  }
  await lab.sync();
  for (const host of hosts) await lab.recompute(host);
  await lab.sync();
  for (const host of hosts) {
    const theirs = await lab.normalFlows(host);
    compareLines(report, `${scenario.name}: flows of ${host} after changes`, theirs, ours.get(host) ?? []);
  }
}

/** A restart of ours finds all as it should be. */
async function restart(report: ParityReport, scenario: Scenario, lab: ControllerLab): Promise<void> {
  for (const host of Object.keys(scenario.hosts)) {
    const before = await lab.flowAges(host);
    await lab.stopController(host);
    await lab.startController(host, 'heddle');
    await lab.sync();
    const after = await lab.flowAges(host);
    const oldest = Math.min(...before.map(({ age }) => age));
    const touched = after.filter(({ age }) => age < oldest).map(({ text }) => text);
    compareLines(report, `${scenario.name}: flows of ${host} touched by a restart`, [], touched);
  }
}

/** Splits a command line at spaces; double quotes hold a word together. */
function words(line: string): readonly string[] {
  return [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
}
