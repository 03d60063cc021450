/**
 * Copies of packets to mirrors' output ports: of what comes in as it came, of what goes out as it goes; a packet once to each
 * mirror (ovs-vswitchd.conf.db(5), Mirror). Output ports are for mirrors alone: what comes in there is dropped.
 */
import { sendTo } from './output.js';
import type { Translation } from './translation.js';
import type { Mirror } from './translation-bridge.js';

/** Copies a packet that came in on `port`, before any flow; false when the port is a mirror's output. */
export function mirrorInput(t: Translation, port: number): boolean {
  t.dependOn(t.bridge.portSet);
  if (isOutput(t, port)) return false;
  for (const mirror of t.bridge.mirrors) if (has(mirror.sources, port)) copy(t, mirror);
  return true;
}

/** Copies a packet that has just gone out of `port`. */
export function mirrorOutput(t: Translation, port: number): void {
  for (const mirror of t.bridge.mirrors) {
    if (mirror.output !== port && has(mirror.destinations, port)) copy(t, mirror);
  }
}

/** True for ports that only mirrors send to: NORMAL leaves them out. */
export function isOutput(t: Translation, port: number): boolean {
  return t.bridge.mirrors.some((mirror) => mirror.output === port);
}

function has(ports: Mirror['sources'], port: number): boolean {
  return ports === 'all' || ports.has(port);
}

function copy(t: Translation, mirror: Mirror): void {
  if (t.mirrored.has(mirror)) return;
  t.mirrored.add(mirror);
  const port = t.bridge.portSet.get(mirror.output);
  if (port === undefined) return;
  t.trace?.note(t.nesting, `mirror ${mirror.name}`);
  sendTo(t, port, undefined, 'mirror');
}
