/** Version texts: the C program's own lines first, because scripts parse them, then ours. */
import type { Family } from './directories.js';

/** The releases that this one is compatible with, and its own version. */
export const versions = { ovn: '23.03.1', ovs: '3.1.0', heddle: '0.1.0' } as const;

/** What `--version` and the run-time command `version` print, newline included. */
export function versionText(program: string, family: Family, extra: readonly string[] = []): string {
  const lines =
    family === 'ovn'
      ? [`${program} ${versions.ovn}`, `Open vSwitch Library ${versions.ovs}`]
      : [`${program} (Open vSwitch) ${versions.ovs}`];
  return `${[...lines, ...extra, `Heddle ${versions.heddle}`].join('\n')}\n`;
}
