import type { DaemonContext } from '#daemon';
import type { Explanation } from '#incremental';
import type { Replica } from '#ovsdb/client';
import type { Controller } from '../controller.js';
import { flowText } from '../install/flow-text.js';
import { Outputs } from '../install/output.js';
import { flowOrigin } from '../report/flow-origin.js';

/** Run-time commands: those of ovn-controller(8), and three that tell what only this program knows. */
export function registerCommands(
  { unixctl }: DaemonContext,
  controller: Controller,
  outside: { readonly southbound: () => Replica | undefined; readonly isSwitchConnected: () => boolean },
): void {
  const say = (name: string, answer: () => string) => unixctl.register(name, '', 0, 0, () => answer());
  const quiet = (name: string) => say(name, () => '');
  const { engine, installer, allocator } = controller;

  say('connection-status', () => (outside.southbound()?.state === 'synced' ? 'connected' : 'not connected'));
  say('debug/status', () => (controller.isComplete ? 'running' : 'initializing'));
  quiet('debug/pause');
  quiet('debug/resume');
  say('debug/dump-local-bindings', () => dumpBindings(controller));
  quiet('debug/ignore-startup-delay');
  say('ct-zone-list', () => lines([...allocator.zones].sort().map(([name, zone]) => `${name} ${zone}`)));
  say('group-table-list', () => numbered(allocator.groups));
  say('meter-table-list', () => numbered(allocator.meters));
  // There is one node: all of it is incremental, and a recomputation can only confirm what is there.
  const recompute = () => {
    const differences = engine.recompute();
    return differences.length === 0 ? '' : `${differences.length} differences from a fresh computation`;
  };
  say('recompute', recompute);
  say('inc-engine/recompute', recompute);
  say('inc-engine/show-stats', () => {
    const { runs, memos, roots } = engine.statistics;
    return lines([
      'Node: controller',
      '- recompute:            0',
      `- compute:   ${String(runs).padStart(12)}`,
      '- abort:                0',
      `- live memos: ${memos}, roots: ${roots}, longest turn: ${controller.longestTurn.toFixed(1)} ms`,
    ]);
  });
  quiet('inc-engine/clear-stats');
  // Logical flows are cached by the engine's memos; there is no cache of its own to flush.
  quiet('lflow-cache/flush');
  quiet('flush-lflow-cache');
  say('lflow-cache/show-stats', () => `Enabled: true\ncache-size       : ${engine.size(Outputs)}`);
  say('sb-cluster-state-reset', () => {
    outside.southbound()?.resetCluster();
    return '';
  });

  say('flow/refused', () =>
    lines(
      installer.refused.map(
        ({ flow, error }) => `${flowOrigin(outside.southbound(), flow.cookie)}: ${error}: ${flowText(flow)}`,
      ),
    ),
  );
  unixctl.register('port/timeline', 'PORT', 1, 1, ([port = '']) => {
    const text = controller.timeline.format(port);
    if (text === undefined) throw new Error(`${port}: no such port on this host`);
    return text;
  });
  unixctl.register('flow/explain', 'COOKIE', 1, 1, ([cookie = '']) =>
    explain(controller, outside.southbound(), cookie),
  );
}

const lines = (texts: readonly string[]) => texts.map((text) => `${text}\n`).join('');

function numbered(numbers: ReadonlyMap<string, number>): string {
  return lines([...numbers].sort(([, a], [, b]) => a - b).map(([name, number]) => `${name}: ${number}`));
}

function dumpBindings(controller: Controller): string {
  const names = controller.claimedNames.map((name) => `name: [${name}], primary lport : [${name}]`);
  return lines(['Local bindings:', ...names]);
}

/** Why are the flows with this cookie there: the row that asked for them, and all that was read to make them. */
function explain(controller: Controller, replica: Replica | undefined, text: string): string {
  const cookie = Number.parseInt(text.replace(/^0x/, ''), 16);
  const flows = [...controller.engine.outputs(Outputs)].filter(
    (output) => output.kind === 'flow' && output.cookie === cookie,
  );
  if (Number.isNaN(cookie) || flows.length === 0) throw new Error(`${text}: no flow of this host has this cookie`);
  const result = [flowOrigin(replica, cookie)];
  for (const flow of flows) if (flow.kind === 'flow') result.push(`  ${flowText(flow)}`);
  for (const id of controller.rowsOfCookie(cookie)) {
    result.push('read:');
    for (const part of controller.engine.explain(Outputs, id)) result.push(...indented(part, '  ', new Set()));
  }
  return lines(result);
}

function indented(part: Explanation, indent: string, seen: Set<string>): readonly string[] {
  switch (part.kind) {
    case 'column':
      return [`${indent}${part.table} ${part.id} ${part.column}`];
    case 'row':
      return [`${indent}${part.table} ${part.id}`];
    case 'rows':
      return [`${indent}${part.table}: which rows there are`];
    case 'bucket':
      return [`${indent}${part.table} by ${part.index} ${part.key}`];
    case 'group':
      return [`${indent}${part.fold} ${part.key}`];
    case 'groups':
      return [`${indent}${part.fold}`];
    case 'query': {
      const label = `${part.query}(${part.key})`;
      if (seen.has(label)) return [`${indent}${label} (above)`];
      seen.add(label);
      return [`${indent}${label}`, ...part.reads.flatMap((read) => indented(read, `${indent}  `, seen))];
    }
  }
}
