import { constants } from 'node:os';
import { systemCode, systemMessage, TypedError } from '#base';

/** A connection or listener could not be had. `message` is the system's text: `No such file or directory`. */
export class ConnectError extends TypedError<'connect', { readonly remote: string; readonly errno: string }> {
  constructor(remote: string, errno: string, message: string) {
    super('connect', message, { remote, errno });
    this.name = 'ConnectError';
  }
}

/** The number that C programs print for an errno name; undefined for names that are none. */
export function errnoNumber(code: string): number | undefined {
  return Object.entries(constants.errno).find(([name]) => name === code)?.[1];
}

export function connectError(remote: string, error: Error): ConnectError {
  return new ConnectError(remote, systemCode(error) ?? 'EPROTO', systemMessage(error));
}
