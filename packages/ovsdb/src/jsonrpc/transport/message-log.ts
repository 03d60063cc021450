/** What a connection sends and receives, one line a message, as the C programs log it with `-vjsonrpc:dbg`. */
import { isJsonObject, type Json, parseJson, stringifyJson } from '#ovsdb/notation';
import type { Connection, MessageLog } from '../connection.js';

/** The same connection; whether its messages are logged is asked anew for each of them. */
export function logged(connection: Connection, log: MessageLog | undefined): Connection {
  if (log === undefined) return connection;
  const say = (what: string, json: Json) => {
    const description = describe(json);
    if (description !== undefined) log.debug(`${connection.peer}: ${what} ${description}`);
  };
  /** What is there of a message that is sent in parts; undefined where it is not logged. */
  let begun: string | undefined;
  let isWithin = false;
  return {
    peer: connection.peer,
    remote: connection.remote,
    isNetwork: connection.isNetwork,
    ...(connection.commonName === undefined ? {} : { commonName: connection.commonName }),
    get backlog() {
      return connection.backlog;
    },
    get unread() {
      return connection.unread;
    },
    send(message, how) {
      if (!isWithin) begun = log.isDebugging() ? '' : undefined;
      isWithin = how === 'goes on';
      if (begun !== undefined) {
        begun += typeof message === 'string' ? message : stringifyJson(message);
        if (!isWithin) say('send', parseJson(begun));
      }
      connection.send(message, how);
    },
    start(handlers) {
      connection.start({
        ...handlers,
        message(json) {
          if (log.isDebugging()) say('received', json);
          handlers.message(json);
        },
      });
    },
    pause: () => connection.pause(),
    resume: () => connection.resume(),
    close: (reason) => connection.close(reason),
  };
}

/** Undefined for what is no message. */
function describe(json: Json): string | undefined {
  if (!isJsonObject(json)) return undefined;
  const { method = null, error = null, id = null } = json;
  const kind = method === null ? (error === null ? 'reply' : 'error') : id === null ? 'notification' : 'request';
  const members = ['method', 'params', 'result', 'error', 'id'] as const;
  const told = members.flatMap((name) => {
    const value = json[name] ?? null;
    return value === null ? [] : [`${name}=${stringifyJson(value)}`];
  });
  return [kind, ...told].join(', ');
}
