/**
 * The switch's side: listens for controllers and tools, each with its own session. Before: the embedded switch, which implements `SwitchHandler`. After: the
 * peers.
 */
import type { Socket } from 'node:net';
import type { OpenFlowVersion } from '../message/message.js';
import type { SwitchHandler, SwitchServer } from '../switch-handler.js';
import { Channel, type Log } from './channel.js';
import { RoleBoard } from './role-board.js';
import { listenSocket } from './socket.js';
import { SwitchSession } from './switch-session.js';

export interface SwitchOptions {
  /** `punix:/run/br-int.mgmt` or `ptcp:6653:127.0.0.1`. */
  readonly address: string;
  readonly handler: SwitchHandler;
  /** Default: 1.0, 1.3 and 1.5. */
  readonly versions?: readonly OpenFlowVersion[];
  readonly log?: Log;
  /** Milliseconds of silence before an echo, and again before the peer is given up. Default 0: local tools may be silent. */
  readonly probeMs?: number;
}

/** Malformed messages of one connection that are logged. */
const LOGGED_ERRORS = 10;

/** Rejects with AddressError or SocketError. */
export async function serveSwitch(options: SwitchOptions): Promise<SwitchServer> {
  const { versions = [0x01, 0x04, 0x06], log = () => undefined, probeMs = 0, handler } = options;
  const sessions = new Map<Channel, SwitchSession>();
  const roles = new RoleBoard();

  function accept(socket: Socket, peer: string): void {
    let malformed = 0;
    const channel: Channel = new Channel(socket, {
      versions,
      peer,
      log,
      probeMs,
      onOpen: (version) => sessions.set(channel, new SwitchSession(channel, version, handler, roles)),
      onMessage: (received, bytes) => sessions.get(channel)?.receive(received, bytes),
      onMalformed: (error, xid, bytes) => {
        malformed++;
        if (malformed === LOGGED_ERRORS + 1) log('info', `${peer}: further errors are not logged`);
        if (malformed <= LOGGED_ERRORS)
          log('info', `${peer}: sending ${error.code} error reply (${error.context.detail})`);
        sessions.get(channel)?.malformed(error, xid, bytes);
      },
      onClose: () => {
        sessions.get(channel)?.end();
        sessions.delete(channel);
      },
    });
  }

  const listening = await listenSocket(options.address, accept);
  return {
    packetIn: (message, controllerId = 0) => {
      for (const session of sessions.values()) if (session.controllerId === controllerId) session.packetIn(message);
    },
    portStatus: (message) => {
      for (const session of sessions.values()) session.portStatus(message);
    },
    flowRemoved: (message) => {
      for (const session of sessions.values()) session.flowRemoved(message);
    },
    get connections() {
      return sessions.size;
    },
    close: async () => {
      for (const channel of [...sessions.keys()]) channel.close('switch is closing');
      await listening.close();
    },
  };
}
