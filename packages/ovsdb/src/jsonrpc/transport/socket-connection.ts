/** A connection over a byte stream: tcp, ssl or unix. */
import type { Socket } from 'node:net';
import { type Json, stringifyJson } from '#ovsdb/notation';
import type { Connection, ConnectionHandlers, TransportOptions } from '../connection.js';
import { ProtocolError } from '../protocol-error.js';
import type { Remote } from '../remote.js';
import { Splitter } from '../splitter.js';
import { errnoText } from './connect-error.js';

export function socketConnection(
  socket: Socket,
  remote: Remote,
  peer: string,
  options: TransportOptions,
  commonName?: string,
): Connection {
  const splitter = new Splitter(options.maxMessageBytes === undefined ? {} : { maxBytes: options.maxMessageBytes });
  const maxBacklog = options.maxBacklogBytes ?? Number.POSITIVE_INFINITY;
  let handlers: ConnectionHandlers | undefined;
  let closed = false;
  let corked = false;

  function finish(reason: string | undefined): void {
    if (closed) return;
    closed = true;
    socket.destroy();
    handlers?.close(reason);
  }

  function receive(message: Json): void {
    if (!closed) handlers?.message(message);
  }

  socket.setNoDelay(true);
  socket.on('error', (error: Error & { code?: string }) => {
    const code = error.code;
    finish(code === undefined ? error.message : errnoText(code));
  });
  socket.on('end', () => finish('connection closed by peer'));
  socket.on('close', () => finish('connection closed'));

  return {
    peer,
    remote,
    isNetwork: remote.kind !== 'unix',
    ...(commonName === undefined ? {} : { commonName }),
    get backlog() {
      return socket.writableLength;
    },
    send(message: string | Json) {
      if (closed) return;
      if (!corked) {
        // One system call for all that is said in this turn.
        corked = true;
        socket.cork();
        process.nextTick(() => {
          corked = false;
          socket.uncork();
        });
      }
      socket.write(typeof message === 'string' ? message : stringifyJson(message));
      if (socket.writableLength > maxBacklog) finish(`${socket.writableLength} bytes not taken by the peer`);
    },
    start(given) {
      handlers = given;
      socket.on('drain', () => given.drained?.());
      socket.on('data', (chunk: Buffer) => {
        if (closed) return;
        given.activity?.();
        try {
          splitter.push(chunk, receive);
        } catch (error) {
          if (!(error instanceof ProtocolError)) throw error;
          finish(`Protocol error: ${error.message}`);
        }
      });
    },
    pause: () => void socket.pause(),
    resume: () => void socket.resume(),
    close(reason) {
      if (closed) return;
      if (reason !== undefined) {
        finish(reason);
        return;
      }
      closed = true;
      socket.end(() => socket.destroy());
      handlers?.close(undefined);
    },
  };
}
