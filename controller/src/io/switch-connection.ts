import { type Clock, errnoText, hasCode, messageOf } from '#base';
import type { Logger } from '#daemon';
import {
  type MessageKind,
  type MessageOf,
  openController,
  SocketError,
  type Controller as SwitchController,
} from '#openflow';
import { tellEnd } from '#ovsdb/client';
import type { BundleResult, SwitchChannel } from '../install/switch-channel.js';

/** Which Geneve option is tun_metadata0 (ovn-architecture(7)): class 0x0102, type 0x80, 4 bytes. */
const TUNNEL_OPTION = { optionClass: 0x0102, optionType: 0x80, optionLength: 4, index: 0 } as const;

const BACKOFF_MIN_MS = 100;
const BACKOFF_MAX_MS = 8000;

export interface SwitchConnectionOptions {
  readonly clock: Clock;
  readonly log: Logger;
  /** Silence after which the switch is asked, and again until it is given up; 0: never, it may work on many flows for long. */
  readonly probeMs: number;
  /** A new connection that is ready to take flows, or none. */
  readonly onChannel: (channel: SwitchChannel | undefined) => void;
}

/** Keeps a connection to the integration bridge on which flows are installed: OpenFlow 1.5, tried again for ever. */
export class SwitchConnection {
  readonly #address: string;
  readonly #options: SwitchConnectionOptions;
  #controller: SwitchController | undefined;
  #backoff = BACKOFF_MIN_MS;
  #isClosed = false;
  #hasComplained = false;
  #probeMs: number;

  constructor(address: string, options: SwitchConnectionOptions) {
    this.#address = address;
    this.#options = options;
    this.#probeMs = options.probeMs;
    void this.#connect();
  }

  get isConnected(): boolean {
    return this.#controller !== undefined;
  }

  flushZone(zone: number): void {
    this.#controller?.send({ kind: 'ct_flush_zone', zone });
  }

  setProbe(ms: number): void {
    this.#probeMs = ms;
    this.#controller?.setProbe(ms);
  }

  close(): void {
    this.#isClosed = true;
    this.#controller?.close();
  }

  async #connect(): Promise<void> {
    const log = this.#options.log.module('rconn');
    if (!this.#hasComplained) log.info(`${this.#address}: connecting...`);
    try {
      const controller = await openController({
        address: this.#address,
        probeMs: this.#probeMs,
        onClose: (reason) => {
          if (this.#controller === undefined) return;
          this.#controller = undefined;
          tellEnd(log, this.#address, reason);
          this.#options.onChannel(undefined);
          this.#retry();
        },
        onMessage: (message) => {
          if (message.kind === 'error')
            this.#options.log.module('ofctrl').warn(`the switch answers error ${message.type}/${message.code}`);
        },
      });
      if (this.#isClosed) return controller.close();
      await mapTunnelOption(controller);
      controller.setProbe(this.#probeMs);
      this.#controller = controller;
      this.#backoff = BACKOFF_MIN_MS;
      this.#hasComplained = false;
      log.info(`${this.#address}: connected`);
      this.#options.onChannel(channelOf(controller));
    } catch (error) {
      if (!this.#hasComplained) {
        log.info(`${this.#address}: connection failed (${whyNot(error)})`);
        log.info(`${this.#address}: continuing to retry connections in the background but suppressing further logging`);
      }
      this.#hasComplained = true;
      this.#retry();
    }
  }

  #retry(): void {
    if (this.#isClosed) return;
    this.#options.clock.setTimeout(() => void this.#connect(), this.#backoff);
    this.#backoff = Math.min(this.#backoff * 2, BACKOFF_MAX_MS);
  }
}

function whyNot(error: unknown): string {
  return error instanceof SocketError ? errnoText(error.context.errno) : messageOf(error);
}

/** Sees to it that tun_metadata0 is the option that carries the ports' keys. */
async function mapTunnelOption(controller: SwitchController): Promise<void> {
  const [table] = ofKind('tlv_table_reply', await controller.request({ kind: 'tlv_table_request' }));
  const isMapped = table?.mappings.some(
    (mapping) =>
      mapping.optionClass === TUNNEL_OPTION.optionClass &&
      mapping.optionType === TUNNEL_OPTION.optionType &&
      mapping.index === TUNNEL_OPTION.index,
  );
  if (isMapped === true) return;
  controller.send({ kind: 'tlv_table_mod', command: 'add', mappings: [TUNNEL_OPTION] });
  await controller.barrier();
}

function ofKind<K extends MessageKind>(
  kind: K,
  messages: readonly { readonly kind: MessageKind }[],
): readonly MessageOf<K>[] {
  return messages.filter((message): message is MessageOf<K> => message.kind === kind);
}

function channelOf(controller: SwitchController): SwitchChannel {
  return {
    dumpFlows: async () => {
      const parts = await controller.request({ kind: 'flow_stats_request', filter: { match: [] } });
      return ofKind('flow_stats_reply', parts).flatMap(({ items }) => items);
    },
    dumpGroups: async () => {
      const parts = await controller.request({ kind: 'group_desc_request' });
      return ofKind('group_desc_reply', parts).flatMap(({ items }) => items);
    },
    dumpMeters: async () => {
      try {
        const parts = await controller.request({ kind: 'meter_config_request' });
        return ofKind('meter_config_reply', parts).flatMap(({ items }) => items);
      } catch (error) {
        if (hasCode(error, 'refused')) return []; // a datapath without meters
        throw error;
      }
    },
    bundle: async (changes): Promise<BundleResult> => {
      try {
        // Written in one go; the barrier's answer comes behind that of the commit.
        const [outcome] = await Promise.all([controller.bundle(changes), controller.barrier()]);
        if (outcome.isCommitted && outcome.failures.length === 0) return { status: 'committed' };
        const { failures, error = 'bundle failed' } = outcome;
        return { status: 'refused', refusals: failures, error: failures[0]?.error ?? error };
      } catch (error) {
        if (hasCode(error, 'closed')) return { status: 'lost' };
        throw error;
      }
    },
    meter: (change) => {
      controller.send(change);
    },
    flushZone: (zone) => {
      controller.send({ kind: 'ct_flush_zone', zone });
    },
  };
}
