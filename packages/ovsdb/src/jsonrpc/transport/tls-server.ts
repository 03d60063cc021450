/** What tls listeners have in common: certificates that are replaced while they listen, and peers that are turned away. */
import { Socket } from 'node:net';
import type { Server, TLSSocket } from 'node:tls';
import { messageOf } from '#base';
import type { TlsOptions, TransportOptions } from '../connection.js';
import { bootstrapCa } from './bootstrap-ca.js';

export const NO_KEYS = 'a private key, certificate and CA certificate must be configured to use SSL';

/** The keys as they are now; undefined when there are none. */
export function currentTls({ tls }: TransportOptions): TlsOptions | undefined {
  return typeof tls === 'function' ? tls() : tls;
}

/**
 * Before each handshake, looks whether the keys changed; new ones that are no good are said once and the old ones stay.
 * Says which peers were refused, and why. Returns whether a peer whose handshake is over is let in: a server that began
 * without a CA takes it from the first peer and turns that one away, and looks at later ones itself. `prepare` makes of the
 * keys what the server is to work with.
 */
export function watchTlsServer(
  server: Server,
  initial: TlsOptions | undefined,
  options: TransportOptions,
  kind: string,
  prepare: (keys: TlsOptions) => TlsOptions = (keys) => keys,
): (socket: TLSSocket) => boolean {
  let held = initial;
  let fault = '';
  /** By the connections below TLS: a socket whose handshake failed is closed, and knows its peer no more. */
  const peers = new WeakMap<Socket, string>();
  server.prependListener('connection', (socket: Socket) => {
    peers.set(socket, peerText(kind, socket));
    try {
      const next = currentTls(options);
      if (next === undefined || next === held) return;
      server.setSecureContext(prepare(next));
      held = next;
      fault = '';
    } catch (error) {
      if (fault === messageOf(error)) return;
      fault = messageOf(error);
      options.warn?.(`${kind}: new keys not taken up (${fault})`);
    }
  });
  const refuse = (socket: TLSSocket, why: string) => {
    const below: unknown = Reflect.get(socket, '_parent');
    const peer = below instanceof Socket ? peers.get(below) : undefined;
    options.warn?.(`${peer ?? peerText(kind, socket)}: TLS handshake failed (${why})`);
  };
  server.on('tlsClientError', (error, socket) => {
    refuse(socket, held === undefined ? NO_KEYS : refusalText(error, socket));
  });
  return (socket) => {
    const { ca, bootstrapFile } = held ?? {};
    if (bootstrapFile !== undefined) {
      try {
        bootstrapCa(socket, bootstrapFile);
        options.warn?.(`${kind}: successfully bootstrapped CA cert to ${bootstrapFile}`);
      } catch (error) {
        refuse(socket, messageOf(error));
      }
      return false;
    }
    if (ca === undefined || socket.authorized) return true;
    refuse(socket, refusalText(new Error('certificate verify failed'), socket));
    return false;
  };
}

/** The peer of a network connection, as the log and monitors of connections name it. */
export function peerText(
  kind: string,
  { remoteAddress = '', remotePort = 0 }: Pick<Socket, 'remoteAddress' | 'remotePort'>,
): string {
  return `${kind}:${remoteAddress.includes(':') ? `[${remoteAddress}]` : remoteAddress}:${remotePort}`;
}

/** Words for what verification found; other faults are OpenSSL's own words. */
const VERIFICATION: Readonly<Record<string, string>> = {
  UNABLE_TO_GET_ISSUER_CERT: 'peer did not return a certificate',
  CERT_HAS_EXPIRED: 'certificate has expired',
  CERT_NOT_YET_VALID: 'certificate is not yet valid',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'certificate of an unknown CA',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'certificate of an unknown CA',
  SELF_SIGNED_CERT_IN_CHAIN: 'certificate of an unknown CA',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'certificate signed by itself',
  CERT_SIGNATURE_FAILURE: 'certificate of an unknown CA',
};

function refusalText(error: Error & { readonly reason?: string }, socket: TLSSocket): string {
  const found: unknown = socket.authorizationError;
  const code = found instanceof Error ? found.message : typeof found === 'string' ? found : undefined;
  return code === undefined ? (error.reason ?? error.message) : (VERIFICATION[code] ?? code);
}
