/** JSON-RPC 1.0 replies as text (RFC 7047, 4). An id is JSON text already. */
import { OvsdbError, stringifyJson } from '#ovsdb/notation';
import type { Piece } from './listing.js';

export function replyText(idText: string, result: string): string {
  return `{"id":${idText},"result":${result},"error":null}`;
}

export function replyPieces(idText: string, before: string, result: readonly Piece[], after: string): Piece[] {
  return [`{"id":${idText},"result":${before}`, ...result, `${after},"error":null}`];
}

/** A bare string, as "unknown method" is, or an `<error>`. */
export function errorReply(idText: string, error: OvsdbError | string): string {
  const text = typeof error === 'string' ? JSON.stringify(error) : stringifyJson(error.toJson());
  return `{"id":${idText},"error":${text}}`;
}

/** What a transaction is answered that the store refused. */
export function storeFailure(details: string): OvsdbError {
  return new OvsdbError('I/O error', details);
}
