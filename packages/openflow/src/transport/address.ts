/** Where OpenFlow is spoken: `unix:/run/br-int.mgmt`, `tcp:127.0.0.1:6653`, and their passive forms `punix:`, `ptcp:6653:127.0.0.1`. */
import { TypedError } from '#base';

export type Address =
  | { readonly kind: 'unix'; readonly path: string }
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number };

export class AddressError extends TypedError<'address', { readonly text: string }> {
  constructor(text: string) {
    super('address', `"${text}" is not an OpenFlow connection`, { text });
  }
}

/** IANA's port for OpenFlow. */
export const DEFAULT_PORT = 6653;

/** Reads an active or passive address; a bare path is a unix socket. */
export function parseAddress(text: string): Address {
  const unix = /^p?unix:(.+)$/.exec(text);
  if (unix !== null) return { kind: 'unix', path: unix[1]! };
  const active = /^tcp:(\[[^\]]+\]|[^:]+)(?::(\d+))?$/.exec(text);
  if (active !== null) return tcp(active[1]!, active[2]);
  const passive = /^ptcp:(\d+)?(?::(\[[^\]]+\]|[^:]+))?$/.exec(text);
  if (passive !== null) return tcp(passive[2] ?? '0.0.0.0', passive[1]);
  if (text.includes('/')) return { kind: 'unix', path: text };
  throw new AddressError(text);
}

function tcp(host: string, port: string | undefined): Address {
  return { kind: 'tcp', host: host.replace(/^\[|\]$/g, ''), port: port === undefined ? DEFAULT_PORT : Number(port) };
}
