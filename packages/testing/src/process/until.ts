import { messageOf, TypedError } from '#base';

/** A condition that never came true, with the last thing that was seen instead. */
export class NeverHappened extends TypedError<'never-happened', { readonly what: string; readonly last: string }> {
  constructor(what: string, waitedMs: number, last: string) {
    super('never-happened', `waited ${(waitedMs / 1000).toFixed(1)} s for ${what}; last seen: ${last}`, { what, last });
  }
}

/**
 * Waits until `probe` gives something other than undefined and false, and gives that. A probe that throws counts as "not
 * yet"; what it threw is in the error when the time is up. Tests wait with this and never sleep.
 */
export async function until<T>(
  what: string,
  probe: () => Promise<T | undefined | false> | T | undefined | false,
  { timeoutMs = 15_000, everyMs = 20 }: { readonly timeoutMs?: number; readonly everyMs?: number } = {},
): Promise<T> {
  const started = performance.now();
  let last = 'nothing';
  for (;;) {
    try {
      const value = await probe();
      if (value !== undefined && value !== false) return value;
      last = String(value);
    } catch (error) {
      last = messageOf(error);
    }
    const waited = performance.now() - started;
    if (waited > timeoutMs) throw new NeverHappened(what, waited, last);
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}
