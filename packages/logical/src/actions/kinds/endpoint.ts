/** Addresses with ports, as load balancing actions write them: `1.2.3.4:80`, `[fd00::1]:80`. */
import { ipv4FromNumber, ipv6FromBigInt } from '#base';
import type { Lexer } from '../../expr/lexer.js';
import type { Endpoint } from '../action.js';

/** The current token as an address without mask; undefined when it is something else. Does not move on. */
export function endpointOfToken(lexer: Lexer): Endpoint | undefined {
  if (lexer.kind !== 'integer' || lexer.mask !== undefined) return undefined;
  if (lexer.format === 'ipv4') return { family: 4, address: ipv4FromNumber(Number(lexer.value)) };
  if (lexer.format === 'ipv6') return { family: 6, address: ipv6FromBigInt(BigInt(lexer.value)) };
  return undefined;
}

/** `address:port` with brackets around IPv6. */
export function formatEndpoint({ family, address, port }: Endpoint): string {
  if (port === undefined) return address;
  return family === 4 ? `${address}:${port}` : `[${address}]:${port}`;
}
