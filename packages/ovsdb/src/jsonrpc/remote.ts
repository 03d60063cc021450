/** Remotes as ovsdb(7) writes them: `tcp:host:port`, `ssl:`, `unix:file`, and passive `ptcp:port[:host]`, `pssl:`, `punix:`; `ws:` and `pws:` alike. */
import { TypedError } from '#base';

export type NetworkKind = 'tcp' | 'ssl' | 'ws' | 'wss';

export type Remote =
  | { readonly kind: 'unix'; readonly passive: boolean; readonly path: string; readonly text: string }
  | {
      readonly kind: NetworkKind;
      readonly passive: boolean;
      /** A host name or address; empty for "any" of a passive remote. */
      readonly host: string;
      readonly port: number;
      readonly text: string;
    };

/** A remote that cannot be understood; the message says what is wrong with it. */
export class RemoteError extends TypedError<'remote', { readonly remote: string }> {
  constructor(remote: string, problem: string) {
    super('remote', `${remote}: ${problem}`, { remote });
    this.name = 'RemoteError';
  }
}

export const DEFAULT_PORT = 6640;

const NETWORK: Readonly<Record<string, { readonly kind: NetworkKind; readonly passive: boolean }>> = {
  tcp: { kind: 'tcp', passive: false },
  ssl: { kind: 'ssl', passive: false },
  ws: { kind: 'ws', passive: false },
  wss: { kind: 'wss', passive: false },
  ptcp: { kind: 'tcp', passive: true },
  pssl: { kind: 'ssl', passive: true },
  pws: { kind: 'ws', passive: true },
  pwss: { kind: 'wss', passive: true },
};

/** Throws RemoteError. Relative paths of `unix:` are against `rundir` when that is given. */
export function parseRemote(text: string, rundir?: string): Remote {
  const colon = text.indexOf(':');
  const scheme = colon < 0 ? text : text.slice(0, colon);
  const rest = colon < 0 ? '' : text.slice(colon + 1);
  if (scheme === 'unix' || scheme === 'punix') {
    if (rest === '') throw new RemoteError(text, 'no path given');
    const path = rest.startsWith('/') || rundir === undefined ? rest : `${rundir.replace(/\/$/, '')}/${rest}`;
    return { kind: 'unix', passive: scheme === 'punix', path, text };
  }
  const network = NETWORK[scheme];
  if (network === undefined) throw new RemoteError(text, 'unknown kind of remote');
  const parts = splitHostPort(rest);
  if (parts === undefined) throw new RemoteError(text, 'bad address syntax');
  const [host, portText] = network.passive ? [parts[1] ?? '', parts[0] ?? ''] : [parts[0] ?? '', parts[1] ?? ''];
  if (!network.passive && host === '') throw new RemoteError(text, 'no host given');
  const port = portText === '' ? DEFAULT_PORT : Number(portText);
  if (!/^\d*$/.test(portText) || port > 65535) throw new RemoteError(text, `bad port number "${portText}"`);
  return { ...network, host, port, text };
}

/** `a:b`, `[::1]:b`, `a:[::1]`, either part left out; undefined for anything else. IPv6 addresses stand in brackets. */
function splitHostPort(text: string): readonly [string, string] | undefined {
  const part = '(?:\\[([^\\]]*)\\]|([^:\\[\\]]*))';
  const found = new RegExp(`^${part}(?::${part})?$`).exec(text);
  return found === null ? undefined : [found[1] ?? found[2] ?? '', found[3] ?? found[4] ?? ''];
}

/** The active remotes of a command line's argument. Throws RemoteError where one cannot be understood or is passive. */
export function parseActiveRemotes(text: string): readonly string[] {
  const remotes = splitRemotes(text);
  for (const remote of remotes) {
    if (parseRemote(remote).passive) throw new RemoteError(remote, 'cannot connect to a passive remote');
  }
  if (remotes.length === 0) throw new RemoteError(text, 'no remote given');
  return remotes;
}

/** Several remotes in one text, separated by commas: `tcp:a:6641,tcp:b:6641`. */
export function splitRemotes(text: string): readonly string[] {
  return text
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '');
}
