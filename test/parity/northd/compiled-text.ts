/** The compiler's flows and multicast groups as lines, in the form in which southbound-text.ts prints rows of a database. */
import type { Engine } from '#incremental';
import { flowSets, type LogicalFlow, multicastRows } from '#northd';
import { flowLine, groupLine, multicastLine } from './southbound-text.js';

export function compiledText(compiler: Engine): string[] {
  const flows = new Map<string, LogicalFlow[]>();
  for (const set of compiler.outputs(flowSets)) {
    for (const flow of set.flows) {
      const { stage, priority, match, actions, port, meter } = flow;
      const content = [stage.datapath, stage.pipeline, stage.table, priority, match, actions, port, meter].join('\n');
      const same = flows.get(content);
      if (same === undefined) flows.set(content, [flow]);
      else same.push(flow);
    }
  }
  const lines: string[] = [];
  const groups = new Set<string>();
  for (const same of flows.values()) {
    const [flow] = same;
    if (flow === undefined) continue;
    const datapaths = [...new Set(same.map(({ datapath }) => datapath))].sort();
    const ids = new Map<string, string>([['stage-name', flow.stage.name]]);
    const { hint } = flow;
    const isOne = datapaths.length === 1 && same.every((other) => other.hint === hint);
    if (hint !== undefined && isOne) ids.set('stage-hint', hint.slice(0, 8));
    const tags = flow.port === undefined ? new Map<string, string>() : new Map([['in_out_port', flow.port]]);
    const { pipeline, table } = flow.stage;
    const { priority, match, actions, meter } = flow;
    lines.push(flowLine({ pipeline, table, priority, match, actions, meter, tags, ids, datapaths }));
    if (datapaths.length > 1) groups.add(groupLine(datapaths));
  }
  lines.push(...groups);
  for (const { datapath, name, key, ports } of compiler.outputs(multicastRows)) {
    lines.push(multicastLine(datapath, name, key, ports));
  }
  return lines.sort();
}
