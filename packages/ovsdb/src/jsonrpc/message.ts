/** JSON-RPC 1.0 messages (RFC 7047 section 4), with the strictness of ovsdb-server: what it drops a peer for is an error. */
import { isJsonArray, isJsonObject, type Json, type JsonArray, stringifyJson } from '#ovsdb/notation';
import { ProtocolError } from './protocol-error.js';
import { parseText } from './text.js';

export interface RequestMessage {
  readonly kind: 'request';
  readonly method: string;
  readonly params: JsonArray;
  /** Any JSON value but null. */
  readonly id: Json;
}

export interface NotificationMessage {
  readonly kind: 'notification';
  readonly method: string;
  readonly params: JsonArray;
}

export interface ReplyMessage {
  readonly kind: 'reply';
  readonly id: Json;
  readonly result: Json;
}

export interface ErrorMessage {
  readonly kind: 'error';
  readonly id: Json;
  readonly error: Json;
}

export type Message = RequestMessage | NotificationMessage | ReplyMessage | ErrorMessage;

const MEMBERS: ReadonlySet<string> = new Set(['method', 'params', 'id', 'result', 'error']);

/** Parses the text of one message. Throws ProtocolError. */
export function parseMessage(text: string): Message {
  return readMessage(parseText(text));
}

export function readMessage(json: Json): Message {
  if (!isJsonObject(json)) throw new ProtocolError('message is not a JSON object');
  for (const member in json) {
    if (!MEMBERS.has(member)) throw new ProtocolError(`unexpected member "${member}"`);
  }
  const { method = null, params = null, id = null, result = null, error = null } = json;
  if (method !== null) {
    if (typeof method !== 'string') throw new ProtocolError('method is not a JSON string');
    if (result !== null || error !== null) throw new ProtocolError(`request must not have "result" or "error"`);
    if (params === null) throw new ProtocolError('request must have "params"');
    if (!isJsonArray(params)) throw new ProtocolError('"params" must be JSON array');
    return id === null ? { kind: 'notification', method, params } : { kind: 'request', method, params, id };
  }
  if (params !== null) throw new ProtocolError('reply must not have "params"');
  if (id === null) throw new ProtocolError('reply must have "id"');
  if (error !== null) {
    if (result !== null) throw new ProtocolError('reply must not have "error"');
    return { kind: 'error', id, error };
  }
  if (!('result' in json)) throw new ProtocolError('request must have "method"');
  return { kind: 'reply', id, result };
}

/** The wire form. Errors carry no `result`, as ovsdb-server sends them. */
export function printMessage(message: Message): string {
  switch (message.kind) {
    case 'request':
      return `{"method":${JSON.stringify(message.method)},"params":${stringifyJson(message.params)},"id":${stringifyJson(message.id)}}`;
    case 'notification':
      return `{"method":${JSON.stringify(message.method)},"params":${stringifyJson(message.params)},"id":null}`;
    case 'reply':
      return `{"id":${stringifyJson(message.id)},"result":${stringifyJson(message.result)},"error":null}`;
    case 'error':
      return `{"id":${stringifyJson(message.id)},"error":${stringifyJson(message.error)}}`;
  }
}
