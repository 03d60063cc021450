/** ping(8) of a simulated machine: sends echo requests, and says what came of them as iputils does. */
import type { Clock, Timer } from '#base';

/** An answer to an echo request, or news that there will be none. */
export type PingEvent =
  | {
      readonly kind: 'reply';
      readonly sequence: number;
      readonly from: string;
      readonly ttl: number;
      readonly bytes: number;
    }
  | { readonly kind: 'error'; readonly sequence: number; readonly from: string; readonly text: string };

export interface PingRequest {
  readonly destination: string;
  readonly family: 4 | 6;
  readonly count: number;
  readonly intervalMs: number;
  /** Bytes of ICMP payload. */
  readonly size: number;
  /** How long to wait for answers after the last request. */
  readonly lingerMs: number;
}

export interface PingOutcome {
  /** All of what ping prints. */
  readonly text: string;
  /** At least one answer came. */
  readonly isAnswered: boolean;
}

export class Ping {
  readonly #request: PingRequest;
  readonly #clock: Clock;
  readonly #send: (sequence: number) => void;
  readonly #done: (outcome: PingOutcome) => void;
  readonly #lines: string[] = [];
  readonly #sentAt = new Map<number, number>();
  readonly #times: number[] = [];
  readonly #answered = new Set<number>();
  readonly #started: number;
  #timer: Timer | undefined;
  #sent = 0;
  #errors = 0;
  #duplicates = 0;

  constructor(
    request: PingRequest,
    clock: Clock,
    send: (sequence: number) => void,
    done: (outcome: PingOutcome) => void,
  ) {
    this.#request = request;
    this.#clock = clock;
    this.#send = send;
    this.#done = done;
    this.#started = clock.monotonic();
    const { destination, size, family } = request;
    this.#lines.push(
      family === 4
        ? `PING ${destination} (${destination}) ${size}(${size + 28}) bytes of data.`
        : `PING ${destination}(${destination}) ${size} data bytes`,
    );
  }

  start(): void {
    this.#next();
  }

  #next(): void {
    this.#sent++;
    this.#sentAt.set(this.#sent, this.#clock.monotonic());
    const isLast = this.#sent >= this.#request.count;
    // The timer first: the answer of a neighbour may come within the call.
    this.#timer = isLast
      ? this.#clock.setTimeout(() => this.#finish(), this.#request.lingerMs)
      : this.#clock.setTimeout(() => this.#next(), this.#request.intervalMs);
    this.#send(this.#sent);
  }

  event(event: PingEvent): void {
    const sentAt = this.#sentAt.get(event.sequence);
    if (sentAt === undefined) return;
    if (event.kind === 'error') {
      this.#errors++;
      this.#answered.add(event.sequence);
      this.#lines.push(`From ${event.from} icmp_seq=${event.sequence} ${event.text}`);
    } else {
      const ms = this.#clock.monotonic() - sentAt;
      const isDuplicate = this.#answered.has(event.sequence);
      if (isDuplicate) this.#duplicates++;
      else this.#times.push(ms);
      this.#answered.add(event.sequence);
      const { bytes, from, sequence, ttl } = event;
      const end = isDuplicate ? ' (DUP!)' : '';
      this.#lines.push(`${bytes} bytes from ${from}: icmp_seq=${sequence} ttl=${ttl} time=${shortTime(ms)} ms${end}`);
    }
    if (this.#sent >= this.#request.count && this.#answered.size >= this.#sent) this.#finish();
  }

  /** Ends at once with what there is. */
  stop(): void {
    this.#finish();
  }

  #finish(): void {
    if (this.#timer === undefined) return;
    this.#timer.cancel();
    this.#timer = undefined;
    const received = this.#times.length;
    const loss = ((this.#sent - received) * 100) / this.#sent;
    // ping counts to its last request.
    const elapsed = Math.floor((this.#sentAt.get(this.#sent) ?? this.#started) - this.#started);
    this.#lines.push('', `--- ${this.#request.destination} ping statistics ---`);
    this.#lines.push(
      `${this.#sent} packets transmitted, ${received} received, ` +
        `${this.#duplicates > 0 ? `+${this.#duplicates} duplicates, ` : ''}` +
        `${this.#errors > 0 ? `+${this.#errors} errors, ` : ''}${lossText(loss)}% packet loss, time ${elapsed}ms`,
    );
    if (received > 0) this.#lines.push(this.#rtt());
    else this.#lines.push('');
    this.#done({ text: `${this.#lines.join('\n')}\n`, isAnswered: received > 0 });
  }

  #rtt(): string {
    const times = this.#times;
    const mean = times.reduce((sum, time) => sum + time, 0) / times.length;
    const square = times.reduce((sum, time) => sum + time * time, 0) / times.length;
    const deviation = Math.sqrt(Math.max(0, square - mean * mean));
    const parts = [Math.min(...times), mean, Math.max(...times), deviation].map((value) => value.toFixed(3));
    return `rtt min/avg/max/mdev = ${parts.join('/')} ms`;
  }
}

/** Three significant digits below 100 ms, as ping prints single times. */
function shortTime(ms: number): string {
  if (ms >= 99.95) return ms.toFixed(0);
  if (ms >= 9.995) return ms.toFixed(1);
  return ms >= 0.9995 ? ms.toFixed(2) : ms.toFixed(3);
}

/** ping prints the loss with up to six significant digits. */
function lossText(percent: number): string {
  return String(Number(percent.toPrecision(6)));
}
