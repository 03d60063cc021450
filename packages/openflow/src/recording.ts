/** Bytes and texts recorded from Open vSwitch and ovn-controller, for this package's tests. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

function lines(name: string): readonly string[] {
  const file = join(process.cwd(), 'packages', 'openflow', 'recordings', `${name}.txt`);
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '');
}

/** Whole messages, in the order in which they were sent. */
export function recordedMessages(name: 'ovn-controller' | 'ovs-ofctl' | 'packet-ins'): readonly Uint8Array[] {
  return lines(name).map((line) => Uint8Array.from(Buffer.from(line.slice(2), 'hex')));
}

export interface RecordedFlow {
  readonly text: string;
  /** What `ovs-ofctl -O OpenFlowNN add-flow` sent, by `10`, `13`, `15`; absent where the version cannot say it. */
  readonly messages: ReadonlyMap<string, string>;
}

export function recordedFlowMods(): readonly RecordedFlow[] {
  const flows: { text: string; messages: Map<string, string> }[] = [];
  for (const line of lines('flow-mods')) {
    if (!line.startsWith('  ')) flows.push({ text: line, messages: new Map() });
    else flows.at(-1)!.messages.set(line.slice(2, 4), line.slice(5));
  }
  return flows;
}

/** Lines of `dump-flows --no-names --no-stats` of one switch, for OpenFlow 1.5 and 1.0. */
export function recordedDumps(): readonly (readonly [v15: string, v10: string])[] {
  const all = lines('flows');
  return Array.from({ length: all.length / 2 }, (_, i) => [all[i * 2]!, all[i * 2 + 1]!.trim()] as const);
}
