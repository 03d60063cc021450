import { constants } from 'node:os';
import { TypedError } from '#base';

/** A connection or listener could not be had. `message` is the system's text: `No such file or directory`. */
export class ConnectError extends TypedError<'connect', { readonly remote: string; readonly errno: string }> {
  constructor(remote: string, errno: string, message: string) {
    super('connect', message, { remote, errno });
    this.name = 'ConnectError';
  }
}

/**
 * Texts of strerror(3) for what sockets and files meet; Node's own are shorter. A function: the bundler leaves out this
 * module's initialisation where a program needs nothing else of it.
 */
function texts(): Readonly<Record<string, string>> {
  return {
    EACCES: 'Permission denied',
    EROFS: 'Read-only file system',
    ENOSPC: 'No space left on device',
    EADDRINUSE: 'Address already in use',
    EADDRNOTAVAIL: 'Cannot assign requested address',
    ECONNREFUSED: 'Connection refused',
    ECONNRESET: 'Connection reset by peer',
    EHOSTUNREACH: 'No route to host',
    EMFILE: 'Too many open files',
    ENAMETOOLONG: 'File name too long',
    ENETUNREACH: 'Network is unreachable',
    ENOENT: 'No such file or directory',
    ENOTDIR: 'Not a directory',
    EISDIR: 'Is a directory',
    ENOTSOCK: 'Socket operation on non-socket',
    EPERM: 'Operation not permitted',
    EPIPE: 'Broken pipe',
    EPROTO: 'Protocol error',
    ETIMEDOUT: 'Connection timed out',
  };
}

export function errnoText(code: string): string {
  return texts()[code] ?? code;
}

/** The number that C programs print for an errno name; undefined for names that are none. */
export function errnoNumber(code: string): number | undefined {
  return Object.entries(constants.errno).find(([name]) => name === code)?.[1];
}

export function connectError(remote: string, error: Error & { code?: string }): ConnectError {
  const code = error.code ?? 'EPROTO';
  return new ConnectError(remote, code, texts()[code] ?? error.message);
}
