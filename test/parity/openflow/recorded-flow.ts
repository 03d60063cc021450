/** Texts of flows recorded from Open vSwitch and ovn-controller (packages/openflow/recordings), by the version that can say them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const directory = join(process.cwd(), 'packages', 'openflow', 'recordings');

function lines(name: string): readonly string[] {
  return readFileSync(join(directory, `${name}.txt`), 'utf8')
    .split('\n')
    .filter((line) => line !== '');
}

const isDetail = (line: string) => line.startsWith('  ');

/** Lines of dumps in OpenFlow 1.5's words: flows that ovn-controller installs. */
export function dumpedFlows(): readonly string[] {
  return lines('flows').filter((line) => !isDetail(line));
}

/** Texts that `ovs-ofctl -O VERSION add-flow` takes: ovn-controller's flows, and one for each action and field. */
export function flowTexts(version: string): readonly string[] {
  const all = lines('flows');
  const dumped = version === 'OpenFlow10' ? all.filter(isDetail).map((line) => line.trim()) : dumpedFlows();
  const number = version.slice(-2);
  const single: string[] = [];
  let text = '';
  for (const line of lines('flow-mods')) {
    if (!isDetail(line)) text = line;
    else if (line.startsWith(`  ${number} `)) single.push(text);
  }
  return [...dumped, ...single];
}
