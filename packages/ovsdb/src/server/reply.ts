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

/** The reply to a transaction that was taken back: its results, and the error of the commit behind them. */
export function wholeFailure(idText: string, results: readonly Piece[], error: string): string {
  // Results with very many rows are not worth making: they were not committed.
  const shown = results.filter((piece) => typeof piece === 'string').join('');
  const isWhole = results.every((piece) => typeof piece === 'string');
  if (!isWhole || shown === '') return `{"id":${idText},"result":[${error}],"error":null}`;
  return `{"id":${idText},"result":[${shown},${error}],"error":null}`;
}
