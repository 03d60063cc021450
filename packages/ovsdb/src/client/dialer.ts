/**
 * Connects to one of several remotes and, when a connection ends, to the next: at once the first time round, then after
 * pauses of 1 s that double to 8 s. A connection that was of use starts the pauses anew. Says so in the words of C programs'
 * module `reconnect`, and no more once the pauses are longest.
 */
import { type Clock, type Log, messageOf, type Timer } from '#base';
import type { Connect, Connection } from '#ovsdb/jsonrpc';

export const MIN_PAUSE_MS = 1000;
export const MAX_PAUSE_MS = 8000;
/** A peer that answers nothing at all, as behind a firewall, gets so long. */
const ATTEMPT_MS = 8000;

export interface DialerOptions {
  readonly remotes: readonly string[];
  readonly minPauseMs?: number;
  readonly connect: Connect;
  readonly clock: Clock;
  readonly log: Log;
  readonly onConnection: (connection: Connection) => void;
  readonly onFailure: (error: unknown) => void;
}

export class Dialer {
  readonly #options: DialerOptions;
  #next = 0;
  #failures = 0;
  #timer: Timer | undefined;
  #isStopped = false;
  /** Its attempts are not told of any more. */
  #isQuiet = false;

  constructor(options: DialerOptions) {
    if (options.remotes.length === 0) throw new Error('no remote given');
    this.#options = options;
  }

  /** The remote that is tried next or was tried last. */
  get remote(): string {
    const { remotes } = this.#options;
    return remotes[this.#next % remotes.length] ?? '';
  }

  /** Rounds of attempts, one at each remote, that have failed since a connection was last of use. */
  get failedRounds(): number {
    return Math.floor(this.#failures / this.#options.remotes.length);
  }

  /** The connection is of use: the next failure is the first again. */
  succeeded(): void {
    this.#failures = 0;
    this.#isQuiet = false;
  }

  /** Connects to the remote whose turn it is, now or after the pause that is due. */
  dial(): void {
    if (this.#isStopped) return;
    this.#timer?.cancel();
    const pause = this.#pause();
    if (pause === 0) {
      this.#attempt();
      return;
    }
    this.#tellPause(pause);
    this.#timer = this.#options.clock.setTimeout(() => this.#attempt(), pause);
  }

  /** The connection, or the attempt to make one, failed: the next is the next remote's turn. */
  failed(): void {
    this.#failures++;
    this.#next++;
  }

  stop(): void {
    this.#isStopped = true;
    this.#timer?.cancel();
  }

  #pause(): number {
    const rounds = this.failedRounds;
    const first = this.#options.minPauseMs ?? MIN_PAUSE_MS;
    return rounds === 0 ? 0 : Math.min(MAX_PAUSE_MS, first * 2 ** (rounds - 1));
  }

  #tellPause(ms: number): void {
    if (ms === MAX_PAUSE_MS) {
      this.#tell('continuing to reconnect in the background but suppressing further logging');
      this.#isQuiet = true;
    } else if (ms > MIN_PAUSE_MS) this.#tell(`waiting ${ms / 1000} seconds before reconnect`);
  }

  #tell(text: string): void {
    const { log } = this.#options;
    const line = `${this.remote}: ${text}`;
    if (this.#isQuiet) log.debug(line);
    else log.info(line);
  }

  #attempt(): void {
    const { clock, connect, onConnection, onFailure } = this.#options;
    const { remote } = this;
    this.#tell('connecting...');
    let isOver = false;
    const fail = (error: unknown, what: string) => {
      if (isOver) return;
      isOver = true;
      limit.cancel();
      if (this.#isStopped) return;
      this.#tell(`connection attempt ${what}`);
      onFailure(error);
    };
    const limit = clock.setTimeout(() => fail(new Error('Connection timed out'), 'timed out'), ATTEMPT_MS);
    this.#timer = limit;
    connect(remote).then(
      (connection) => {
        if (isOver || this.#isStopped) {
          connection.close('not needed any more');
          return;
        }
        isOver = true;
        limit.cancel();
        onConnection(connection);
      },
      (error: unknown) => fail(error, `failed (${messageOf(error)})`),
    );
  }
}

const CLOSED_BY_PEER = 'connection closed by peer';
const UNANSWERED = /^no response to inactivity probe /;

/** Says how a connection ended, in the words and at the levels of C programs. `reason`: as the transport has it. */
export function tellEnd(log: Pick<Log, 'info' | 'warn' | 'error'>, peer: string, reason: string | undefined): void {
  if (reason === undefined) log.info(`${peer}: connection dropped`);
  else if (reason === CLOSED_BY_PEER) log.info(`${peer}: ${reason}`);
  else if (UNANSWERED.test(reason)) log.error(`${peer}: ${reason}`);
  else log.warn(`${peer}: connection dropped (${reason})`);
}

/** Why a connection ended, as the C tools have it in the one line that they print. */
export function endText(reason: string | undefined): string {
  return reason === undefined || reason === CLOSED_BY_PEER || reason === 'connection closed' ? 'End of file' : reason;
}

/** In an order of chance, so that many clients spread over the members of a cluster. `random`: so many bytes of it. */
export function shuffled<T>(items: readonly T[], random: (count: number) => Uint8Array): readonly T[] {
  if (items.length < 2) return items;
  const order = items.map((item) => ({ item, place: uint32(random(4)) }));
  return order.sort((a, b) => a.place - b.place).map(({ item }) => item);
}

function uint32(bytes: Uint8Array): number {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(0);
}
