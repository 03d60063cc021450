import { type Clock, messageOf } from '#base';
import type { Logger } from '#daemon';
import {
  decodeActions,
  type Message,
  openController,
  type PacketIn,
  type Controller as SwitchController,
  versions,
} from '#openflow';
import type { Replica } from '#ovsdb/client';
import type { Controller } from '../controller.js';
import { answerPacketIn } from '../packet-in/answer.js';
import type { Learned } from '../packet-in/learned.js';
import { LearnedQueue } from '../packet-in/learned-queue.js';
import { type LearnedContext, writeLearned } from '../packet-in/learned-writes.js';

const BACKOFF_MIN_MS = 100;
const BACKOFF_MAX_MS = 8000;
/** Bytes of a packet that the switch sends along: all of it. */
const WHOLE_PACKET = 65535;

export interface PacketInOptions {
  readonly clock: Clock;
  readonly log: Logger;
  readonly controller: Controller;
  readonly southbound: () => Replica | undefined;
}

/** A connection of its own for packets: they do not wait behind bundles of flows. */
export class PacketInHandler {
  readonly #address: string;
  readonly #options: PacketInOptions;
  readonly #log: Logger;
  #switch: SwitchController | undefined;
  #backoff = BACKOFF_MIN_MS;
  #isClosed = false;
  readonly #learned = new LearnedQueue();
  #isWriting = false;

  constructor(address: string, options: PacketInOptions) {
    this.#address = address;
    this.#options = options;
    this.#log = options.log.module('pinctrl');
    void this.#connect();
  }

  close(): void {
    this.#isClosed = true;
    this.#switch?.close();
  }

  async #connect(): Promise<void> {
    try {
      const controller = await openController({
        address: this.#address,
        onMessage: (message) => this.#receive(message),
        onClose: () => {
          if (this.#switch === undefined) return;
          this.#switch = undefined;
          this.#retry();
        },
      });
      if (this.#isClosed) return controller.close();
      controller.send({ kind: 'set_packet_in_format', format: 'nxt_packet_in2' });
      controller.send({ kind: 'set_config', flags: 0, missSendLength: WHOLE_PACKET });
      this.#switch = controller;
      this.#backoff = BACKOFF_MIN_MS;
    } catch {
      this.#retry(); // the connection for flows to the same address says why
    }
  }

  #retry(): void {
    if (this.#isClosed) return;
    this.#options.clock.setTimeout(() => void this.#connect(), this.#backoff);
    this.#backoff = Math.min(this.#backoff * 2, BACKOFF_MAX_MS);
  }

  #receive(message: Message): void {
    if (message.kind === 'error') {
      this.#log.warn(`the switch answers error ${message.type}/${message.code} to a packet`);
      return;
    }
    if (message.kind === 'packet_in') this.#answer(message);
  }

  #answer(packetIn: PacketIn): void {
    try {
      const answer = answerPacketIn(packetIn, (bytes) => decodeActions(bytes, versions.openflow15));
      if (answer.kind === 'packet' || answer.kind === 'resume') this.#switch?.send(answer.message);
      else if (answer.kind === 'learned') this.#learn(answer.learned);
      else if (this.#log.isDebugging()) this.#log.debug(answer.why);
    } catch (error) {
      // A malformed packet of a guest: nothing to answer.
      if (this.#log.isDebugging()) this.#log.debug(`packet-in dropped: ${messageOf(error)}`);
    }
  }

  #learn(learned: Learned): void {
    this.#learned.add(learned);
    this.#write();
  }

  /** One transaction at a time; what is learned meanwhile goes into the next. */
  #write(): void {
    const replica = this.#options.southbound();
    if (this.#isWriting || this.#learned.isEmpty || replica?.state !== 'synced') return;
    const learned = this.#learned.take();
    const { controller, clock } = this.#options;
    const transaction = replica.transaction('ovn-controller');
    const context: LearnedContext = {
      placeOf: (datapath, port) => controller.placeOf(datapath, port),
      ownChassis: controller.ownChassis,
      now: clock.now(),
    };
    if (!writeLearned(transaction, replica, learned, context)) return;
    this.#isWriting = true;
    // Another chassis may have been faster: the row is there then, which is all that is wanted.
    void transaction.commit().then(() => {
      this.#isWriting = false;
      this.#write();
    });
  }
}
