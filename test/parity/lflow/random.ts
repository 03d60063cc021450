/** A small generator of numbers below `count`: enough to choose cases, and the same everywhere for the same seed. */
export function randomFrom(seed: number): (count: number) => number {
  let state = seed >>> 0 || 1;
  return (count) => {
    state ^= state << 13;
    state >>>= 0;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state % count;
  };
}

/** What generators of cases ask for. */
export class Random {
  /** From 0 to less than `count`. */
  readonly below: (count: number) => number;

  constructor(seed: number) {
    this.below = randomFrom(Math.imul(seed + 1, 0x9e3779b1));
    // Seeds side by side shall not begin alike.
    for (let i = 0; i < 8; i++) this.below(2);
  }

  /** True once in so many times. */
  oneIn(count: number): boolean {
    return this.below(count) === 0;
  }

  pick<T>(list: readonly T[]): T {
    const item = list[this.below(list.length)];
    if (item === undefined) throw new Error('nothing to pick from');
    return item;
  }

  /** A number of so many bits. */
  bits(count: number): bigint {
    let value = 0n;
    for (let left = count; left > 0; left -= 16) value = (value << 16n) | BigInt(this.below(0x10000));
    return value & ((1n << BigInt(count)) - 1n);
  }
}
