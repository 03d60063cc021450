/**
 * Port numbers. Everywhere in this package a port has 16 bits, as in OpenFlow 1.0; later versions' 32-bit
 * reserved numbers are translated at the wire.
 */
export const ports = {
  max: 0xff00,
  unset: 0xfff7,
  inPort: 0xfff8,
  table: 0xfff9,
  normal: 0xfffa,
  flood: 0xfffb,
  all: 0xfffc,
  controller: 0xfffd,
  local: 0xfffe,
  none: 0xffff,
} as const;

/** As OpenFlow 1.1 and later write it. */
export function portTo32(port: number): number {
  return port >= ports.max ? 0xffff0000 + port : port;
}

/** The 16-bit number of a 32-bit one; undefined where there is none. */
export function portFrom32(port: number): number | undefined {
  if (port < ports.max) return port;
  return port >= 0xffff0000 + ports.max ? port - 0xffff0000 : undefined;
}

const NAMES: ReadonlyMap<number, string> = new Map([
  [ports.unset, 'UNSET'],
  [ports.inPort, 'IN_PORT'],
  [ports.table, 'TABLE'],
  [ports.normal, 'NORMAL'],
  [ports.flood, 'FLOOD'],
  [ports.all, 'ALL'],
  [ports.controller, 'CONTROLLER'],
  [ports.local, 'LOCAL'],
  [ports.none, 'ANY'],
]);

const NUMBERS: ReadonlyMap<string, number> = new Map([
  ...[...NAMES].map(([port, name]) => [name, port] as const),
  ['NONE', ports.none],
]);

/** `LOCAL`, `CONTROLLER`, ...; other ports as numbers. */
export function formatPort(port: number): string {
  return NAMES.get(port) ?? String(port);
}

/** A port number, or a reserved port's name in either case. */
export function parsePort(text: string): number | undefined {
  const named = NUMBERS.get(text.toUpperCase());
  if (named !== undefined) return named;
  if (!/^(\d+|0x[0-9a-f]+)$/i.test(text)) return undefined;
  const port = Number(text);
  // A reserved port may also be written as OpenFlow 1.0 numbers it.
  return port <= 0xffff ? port : portFrom32(port);
}
