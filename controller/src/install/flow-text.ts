import { formatFlow } from '#openflow';
import type { Flow } from './flow.js';

/** A flow as `ovs-ofctl --no-stats --no-names dump-flows` shows it. */
export function flowText({ table, priority, match, actions, cookie }: Flow): string {
  const age = { idleTimeout: 0, hardTimeout: 0, durationSeconds: 0, durationNanoseconds: 0 };
  const counters = { packets: 0n, bytes: 0n, flags: 0, importance: 0 };
  return formatFlow(
    { table, priority, match, actions, cookie: BigInt(cookie), ...age, ...counters },
    { hasStats: false },
  );
}
