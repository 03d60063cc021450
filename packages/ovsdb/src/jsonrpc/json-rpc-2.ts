/**
 * JSON-RPC 2.0, which is spoken over WebSocket, to and from the JSON-RPC 1.0 of RFC 7047. Notifications have no `id`; an
 * error is `{code: -32000, message: <RFC 7047 name>, data: <RFC 7047 error object>}`, an unknown method -32601.
 */
import { isJSONRPCRequest, isJSONRPCResponse, JSONRPCErrorCode } from 'json-rpc-2.0';
import { isJsonArray, isJsonObject, type Json, stringifyJson } from '#ovsdb/notation';
import { readMessage } from './message.js';
import { ProtocolError } from './protocol-error.js';
import { parseText } from './text.js';

const OVSDB_ERROR = -32000;

/** A JSON-RPC 1.0 message as JSON-RPC 2.0. Throws ProtocolError for what is no message. */
export function toJsonRpc2(json: Json): Json {
  const message = readMessage(json);
  const jsonrpc = '2.0';
  switch (message.kind) {
    case 'request':
      return { jsonrpc, id: message.id, method: message.method, params: message.params };
    case 'notification':
      return { jsonrpc, method: message.method, params: message.params };
    case 'reply':
      return { jsonrpc, id: message.id, result: message.result };
    case 'error':
      return { jsonrpc, id: message.id, error: errorOf(message.error) };
  }
}

function errorOf(error: Json): Json {
  if (error === 'unknown method') return { code: JSONRPCErrorCode.MethodNotFound, message: 'unknown method' };
  const name = isJsonObject(error) && typeof error['error'] === 'string' ? error['error'] : String(error);
  return { code: OVSDB_ERROR, message: name, data: error };
}

/** A JSON-RPC 2.0 message as JSON-RPC 1.0. Throws ProtocolError for what is none. */
export function fromJsonRpc2(json: Json): Json {
  if (!isJsonObject(json)) throw new ProtocolError('message is not a JSON object');
  const { method = null, params = [], id = null, result = null, error = null } = json;
  if (typeof id === 'object' ? id !== null : typeof id === 'boolean') {
    throw new ProtocolError('JSON-RPC 2.0 ids are strings or numbers');
  }
  if (isJSONRPCRequest(json)) return { method, params, id };
  if (!isJSONRPCResponse(json)) throw new ProtocolError('message is not JSON-RPC 2.0');
  if (!isJsonObject(error)) return { id, result, error: null };
  if (error['code'] === JSONRPCErrorCode.MethodNotFound) return { id, error: 'unknown method' };
  return { id, error: error['data'] ?? { error: error['message'] ?? 'error' } };
}

/** The messages of a batch, each of which is answered by itself, as JSON-RPC 2.0 lets notifications be told. Throws ProtocolError. */
export function fromJsonRpc2Batch(json: Json): Json[] {
  return isJsonArray(json) ? json.map(fromJsonRpc2) : [fromJsonRpc2(json)];
}

const NOTIFICATION_HEAD = '{"id":null,';
const REPLY_HEAD = '{"id":';
const REPLY_TAIL = ',"error":null}';

/**
 * Text of JSON-RPC 1.0 as JSON-RPC 2.0, part by part: a long message is neither parsed again nor in memory whole. What comes in
 * several parts is a reply (`{"id":ID,"result":...,"error":null}`, its tail in one part) or a notification (`{"id":null,...`).
 */
export class JsonRpc2Text {
  /** What is to be cut off at the end of the message under way; undefined when none is. */
  #tail: string | undefined;

  /** The text of one more part; `isLast` ends the message. */
  part(text: string, isLast: boolean): string {
    const isFirst = this.#tail === undefined;
    if (isFirst && isLast && !text.startsWith(NOTIFICATION_HEAD) && !isReply(text)) {
      return stringifyJson(toJsonRpc2(parseText(text)));
    }
    let part = text;
    if (isFirst) {
      const isNotification = text.startsWith(NOTIFICATION_HEAD);
      this.#tail = isNotification ? '' : REPLY_TAIL;
      part = `{"jsonrpc":"2.0",${isNotification ? text.slice(NOTIFICATION_HEAD.length) : text.slice(1)}`;
    }
    if (!isLast) return part;
    const cut = this.#tail?.length ?? 0;
    this.#tail = undefined;
    return cut === 0 ? part : `${part.slice(0, -cut)}}`;
  }
}

function isReply(text: string): boolean {
  return text.startsWith(REPLY_HEAD) && text.endsWith(REPLY_TAIL);
}
