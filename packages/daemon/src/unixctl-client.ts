/** Calls one run-time command on a daemon's control socket: what `appctl` does. */
import { createConnection } from 'node:net';
import { systemMessage, TypedError, type UnixPath, unixPath } from '#base';
import { JsonStream } from './json-stream.js';

/** The socket cannot be reached (`connect`), or the daemon went away before it answered (`closed`). */
export class UnixctlError extends TypedError<'connect' | 'closed', { readonly path: string }> {}

/**
 * The daemon's answer: its text, and whether the command failed there. Rejects with `UnixctlError`; `reason` of a refused
 * connection is the system's text.
 */
export function unixctlCall(
  path: string,
  method: string,
  args: readonly string[],
): Promise<{ readonly isError: boolean; readonly text: string }> {
  return new Promise((resolve, reject) => {
    const name = nameOf(path);
    const socket = createConnection(name.path);
    const stream = new JsonStream();
    let isConnected = false;
    socket.setEncoding('utf8');
    socket.on('connect', () => {
      isConnected = true;
      socket.write(JSON.stringify({ id: 0, method, params: args }));
    });
    socket.on('data', (chunk) => {
      try {
        for (const message of stream.push(String(chunk))) {
          const reply = readReply(message);
          if (reply !== undefined) {
            resolve(reply);
            socket.end();
          }
        }
      } catch {
        socket.destroy();
      }
    });
    socket.on('error', (error) => {
      if (!isConnected) reject(new UnixctlError('connect', systemMessage(error), { path }));
    });
    socket.on('close', () => {
      name.release();
      reject(new UnixctlError('closed', 'End of file', { path }));
    });
  });
}

function nameOf(path: string): UnixPath {
  try {
    return unixPath(path);
  } catch (error) {
    throw new UnixctlError('connect', systemMessage(error), { path });
  }
}

function readReply(message: unknown): { isError: boolean; text: string } | undefined {
  if (typeof message !== 'object' || message === null) return undefined;
  if ('error' in message && typeof message.error === 'string') return { isError: true, text: message.error };
  if ('result' in message && typeof message.result === 'string') return { isError: false, text: message.result };
  return undefined;
}
