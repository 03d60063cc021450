/** Virtual addresses and backends of load balancers: `10.0.0.1`, `10.0.0.1:80`, `[fd00::1]:80`. */
import { normalAddress } from './prefix.js';

export interface Endpoint {
  readonly address: string;
  /** 0 where none was given. */
  readonly port: number;
}

/** Neither an address nor an address with a port; `problem` is what the log says of it, if anything. */
export interface BadEndpoint {
  readonly problem: string | undefined;
}

/** The address and port; or what is wrong. As ovn-nbctl has it, an opening bracket needs no closing one where no port follows. */
export function parseEndpoint(text: string): Endpoint | BadEndpoint {
  const parts = split(text);
  if (parts === undefined) return { problem: undefined };
  const [addressText, portText = ''] = parts;
  const address = normalAddress(addressText);
  if (address === undefined) {
    return { problem: addressText.includes(':') ? undefined : `bad IP address "${addressText}"` };
  }
  if (portText === '') return { address, port: 0 };
  if (!/^\d+$/.test(portText) || Number(portText) > 65535) return { problem: `bad port number "${portText}"` };
  return { address, port: Number(portText) };
}

/** What should be an address, and a port. Undefined for something else behind the closing bracket. */
function split(text: string): readonly [address: string, port?: string] | undefined {
  if (!text.startsWith('[')) {
    const [address = '', port = '', ...more] = text.split(':');
    return more.length > 0 ? [text] : [address, port];
  }
  const close = text.indexOf(']');
  if (close < 0) return [text.slice(1)];
  const address = text.slice(1, close);
  const rest = text.slice(close + 1);
  if (rest === '') return [address];
  return rest.startsWith(':') ? [address, rest.slice(1)] : undefined;
}

/** The endpoint in canonical form. */
export function endpointText({ address, port }: Endpoint): string {
  if (port === 0) return address;
  return `${address.includes(':') ? `[${address}]` : address}:${port}`;
}

/** The family of an address, for texts of messages. */
export const familyOf = (address: string): 4 | 6 => (address.includes(':') ? 6 : 4);
