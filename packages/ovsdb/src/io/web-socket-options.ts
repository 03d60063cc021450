/** Who is let in over WebSocket, as the command line says. */
import { readFileSync } from 'node:fs';
import { systemMessage } from '#base';
import type { WebSocketOptions } from '#ovsdb/jsonrpc';

/** `origins`, `tokenFile`: what the options `--ws-origin` and `--ws-token-file` were given. Throws an Error that names the option. */
export function webSocketOptions(origins: readonly string[], tokenFile: string | undefined): WebSocketOptions {
  const allowedOrigins = origins.map(originOf);
  return tokenFile === undefined ? { allowedOrigins } : { allowedOrigins, token: readToken(tokenFile) };
}

/** In the form in which browsers send it: small letters, no port where the scheme has that anyway. */
function originOf(text: string): string {
  const isOrigin = /^[a-z][a-z0-9+.-]*:\/\/[^/?#@\s*]+\/?$/i.test(text) && URL.canParse(text);
  if (!isOrigin) throw new Error(`--ws-origin=${text}: must be SCHEME://HOST[:PORT]`);
  const { origin } = new URL(text);
  return origin === 'null' ? text.toLowerCase().replace(/\/$/, '') : origin;
}

function readToken(path: string): string {
  const failed = (why: string) => new Error(`--ws-token-file=${path}: ${why}`);
  let token: string;
  try {
    token = readFileSync(path, 'utf8').trim();
  } catch (error) {
    throw failed(systemMessage(error));
  }
  // Anybody could show that.
  if (token === '') throw failed('holds no token');
  return token;
}
