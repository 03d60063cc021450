/** The control socket of a daemon: JSON-RPC 1.0 requests `{id, method, params}` on a unix socket of mode 0750. */
import { accessSync, constants, lstatSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { dirname } from 'node:path';
import { messageOf, systemMessage, type UnixPath, unixPath } from '#base';
import { JsonStream } from './json-stream.js';
import type { Logger } from './log.js';
import type { CommandOutcome } from './unixctl-commands.js';

export interface UnixctlServer {
  readonly path: string;
  /** Removes the socket; connections that wait for an answer keep it until the process ends. */
  close(): void;
}

type Run = (method: string, args: readonly string[]) => Promise<CommandOutcome>;

/** Control sockets are for the owner and the group: 0750. */
const SOCKET_UMASK = 0o027;

/** Listens at `path`, in place of a socket left there. Rejects, with a message for the user, when that is impossible. */
export async function serveUnixctl(path: string, run: Run, log: Logger): Promise<UnixctlServer> {
  const server = createServer((socket) => serve(socket, run, log));
  let name: UnixPath | undefined;
  try {
    // A file of another kind stays, and makes the bind fail.
    if (lstatSync(path, { throwIfNoEntry: false })?.isSocket() === true) rmSync(path);
    accessSync(dirname(path), constants.F_OK); // bind(2) says EACCES of a missing directory, as Node has it.
    name = unixPath(path);
    await listen(server, name.path);
  } catch (error) {
    name?.release();
    throw new Error(`${path}: could not initialize control socket (${systemMessage(error)})`);
  }
  return {
    path,
    close: () => {
      server.close();
      rmSync(path, { force: true });
      name.release();
    },
  };
}

function listen(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    // bind(2) happens inside listen(), so nobody can connect between creation and a later chmod.
    const before = process.umask(SOCKET_UMASK);
    try {
      server.listen(path, resolve);
    } finally {
      process.umask(before);
    }
  });
}

function serve(socket: Socket, run: Run, log: Logger): void {
  const stream = new JsonStream();
  socket.setEncoding('utf8');
  socket.on('error', () => socket.destroy());
  socket.on('data', (chunk) => {
    try {
      for (const message of stream.push(String(chunk))) answer(socket, message, run);
    } catch (error) {
      log.warn(`control socket: bad request: ${messageOf(error).replaceAll(/\s+/g, ' ')}`);
      socket.destroy();
    }
  });
}

function answer(socket: Socket, message: unknown, run: Run): void {
  const request = readRequest(message);
  if (request === undefined) throw new SyntaxError('not a request of one method with text arguments');
  void run(request.method, request.params).then((outcome) => {
    const isDone = outcome.status === 'done';
    const reply = { id: request.id, result: isDone ? outcome.text : null, error: isDone ? null : outcome.text };
    if (socket.writable) socket.write(JSON.stringify(reply));
  });
}

function readRequest(message: unknown): { id: unknown; method: string; params: readonly string[] } | undefined {
  if (typeof message !== 'object' || message === null || Array.isArray(message)) return undefined;
  if (!('method' in message) || typeof message.method !== 'string' || !('params' in message)) return undefined;
  const { params } = message;
  if (!Array.isArray(params) || !params.every((argument): argument is string => typeof argument === 'string')) {
    return undefined;
  }
  return { id: 'id' in message ? message.id : null, method: message.method, params };
}
