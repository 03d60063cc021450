/** Time, handed to everything that needs it: processes give the system's, tests one that they turn themselves. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Milliseconds since some moment, never going back. */
  monotonic(): number;
  /** Calls back once, after `ms` milliseconds at the soonest. */
  setTimeout(callback: () => void, ms: number): Timer;
}

export interface Timer {
  cancel(): void;
}
