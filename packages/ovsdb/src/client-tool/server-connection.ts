/** How `ovsdb-client` comes to a server: the first of several that can be had, and leads the database's cluster. */
import { systemMessage } from '#base';
import type { Logger } from '#daemon';
import { endText } from '#ovsdb/client';
import {
  type Connection,
  connect,
  listen,
  openSession,
  parseRemote,
  RemoteError,
  request,
  type Session,
  type SessionHandlers,
  splitRemotes,
  systemClock,
  type WebSocketOptions,
} from '#ovsdb/jsonrpc';
import { isJsonArray, isJsonObject, OvsdbError } from '#ovsdb/notation';

/** A server cannot be had at this moment. */
export class ConnectionFault extends Error {}

/** The connection ended before a reply came. */
export class ConnectionLost extends Error {
  /** `reason`: as the transport says it. */
  constructor(reason: string | undefined) {
    super(`transaction failed (${endText(reason)})`);
  }
}

/** The server's answer to a request was an error. */
export class Refusal extends Error {
  /** `text`: the error as JSON. */
  constructor(text: string) {
    super(`transaction returned error: ${text}`);
  }
}

/** Waits for the first reply to a command that goes on until `ended`, which says why also when that reply gets lost. */
export function firstReply(reply: Promise<void>, ended: Promise<never>): Promise<void> {
  const orEnd = reply.catch((error: unknown) => {
    if (error instanceof ConnectionLost) return ended;
    throw error;
  });
  return Promise.race([ended, orEnd]);
}

export interface ConnectOptions {
  readonly transport: WebSocketOptions;
  readonly handlers: SessionHandlers;
  /** Whose leader is wanted, among several servers; undefined for any server. */
  readonly leaderOf: string | undefined;
  readonly log: Logger;
  /** Says that a client is waited for. */
  waiting(server: string): void;
}

/** `servers`: as the command line names them, separated by commas. Rejects with the C tool's words. */
export async function openServer(servers: string, options: ConnectOptions): Promise<Session> {
  const [only = servers, ...more] = splitRemotes(servers);
  if (more.length > 0) return openFirst([only, ...more], options);
  try {
    return openSession(await openConnection(only, options), { clock: systemClock, handlers: options.handlers });
  } catch (error) {
    if (error instanceof RemoteError) {
      throw new Error(`failed to connect or listen to "${servers}" (Address family not supported by protocol)`);
    }
    throw new ConnectionFault(`failed to connect to "${servers}" (${systemMessage(error)})`);
  }
}

/** Each in turn, with the lines of C's reconnecting sessions. */
async function openFirst(servers: readonly string[], options: ConnectOptions): Promise<Session> {
  const log = options.log.module('reconnect');
  for (const server of servers) {
    log.info(`${server}: connecting...`);
    try {
      const connection = await openConnection(server, options);
      log.info(`${server}: connected`);
      const session = openSession(connection, { clock: systemClock, handlers: options.handlers });
      const cannot = options.leaderOf === undefined ? undefined : await notLeader(session, options.leaderOf);
      if (cannot === undefined) return session;
      log.info(`${server}: ${cannot}; trying another server`);
      session.close();
    } catch (error) {
      log.info(`${server}: connection attempt failed (${systemMessage(error)})`);
    }
  }
  throw new ConnectionFault('no servers were available');
}

/** Why a server is not to be asked about a database; undefined when it is. */
async function notLeader(session: Session, database: string): Promise<string | undefined> {
  const operation = { op: 'select', table: 'Database', where: [['name', '==', database]] };
  try {
    const results = await request(session, 'transact', ['_Server', operation]);
    const [result] = isJsonArray(results) ? results : [];
    const rows = isJsonObject(result) ? result['rows'] : undefined;
    const [row] = isJsonArray(rows) ? rows : [];
    if (!isJsonObject(row)) return `server does not have ${database} database`;
    if (row['connected'] !== true) return 'server is disconnected from its cluster';
    return row['leader'] === true ? undefined : 'server is not the leader of its cluster';
  } catch (error) {
    // Servers without `_Server` know no clusters.
    if (error instanceof OvsdbError && error.error === 'unknown database') return undefined;
    throw error;
  }
}

/** One that is listened for is waited for. */
async function openConnection(server: string, options: ConnectOptions): Promise<Connection> {
  if (!parseRemote(server).passive) return connect(server, options.transport);
  options.waiting(server);
  return new Promise<Connection>((resolve, reject) => void listen(server, resolve, options.transport).catch(reject));
}
