/**
 * Trust on first use (ovsdb-server(1), `--bootstrap-ca-cert`): the CA certificate that the first tls peer sends at the end of
 * its chain is put into a file; from then on every peer must have a certificate of that CA.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import type { DetailedPeerCertificate, TLSSocket } from 'node:tls';
import { systemCode, systemMessage } from '#base';

const MODE = 0o444;
const LINE = 64;
/** Longer chains are nobody's. */
const MAX_CHAIN = 20;

/** Writes the peer's CA into a new file, or takes what another process has written there meanwhile. Throws an Error that says why not. */
export function bootstrapCa(socket: TLSSocket, file: string): string {
  const last = endOfChain(socket.getPeerCertificate(true));
  if (last === undefined) throw failure('peer did not send its CA certificate');
  const text = pemOf(last.raw);
  try {
    writeFileSync(file, text, { flag: 'wx', mode: MODE });
    return text;
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return readFileSync(file, 'utf8');
    throw failure(`${file}: ${systemMessage(error)}`);
  }
}

function failure(why: string): Error {
  return new Error(`could not bootstrap CA cert: ${why}`);
}

/** The certificate that is its own issuer; undefined when the chain ends before. */
function endOfChain(first: DetailedPeerCertificate): DetailedPeerCertificate | undefined {
  let certificate: DetailedPeerCertificate | undefined = first;
  for (let i = 0; i < MAX_CHAIN && certificate?.raw !== undefined; i++) {
    const issuer: DetailedPeerCertificate | undefined = certificate.issuerCertificate;
    if (issuer === certificate || issuer?.fingerprint256 === certificate.fingerprint256) return certificate;
    certificate = issuer;
  }
  return undefined;
}

function pemOf(der: Buffer): string {
  const lines = der.toString('base64').match(new RegExp(`.{1,${LINE}}`, 'g')) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}
