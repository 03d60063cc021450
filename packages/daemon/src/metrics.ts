/** What a daemon counts and times about itself: `memory/show`, `coverage/show`, `stopwatch/show`. */
import type { Clock } from './clock.js';

export interface Metrics {
  /** Adds to an event counter of `coverage/show`. */
  count(event: string, by?: number): void;
  /** Times one run of `action` under the name of a stopwatch. */
  time<T>(stopwatch: string, action: () => T): T;
  /** Adds one sample, in milliseconds, to a stopwatch. */
  sample(stopwatch: string, milliseconds: number): void;
  /** Gives the figures of `memory/show`, asked for at each call. */
  memory(figures: () => Readonly<Record<string, number>>): void;
}

interface Stopwatch {
  samples: number;
  maximum: number;
  minimum: number;
  /** The newest samples, for the 95th percentile. */
  readonly recent: number[];
  shortAverage: number;
  longAverage: number;
}

interface Counter {
  total: number;
  /** Totals at the ends of past periods: [time in ms, total], oldest first, over the last hour. */
  readonly marks: (readonly [number, number])[];
}

const recentLimit = 1000;
const shortWeight = 50;
const longWeight = 1;
const markEvery = 5000;

export class MetricsTable implements Metrics {
  readonly #clock: Clock;
  readonly #counters = new Map<string, Counter>();
  readonly #stopwatches = new Map<string, Stopwatch>();
  readonly #memory: (() => Readonly<Record<string, number>>)[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  count(event: string, by = 1): void {
    let counter = this.#counters.get(event);
    if (counter === undefined) {
      counter = { total: 0, marks: [] };
      this.#counters.set(event, counter);
    }
    const now = this.#clock.monotonic();
    const last = counter.marks.at(-1);
    if (last === undefined || now - last[0] >= markEvery) {
      counter.marks.push([now, counter.total]);
      while ((counter.marks[0]?.[0] ?? now) < now - 3_605_000) counter.marks.shift();
    }
    counter.total += by;
  }

  time<T>(stopwatch: string, action: () => T): T {
    const started = this.#clock.monotonic();
    try {
      return action();
    } finally {
      this.sample(stopwatch, this.#clock.monotonic() - started);
    }
  }

  sample(name: string, milliseconds: number): void {
    const watch = this.#stopwatches.get(name);
    if (watch === undefined) {
      this.#stopwatches.set(name, {
        samples: 1,
        maximum: milliseconds,
        minimum: milliseconds,
        recent: [milliseconds],
        shortAverage: milliseconds,
        longAverage: milliseconds,
      });
      return;
    }
    watch.samples++;
    watch.maximum = Math.max(watch.maximum, milliseconds);
    watch.minimum = Math.min(watch.minimum, milliseconds);
    watch.recent.push(milliseconds);
    if (watch.recent.length > recentLimit) watch.recent.shift();
    watch.shortAverage += ((milliseconds - watch.shortAverage) * shortWeight) / 100;
    watch.longAverage += ((milliseconds - watch.longAverage) * longWeight) / 100;
  }

  memory(figures: () => Readonly<Record<string, number>>): void {
    this.#memory.push(figures);
  }

  /** The text of `memory/show`: `name:value` by name, on one line. */
  showMemory(): string {
    const figures = this.#memory.flatMap((give) => Object.entries(give()));
    figures.sort(([a], [b]) => (a < b ? -1 : 1));
    return figures.length === 0 ? '' : `${figures.map(([name, value]) => `${name}:${value}`).join(' ')}\n`;
  }

  /** The text of `coverage/show`. */
  showCoverage(): string {
    const now = this.#clock.monotonic();
    const rate = (counter: Counter, seconds: number, digits: number) =>
      (this.#since(counter, now - seconds * 1000) / seconds).toFixed(digits);
    const lines = [...this.#counters]
      .filter(([, counter]) => counter.total > 0)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(
        ([name, counter]) =>
          `${name.padEnd(24)} ${rate(counter, 5, 1).padStart(5)}/sec ${rate(counter, 60, 3).padStart(9)}/sec    ` +
          `${rate(counter, 3600, 4).padStart(10)}/sec   total: ${counter.total}`,
      );
    return ['Event coverage, avg rate over last: 5 seconds, last minute, last hour:', ...lines, ''].join('\n');
  }

  readCounter(name: string): number | undefined {
    return this.#counters.get(name)?.total;
  }

  /** The text of `stopwatch/show` for one stopwatch or all; undefined when there is none of that name. */
  showStopwatches(name?: string): string | undefined {
    const shown = [...this.#stopwatches].filter(([each]) => name === undefined || each === name);
    if (name !== undefined && shown.length === 0) return undefined;
    return shown.map(([each, watch]) => describe(each, watch)).join('');
  }

  /** Forgets the samples of one stopwatch or of all; false when there is none of that name. */
  resetStopwatches(name?: string): boolean {
    if (name !== undefined) return this.#stopwatches.delete(name);
    this.#stopwatches.clear();
    return true;
  }

  /** How often the event came since `moment`, to the precision of the marks. */
  #since(counter: Counter, moment: number): number {
    const mark = counter.marks.findLast(([time]) => time <= moment) ?? counter.marks[0];
    return counter.total - (mark?.[1] ?? 0);
  }
}

function describe(name: string, watch: Stopwatch): string {
  const sorted = watch.recent.toSorted((a, b) => a - b);
  const percentile = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * 0.95))] ?? 0;
  return [
    `Statistics for '${name}'`,
    `  Total samples: ${watch.samples}`,
    `  Maximum: ${Math.round(watch.maximum)} msec`,
    `  Minimum: ${Math.round(watch.minimum)} msec`,
    `  95th percentile: ${percentile.toFixed(6)} msec`,
    `  Short term average: ${watch.shortAverage.toFixed(6)} msec`,
    `  Long term average: ${watch.longAverage.toFixed(6)} msec`,
    '',
  ].join('\n');
}
