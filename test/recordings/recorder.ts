import { connect, createServer, type Server, type Socket } from 'node:net';
import { Splitter } from '#ovsdb/jsonrpc';
import type { JsonObject, RecordedMessage } from './recording.js';

/** Stands between a program and its database servers and writes down every message, in both directions. */
export class Recorder {
  readonly messages: RecordedMessage[] = [];
  readonly #servers: Server[] = [];
  readonly #sockets = new Set<Socket>();

  /** Listens on `path` and passes everything on to `target`, recorded under `name`. */
  relay(name: string, path: string, target: string): Promise<void> {
    const server = createServer((client) => {
      const upstream = connect(target);
      for (const [from, a, b] of [
        ['client', client, upstream],
        ['server', upstream, client],
      ] as const) {
        const splitter = new Splitter();
        this.#sockets.add(a);
        a.on('data', (chunk: Buffer) => {
          splitter.push(chunk, (message) => this.messages.push({ from, socket: name, message: message as JsonObject }));
          b.write(chunk);
        });
        a.on('error', () => b.destroy());
        a.on('close', () => b.destroy());
      }
    });
    this.#servers.push(server);
    return new Promise((resolve) => server.listen(path, resolve));
  }

  close(): void {
    for (const socket of this.#sockets) socket.destroy();
    for (const server of this.#servers) server.close();
  }
}
