/** A connection over a byte stream: tcp, ssl or unix. */
import type { Socket } from 'node:net';
import { type Json, stringifyJson } from '#ovsdb/notation';
import type { Connection, ConnectionHandlers, TransportOptions } from '../connection.js';
import { ProtocolError } from '../protocol-error.js';
import type { Remote } from '../remote.js';
import { MOST_MEMBERS, mostValues, Splitter } from '../splitter.js';
import { errnoText } from './connect-error.js';

/**
 * Milliseconds of one turn of the event loop that one peer's messages may take. A read gives all that has arrived, which may be
 * many large transactions; what is left waits for the next turn, so that other peers are heard between.
 */
const TURN_MS = 10;

export function socketConnection(
  socket: Socket,
  remote: Remote,
  peer: string,
  options: TransportOptions,
  commonName?: string,
): Connection {
  const { maxMessageBytes: maxBytes } = options;
  const splitter = new Splitter(
    maxBytes === undefined ? {} : { maxBytes, maxValues: mostValues(maxBytes), maxMembers: MOST_MEMBERS },
  );
  const maxBacklog = options.maxBacklogBytes ?? Number.POSITIVE_INFINITY;
  let handlers: ConnectionHandlers | undefined;
  let closed = false;
  let corked = false;
  /** Reading is off because the owner wants it so; because the turn is used up. */
  let isPaused = false;
  let isTurnOver = false;
  /** What this turn's messages have taken; undefined when none has come in this turn. */
  let spentMs: number | undefined;

  function finish(reason: string | undefined): void {
    if (closed) return;
    closed = true;
    socket.destroy();
    handlers?.close(reason);
  }

  function receive(message: Json): void {
    if (!closed) handlers?.message(message);
  }

  function spend(ms: number): void {
    if (spentMs === undefined) {
      spentMs = 0;
      setImmediate(() => {
        spentMs = undefined;
        if (!isTurnOver) return;
        isTurnOver = false;
        if (!isPaused && !closed) socket.resume();
      });
    }
    spentMs += ms;
    if (spentMs < TURN_MS || isTurnOver || closed) return;
    isTurnOver = true;
    socket.pause();
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
        const started = performance.now();
        try {
          splitter.push(chunk, receive);
          spend(performance.now() - started);
        } catch (error) {
          if (!(error instanceof ProtocolError)) throw error;
          finish(`Protocol error: ${error.message}`);
        }
      });
    },
    pause() {
      isPaused = true;
      socket.pause();
    },
    resume() {
      isPaused = false;
      if (!isTurnOver) socket.resume();
    },
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
