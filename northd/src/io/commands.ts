/** Run-time commands: those of ovn-northd(8), and two that tell what northd knows. */
import type { DaemonContext } from '#daemon';
import type { Replica } from '#ovsdb/client';
import { explainFlow } from '../explain.js';
import type { Northd } from '../northd.js';
import { warningRows } from '../warning.js';

export function registerCommands({ unixctl }: DaemonContext, northd: Northd, nb: Replica, sb: Replica): void {
  const say = (name: string, answer: () => string) => unixctl.register(name, '', 0, 0, () => answer());
  say('pause', () => {
    northd.pause();
    return '';
  });
  say('resume', () => {
    northd.resume();
    return '';
  });
  say('is-paused', () => String(northd.isPaused));
  say('status', () => `Status: ${northd.status}`);
  say('nb-connection-status', () => connectionStatus(nb));
  say('sb-connection-status', () => connectionStatus(sb));
  // The compiler has one node: all of it is incremental, and a recomputation can only confirm what is there.
  say('inc-engine/show-stats', () => {
    const { runs, memos } = northd.compiler.statistics;
    return `Node: northd\n- recompute:            0\n- compute:   ${String(northd.turns).padStart(12)}\n- abort:                0\n- runs of queries: ${runs}\n- live memos:      ${memos}\n`;
  });
  say('inc-engine/clear-stats', () => '');
  say('inc-engine/recompute', () => {
    const differences = northd.compiler.recompute();
    northd.wake();
    return differences.length === 0 ? '' : `${differences.length} differences from a fresh computation`;
  });
  const reset = (replica: Replica) => () => {
    replica.resetCluster();
    return '';
  };
  say('nb-cluster-state-reset', reset(nb));
  say('sb-cluster-state-reset', reset(sb));
  unixctl.register('parallel-build/set-n-threads', 'N_THREADS', 1, 1, () => '');
  say('parallel-build/get-n-threads', () => '1');
  say('warnings', () => {
    const rows = [...northd.compiler.outputs(warningRows)].map(({ table, row, text }) => `${table} ${row}: ${text}`);
    const keys = [...northd.southbound.keyProblems.values()];
    const faults = northd.compiler.warnings.map(({ relation, key, error }) => `${relation} ${key}: ${String(error)}`);
    return [...rows.sort(), ...keys.sort(), ...faults].map((line) => `${line}\n`).join('');
  });
  unixctl.register('explain', 'FLOW', 1, 1, ([flow = '']) => explainFlow(northd, nb, flow));
}

function connectionStatus(replica: Replica): string {
  return replica.isConnected ? 'connected' : 'not connected';
}
