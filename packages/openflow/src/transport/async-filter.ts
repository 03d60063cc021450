/**
 * Which messages that nobody asked for a connection gets. Before: set_config, set_async. After: packet-ins, changes of ports and removed flows go to
 * those who want them.
 */
import { asyncKinds, asyncReasons, type OpenFlowVersion } from '../message/message.js';
import type { RoleHolder } from './role-board.js';

/** Bytes of a packet that goes to the controller, where it does not say how many. */
const DEFAULT_MISS_LENGTH = 128;

export class AsyncFilter {
  readonly #version: OpenFlowVersion;
  readonly #holder: RoleHolder;
  /** As `AsyncConfig.words`. */
  #words: readonly number[];
  /** 0: nothing is sent that was not asked for. */
  missSendLength = 0;

  constructor(version: OpenFlowVersion, holder: RoleHolder) {
    this.#version = version;
    this.#holder = holder;
    this.#words = [0, 0x3b, 7, 7, 0, version === 0x06 ? 0x3f : 0x0f, 0, 0, 0, 0, 0, 0];
  }

  /** Who says which messages it wants wants some. */
  set(words: readonly (number | undefined)[]): void {
    if (this.missSendLength === 0) this.missSendLength = DEFAULT_MISS_LENGTH;
    this.#words = this.#words.map((word, i) => (words[i] ?? word) & (asyncReasons[i >> 1] ?? 0));
  }

  /** As a connection is told; OpenFlow 1.3 has three reasons for a packet-in. */
  get words(): readonly number[] {
    return this.#version === 0x06 ? this.#words : this.#words.map((word, i) => (i < 2 ? word & 7 : word));
  }

  wants(kind: (typeof asyncKinds)[number], reason: number): boolean {
    if (this.missSendLength === 0) return false;
    const word = this.#words[asyncKinds.indexOf(kind) * 2 + (this.#holder.role === 'slave' ? 0 : 1)] ?? 0;
    return ((word >>> reason) & 1) === 1;
  }
}
