/** A command of `ovsdb-client` on its way: to the server, to the database, to its end. */
import type { Log } from '#daemon';
import { endText } from '#ovsdb/client';
import { CONNECTION_LOST, request, splitRemotes, type WebSocketOptions } from '#ovsdb/jsonrpc';
import { isJsonArray, type JsonArray, OvsdbError } from '#ovsdb/notation';
import type { Call, Command } from './command.js';
import { checkOperands, takeDatabase, takeNamedDatabase } from './operands.js';
import { ConnectionFault, ConnectionLost, openServer, Refusal } from './server-connection.js';

/** What the command line says, and the outside world. */
export interface Task extends Omit<Call, 'session' | 'database' | 'args' | 'ask' | 'listen' | 'log'> {
  readonly command: Command;
  /** Behind the SERVER. */
  readonly words: readonly string[];
  readonly wantsLeader: boolean;
  readonly transport: WebSocketOptions;
  readonly log: Log;
  /** Says that a client is waited for. */
  waiting(server: string): void;
  /** Comes back after a while. */
  pause(): Promise<void>;
}

/** Runs the command; a patient one as often as its connection ends before it. Rejects with the C tool's words. */
export async function runCommand(task: Task): Promise<void> {
  for (;;) {
    try {
      return await runOnce(task);
    } catch (error) {
      const isGone = error instanceof ConnectionLost || error instanceof ConnectionFault;
      if (task.command.isPatient !== true || !isGone) throw error;
      task.log.module('reconnect').info(`${error.message}: trying again`);
      await task.pause();
    }
  }
}

async function runOnce(task: Task): Promise<void> {
  const { command, server, log } = task;
  const needsDatabase = command.needs === 'database';
  // Several servers are asked for the leader of a database: it has to be known beforehand.
  const isNamed = splitRemotes(server).length > 1 && needsDatabase;
  const named = isNamed ? takeNamedDatabase(task.words) : undefined;
  let onNotification: (method: string, params: JsonArray) => void = () => {};
  let onClose: (error: Error) => void = () => {};
  const session = await openServer(server, {
    transport: task.transport,
    handlers: {
      notification: (method, params) => onNotification(method, params),
      close: (reason) => onClose(new Error(`${server}: receive failed (${endText(reason)})`)),
    },
    leaderOf: task.wantsLeader ? named?.database : undefined,
    log: log.module('ovsdb_client'),
    waiting: task.waiting,
  });
  const ask = (method: string, params: JsonArray) =>
    request(session, method, params).catch((error: unknown) => {
      if (!(error instanceof OvsdbError)) throw error;
      if (error.error === CONNECTION_LOST) throw new ConnectionLost(error.details);
      throw new Refusal(task.output.jsonText(error.toJson()));
    });
  const { database, rest } = named ?? (await databaseOf(task, ask));
  checkOperands(command, rest);
  const listener: Call['listen'] = (listen) => {
    onNotification = listen;
    return new Promise<never>((_resolve, reject) => {
      onClose = reject;
    });
  };
  const { log: own, command: _command, words: _words, ...world } = task;
  const call: Call = {
    ...world,
    log: own.module('ovsdb_client'),
    session,
    database,
    args: rest,
    ask,
    listen: listener,
  };
  await command.run(call);
  session.close();
}

async function databaseOf({ command, words }: Task, ask: Call['ask']) {
  if (command.needs !== 'database') return { database: '', rest: words };
  const names = await ask('list_dbs', []);
  return takeDatabase(command, words, isJsonArray(names) ? names.map(String) : []);
}
