/** Intervals of inactivity probes as users set them: `northd_probe_interval` (ovn-nb(5)), `ovn-remote-probe-interval` (ovn-controller(8)). */
import { DEFAULT_PROBE_MS } from '#ovsdb/jsonrpc';

/** The shortest. */
const MIN_PROBE_MS = 1000;

/** Milliseconds, 0 for no probes, of a setting's text. What is no whole number is as good as none. */
export function probeInterval(text: string | undefined): number {
  const ms = text !== undefined && /^\s*[+-]?\d+$/.test(text) ? Number(text) : DEFAULT_PROBE_MS;
  return ms === 0 ? 0 : Math.max(MIN_PROBE_MS, ms);
}
