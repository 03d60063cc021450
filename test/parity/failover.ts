/** The short form of `npm run soak -- --failovers N`: see ../failover/scenario.ts. */
import { surviveFailover } from '../failover/scenario.js';
import type { ParityReport } from './report.js';

export function run(report: ParityReport): Promise<void> {
  return surviveFailover(report.rundir, { rounds: 1 }, report);
}
