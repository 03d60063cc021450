/** What another server answers a relay or a backup. */
import type { Settled } from '#ovsdb/jsonrpc';
import { isJsonObject, type Json, type JsonObject, OvsdbError } from '#ovsdb/notation';

/** Throws the error that it answered. */
export function resultOf(outcome: Settled): Json {
  if ('error' in outcome) throw outcome.error;
  return outcome.result;
}

/** Throws `OvsdbError` for what are no updates of tables. */
export function updatesOf(json: Json | undefined): JsonObject {
  if (json !== undefined && isJsonObject(json)) return json;
  throw new OvsdbError('bad reply', 'the other server answers a monitor in another form');
}
