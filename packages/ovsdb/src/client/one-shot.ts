/** One request to a server, for tools that keep no replica. */
import type { Clock } from '#base';
import { type Connect, openSession, request, type TransportOptions } from '#ovsdb/jsonrpc';
import type { Json, JsonArray } from '#ovsdb/notation';

export interface OneShotOptions {
  readonly connect: Connect;
  readonly clock: Clock;
  readonly transport?: TransportOptions;
}

/** Connects, asks, and hangs up. Rejects with ConnectError, RemoteError, or the OvsdbError that was answered. */
export async function requestOnce(
  remote: string,
  method: string,
  params: JsonArray,
  options: OneShotOptions,
): Promise<Json> {
  const connection = await options.connect(remote, options.transport);
  const session = openSession(connection, { clock: options.clock, handlers: {} });
  try {
    return await request(session, method, params);
  } finally {
    session.close('done');
  }
}
