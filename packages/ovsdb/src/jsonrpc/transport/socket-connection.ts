/** A connection over a byte stream: tcp, ssl or unix. */
import type { Socket } from 'node:net';
import { systemMessage } from '#base';
import { type Json, stringifyJson } from '#ovsdb/notation';
import type { Connection, ConnectionHandlers, TransportOptions } from '../connection.js';
import { limitsFor } from '../message-limits.js';
import type { Remote } from '../remote.js';
import { Intake } from './intake.js';

export function socketConnection(
  socket: Socket,
  remote: Remote,
  peer: string,
  options: TransportOptions,
  commonName?: string,
): Connection {
  const maxBacklog = options.maxBacklogBytes ?? Number.POSITIVE_INFINITY;
  let handlers: ConnectionHandlers | undefined;
  let closed = false;
  let corked = false;
  const events = { message: (json: Json, bytes: number) => handlers?.message(json, bytes), fault: finish };
  const intake = new Intake(socket, limitsFor(options.maxMessageBytes), events, options.intake);

  function finish(reason: string | undefined): void {
    if (closed) return;
    closed = true;
    intake.close();
    socket.destroy();
    handlers?.close(reason);
  }

  socket.setNoDelay(true);
  socket.on('error', (error) => finish(systemMessage(error)));
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
    get unread() {
      return intake.unread;
    },
    send(message: string | Json, how) {
      if (closed) return;
      if (!corked && how !== 'at once') {
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
        intake.stream(chunk);
        if (!closed) given.activity?.();
      });
    },
    pause: () => intake.pause(),
    resume: () => intake.resume(),
    close(reason) {
      if (closed) return;
      if (reason !== undefined) {
        finish(reason);
        return;
      }
      closed = true;
      intake.close();
      socket.end(() => socket.destroy());
      handlers?.close(undefined);
    },
  };
}
