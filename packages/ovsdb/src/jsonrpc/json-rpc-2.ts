/**
 * JSON-RPC 2.0, which is spoken over WebSocket, to and from the JSON-RPC 1.0 of RFC 7047. Notifications have no `id`; an
 * error is `{code: -32000, message: <RFC 7047 name>, data: <RFC 7047 error object>}`, an unknown method -32601.
 */
import {
  createJSONRPCErrorResponse,
  createJSONRPCNotification,
  createJSONRPCRequest,
  createJSONRPCSuccessResponse,
  isJSONRPCRequest,
  isJSONRPCResponse,
  JSONRPCErrorCode,
  type JSONRPCID,
} from 'json-rpc-2.0';
import { isJsonObject, type Json } from '#ovsdb/notation';
import { type Message, readMessage } from './message.js';
import { ProtocolError } from './protocol-error.js';

const OVSDB_ERROR = -32000;

function idOf(id: Json): JSONRPCID {
  if (typeof id === 'string' || typeof id === 'number') return id;
  throw new ProtocolError('JSON-RPC 2.0 ids are strings or numbers');
}

/** A JSON-RPC 1.0 message as JSON-RPC 2.0. Throws ProtocolError for what is no message. */
export function toJsonRpc2(json: Json): Json {
  const message = readMessage(json);
  return { ...packed(message) };
}

function packed(message: Message): object {
  switch (message.kind) {
    case 'request':
      return createJSONRPCRequest(idOf(message.id), message.method, message.params);
    case 'notification':
      return createJSONRPCNotification(message.method, message.params);
    case 'reply':
      return createJSONRPCSuccessResponse(idOf(message.id), message.result);
    case 'error': {
      const { error } = message;
      if (error === 'unknown method') {
        return createJSONRPCErrorResponse(idOf(message.id), JSONRPCErrorCode.MethodNotFound, 'unknown method');
      }
      const name = isJsonObject(error) && typeof error['error'] === 'string' ? error['error'] : String(error);
      return createJSONRPCErrorResponse(idOf(message.id), OVSDB_ERROR, name, error);
    }
  }
}

/** A JSON-RPC 2.0 message as JSON-RPC 1.0. Throws ProtocolError for what is none. */
export function fromJsonRpc2(json: Json): Json {
  if (!isJsonObject(json)) throw new ProtocolError('message is not a JSON object');
  const { method = null, params = [], id = null, result = null, error = null } = json;
  if (isJSONRPCRequest(json)) return { method, params, id };
  if (!isJSONRPCResponse(json)) throw new ProtocolError('message is not JSON-RPC 2.0');
  if (!isJsonObject(error)) return { id, result, error: null };
  if (error['code'] === JSONRPCErrorCode.MethodNotFound) return { id, error: 'unknown method' };
  return { id, error: error['data'] ?? { error: error['message'] ?? 'error' } };
}
