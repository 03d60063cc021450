/** A connection over WebSocket: each message is one JSON text of JSON-RPC 2.0. */
import type { Duplex } from 'node:stream';
import type { RawData, WebSocket } from 'ws';
import { type Json, stringifyJson } from '#ovsdb/notation';
import type { Connection, ConnectionHandlers, TransportOptions } from '../connection.js';
import { fromJsonRpc2Batch, JsonRpc2Text, toJsonRpc2 } from '../json-rpc-2.js';
import { limitsFor } from '../message-limits.js';
import type { Remote } from '../remote.js';
import { Intake } from './intake.js';

/** RFC 6455, 7.4.1. */
const PROTOCOL_ERROR = 1002;
const UNSUPPORTED_DATA = 1003;
/** Bytes; RFC 6455, 5.5. */
const MAX_CLOSE_REASON = 123;
/** Bytes of a control frame beside its data: what masks them included. */
const FRAME_BYTES = 6;

/** `socket`: what the WebSocket is spoken on. */
export function webSocketConnection(
  webSocket: WebSocket,
  socket: Duplex,
  remote: Remote,
  peer: string,
  options: TransportOptions,
): Connection {
  const maxBacklog = options.maxBacklogBytes ?? Number.POSITIVE_INFINITY;
  const limits = limitsFor(options.maxMessageBytes);
  const text = new JsonRpc2Text();
  let handlers: ConnectionHandlers | undefined;
  let closed = false;
  /** Bytes that have come since the last whole message, which the library keeps. */
  let coming = 0;
  const events = {
    message: (json: Json, bytes: number) => handlers?.message(json, bytes),
    fault: (reason: string) => refuse(reason, PROTOCOL_ERROR),
    unpack: fromJsonRpc2Batch,
  };
  const intake = new Intake(webSocket, limits, events, options.intake);

  function finish(reason: string | undefined): void {
    if (closed) return;
    closed = true;
    intake.close();
    webSocket.terminate();
    handlers?.close(reason);
  }

  /** Ends the connection for what the peer has sent, and tells it so unless it leaves other things untaken. */
  function refuse(reason: string, code: number): void {
    if (closed) return;
    if (webSocket.bufferedAmount > 0) {
      finish(reason);
      return;
    }
    closed = true;
    intake.close();
    webSocket.close(
      code,
      Buffer.from(reason)
        .subarray(0, MAX_CLOSE_REASON)
        .toString()
        .replace(/\uFFFD$/, ''),
    );
    socket.end(() => webSocket.terminate());
    handlers?.close(reason);
  }

  /** The library's words for what the intake would say of a byte stream. */
  function reasonOf(error: Error & { readonly code?: string }): string {
    if (error.code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH')
      return `Protocol error: message longer than ${limits.maxBytes} bytes`;
    if (error.code === 'WS_ERR_INVALID_UTF8') return 'Protocol error: invalid UTF-8';
    return error.message;
  }

  webSocket.on('error', (error) => finish(reasonOf(error)));
  webSocket.on('close', () => finish('connection closed by peer'));
  return {
    peer,
    remote,
    isNetwork: true,
    get backlog() {
      return webSocket.bufferedAmount;
    },
    get unread() {
      return Math.max(0, coming) + intake.unread;
    },
    send(message: string | Json, how) {
      if (closed) return;
      const fin = how !== 'goes on';
      const said = typeof message === 'string' ? text.part(message, fin) : stringifyJson(toJsonRpc2(message));
      webSocket.send(said, { fin }, () => {
        if (!closed && webSocket.bufferedAmount === 0) handlers?.drained?.();
      });
      if (webSocket.bufferedAmount > maxBacklog) finish(`${webSocket.bufferedAmount} bytes not taken by the peer`);
    },
    start(given) {
      handlers = given;
      // A long message is known only once it is whole; that it is coming shows that the peer lives.
      socket.on('data', (chunk: Buffer) => {
        coming += chunk.length;
        given.activity?.();
      });
      for (const event of ['ping', 'pong'] as const)
        webSocket.on(event, (data) => (coming -= data.length + FRAME_BYTES));
      webSocket.on('message', (data: RawData, isBinary: boolean) => {
        if (closed) return;
        coming = 0;
        if (isBinary) refuse('Protocol error: binary message', UNSUPPORTED_DATA);
        else intake.whole(bytesOf(data));
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
      webSocket.close();
      handlers?.close(undefined);
    },
  };
}

function bytesOf(data: RawData): Buffer {
  if (Buffer.isBuffer(data)) return data;
  return Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data);
}
