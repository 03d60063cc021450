/** Keys and certificates as command lines name them: read when they are first needed, and anew when a file was replaced. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { SecureVersion } from 'node:tls';
import { errnoText, systemCode } from '#base';
import type { TlsOptions, TlsSource } from '../connection.js';

/** In the order of their age. */
const PROTOCOLS: readonly SecureVersion[] = ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'];
/** The same, to look any text up in. */
const NAMES: readonly string[] = PROTOCOLS.map((name) => name.toLowerCase());

/**
 * The bounds of a list as `TLSv1.2,TLSv1.3` or `TLSv1.1 TLSv1.2`: whatever lies between the oldest and the newest of it is
 * taken as well. Throws for a name that is none.
 */
export function protocolBounds(text: string): {
  readonly minVersion: SecureVersion;
  readonly maxVersion: SecureVersion;
} {
  const indexes = text
    .split(/[\s,]+/)
    .filter((name) => name !== '')
    .map((name) => {
      const index = NAMES.indexOf(name.toLowerCase());
      if (index < 0) throw new Error(`${name}: SSL protocol not recognized`);
      return index;
    });
  const minVersion = PROTOCOLS[Math.min(...indexes)];
  const maxVersion = PROTOCOLS[Math.max(...indexes)];
  if (minVersion === undefined || maxVersion === undefined) throw new Error('SSL protocol settings not configured');
  return { minVersion, maxVersion };
}

/**
 * Gives what the files hold, the same object as long as none of them changed; undefined as long as one of the three has no
 * name. `option` gives the value that an option has now: `private-key`, `certificate`, `ca-cert` (a file, or `none` to verify
 * nobody) or `bootstrap-ca-cert`, `peer-ca-cert`, `ssl-protocols`, `ssl-ciphers`. Throws `FILE: No such file or directory` and the like, or of an unknown protocol.
 */
export function tlsFiles(option: (name: string) => string | undefined): TlsSource {
  // A daemon leaves the directory where its command line was given.
  const directory = process.cwd();
  const at = (path: string) => ({ path: resolve(directory, path), name: path });
  let state = '';
  let held: TlsOptions | undefined;
  return () => {
    const [key, cert] = [option('private-key'), option('certificate')];
    const bootstrap = option('bootstrap-ca-cert');
    const [ca, chain] = [option('ca-cert') ?? bootstrap, option('peer-ca-cert')];
    const [protocols, ciphers] = [option('ssl-protocols'), option('ssl-ciphers')];
    if (key === undefined || cert === undefined || ca === undefined) return undefined;
    const isMissing = ca === bootstrap && !existsSync(at(ca).path);
    const files = [key, cert, ...(ca === 'none' || isMissing ? [] : [ca]), ...(chain === undefined ? [] : [chain])];
    const now = [...files.map((file) => stampOf(at(file))), protocols ?? '', ciphers ?? ''].join('\n');
    if (held === undefined || now !== state) {
      held = {
        key: contentOf(at(key)),
        cert: [...new Set([cert, chain ?? cert])].map((file) => contentOf(at(file))).join('\n'),
        ...(isMissing ? { bootstrapFile: at(ca).path } : ca === 'none' ? {} : { ca: contentOf(at(ca)) }),
        ...(protocols === undefined ? {} : protocolBounds(protocols)),
        ...(ciphers === undefined ? {} : { ciphers }),
      };
      state = now;
    }
    return held;
  };
}

/** How a client that shows no certificate looks at a server's. */
export type ServerTls = Pick<TlsOptions, 'ca' | 'minVersion' | 'maxVersion' | 'ciphers'> & {
  readonly rejectUnauthorized: boolean;
};

/**
 * What WebSocket over TLS needs where there are no keys of our own: servers ask for none. By the machine's CAs where `ca-cert` is
 * not given; `option` and errors as above.
 */
export function serverTlsFiles(option: (name: string) => string | undefined): () => ServerTls {
  const directory = process.cwd();
  return () => {
    const ca = option('ca-cert') ?? option('bootstrap-ca-cert');
    const [protocols, ciphers] = [option('ssl-protocols'), option('ssl-ciphers')];
    return {
      rejectUnauthorized: ca !== 'none',
      ...(ca === undefined || ca === 'none' ? {} : { ca: contentOf({ path: resolve(directory, ca), name: ca }) }),
      ...(protocols === undefined ? {} : protocolBounds(protocols)),
      ...(ciphers === undefined ? {} : { ciphers }),
    };
  };
}

/** In the place of keys that a command line lacks, which the log has told: remotes over TLS cannot be had. */
export function noKeys(): never {
  throw new Error('Protocol not available');
}

interface KeyFile {
  readonly path: string;
  /** As the option has it. */
  readonly name: string;
}

/** Changes whenever the file does. */
function stampOf({ path, name }: KeyFile): string {
  return named(name, () => {
    const { ino, size, mtimeMs } = statSync(path);
    return [path, ino, size, mtimeMs].join(' ');
  });
}

function contentOf({ path, name }: KeyFile): string {
  return named(name, () => readFileSync(path, 'utf8'));
}

function named(name: string, read: () => string): string {
  try {
    return read();
  } catch (error) {
    const code = systemCode(error);
    throw code === undefined ? error : new Error(`${name}: ${errnoText(code)}`);
  }
}
