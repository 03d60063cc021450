/**
 * Intervals of inactivity probes as users set them: `northd_probe_interval` (ovn-nb(5)), `ovn-remote-probe-interval` and
 * `ovn-openflow-probe-interval` (ovn-controller(8)).
 */
import { DEFAULT_PROBE_MS } from '#ovsdb/jsonrpc';

export interface ProbeLimits {
  /** Without a setting. */
  readonly usual: number;
  readonly shortest: number;
}

/** Of connections to databases, in milliseconds. */
const DATABASE_PROBES: ProbeLimits = { usual: DEFAULT_PROBE_MS, shortest: 1000 };

/** 0 for no probes, of a setting's text. What is no whole number is as good as none. */
export function probeInterval(text: string | undefined, limits = DATABASE_PROBES): number {
  const wanted = text !== undefined && /^\s*[+-]?\d+$/.test(text) ? Number(text) : limits.usual;
  return wanted === 0 ? 0 : Math.max(limits.shortest, wanted);
}
