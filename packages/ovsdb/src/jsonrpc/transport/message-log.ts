/** What a connection sends and receives, one line a message, as the C programs log it with `-vjsonrpc:dbg`. */
import { isJsonObject, type Json, stringifyJson } from '#ovsdb/notation';
import type { Connection, MessageLog } from '../connection.js';
import { ProtocolError } from '../protocol-error.js';
import { Splitter } from '../splitter.js';

/** The same connection; whether its messages are logged is asked anew for each of them. */
export function logged(connection: Connection, log: MessageLog | undefined): Connection {
  if (log === undefined) return connection;
  const say = (what: string, json: Json) => {
    const description = describe(json);
    if (description !== undefined) log.debug(`${connection.peer}: ${what} ${description}`);
  };
  /** Of what is sent: several messages at a time, and long ones in parts. Undefined while nothing is logged. */
  let splitter: Splitter | undefined;
  const saySent = (text: string) => {
    splitter ??= new Splitter();
    try {
      splitter.push(Buffer.from(text), (json) => say('send', json));
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      // The rest of a message that began before anybody wanted to see it, or one that is too long to be shown.
      splitter = undefined;
    }
  };
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
      if (log.isDebugging()) saySent(typeof message === 'string' ? message : stringifyJson(message));
      else splitter = undefined;
      connection.send(message, how);
    },
    start(handlers) {
      connection.start({
        ...handlers,
        message(json, bytes) {
          if (log.isDebugging()) say('received', json);
          handlers.message(json, bytes);
        },
      });
    },
    pause: () => connection.pause(),
    resume: () => connection.resume(),
    close: (reason) => connection.close(reason),
  };
}

const MEMBERS = ['method', 'params', 'result', 'error', 'id'] as const;
const NAMES: ReadonlySet<string> = new Set(MEMBERS);

/** Undefined for what is no message. */
function describe(json: Json): string | undefined {
  if (!isJsonObject(json) || !Object.keys(json).every((name) => NAMES.has(name))) return undefined;
  const { method = null, error = null, id = null } = json;
  const kind = method === null ? (error === null ? 'reply' : 'error') : id === null ? 'notification' : 'request';
  const told = MEMBERS.flatMap((name) => {
    const value = json[name] ?? null;
    return value === null ? [] : [`${name}=${stringifyJson(value)}`];
  });
  return [kind, ...told].join(', ');
}
