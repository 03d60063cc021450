/** Virtual addresses and backends of load balancers: `10.0.0.1`, `10.0.0.1:80`, `[fd00::1]:80`. */
import { normalAddress } from './prefix.js';

export interface Endpoint {
  readonly address: string;
  /** 0 where none was given. */
  readonly port: number;
}

/** The address and port; what is wrong with it where it is neither. */
export function parseEndpoint(text: string): Endpoint | { readonly problem: string } {
  const bare = normalAddress(text);
  if (bare !== undefined) return { address: bare, port: 0 };
  const [, inBrackets, plain, portText] = /^(?:\[([^\]]*)\]|([^:]*))(?::(.*))?$/.exec(text) ?? [];
  const addressText = inBrackets ?? plain;
  if (addressText === undefined) return { problem: `bad IP address "${text}"` };
  const address = normalAddress(addressText);
  if (address === undefined) return { problem: `bad IP address "${addressText}"` };
  if (portText === undefined || portText === '') return { address, port: 0 };
  if (!/^\d+$/.test(portText) || Number(portText) > 65535) return { problem: `bad port number "${portText}"` };
  return { address, port: Number(portText) };
}

/** The endpoint in canonical form. */
export function endpointText({ address, port }: Endpoint): string {
  if (port === 0) return address;
  return `${address.includes(':') ? `[${address}]` : address}:${port}`;
}

/** The family of an address, for texts of messages. */
export const familyOf = (address: string): 4 | 6 => (address.includes(':') ? 6 : 4);
