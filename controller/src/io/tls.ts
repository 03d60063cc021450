import { readFileSync } from 'node:fs';
import type { DaemonContext } from '#daemon';
import type { TransportOptions } from '#ovsdb/jsonrpc';

/** Keys and certificates for ssl remotes, as the command line names their files. */
export function readTls(context: DaemonContext): TransportOptions {
  const [key, cert, ca] = ['private-key', 'certificate', 'ca-cert'].map((name) => context.option(name));
  if (key === undefined || cert === undefined || ca === undefined) return {};
  const read = (file: string) => readFileSync(file, 'utf8');
  return { tls: { key: read(key), cert: read(cert), ca: read(ca) } };
}
