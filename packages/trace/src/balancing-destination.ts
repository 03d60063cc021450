/** The argument of --lb-dst, and what ovn-trace says of one that is none. Before: the command line. After: options.ts. */
import { type Endpoint, parseEndpoint } from '#logical';

/** `IP`, `IP:PORT` or `[IPV6]:PORT`; or a problem, which `said` tells the log if ovn-trace does. */
export function parseDestination(text: string): Endpoint | { readonly said: string | undefined } {
  const [, bracketed, plain = text, port = '', more] = /^(?:\[([^\]]*)\]?|([^:]*))(?::([^:]*))?(.+)?$/.exec(text) ?? [];
  const host = bracketed ?? plain;
  if (more !== undefined) return (bracketed === undefined ? parseEndpoint(text) : undefined) ?? { said: undefined };
  if (port !== '' && (!/^\d+$/.test(port) || Number(port) > 0xffff)) {
    return { said: `${text}: bad port number "${port}"` };
  }
  const address = parseEndpoint(host);
  if (address === undefined) return { said: `${text}: bad IP address "${host}"` };
  return port === '' ? address : { ...address, port: Number(port) };
}
