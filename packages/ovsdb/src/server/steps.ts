/** Work that is done piece by piece, so that others are served between: each step takes a fraction of a millisecond. */

/** The result comes with the last step. */
export type Steps<T> = Generator<undefined, T>;

/** Rows between two steps. */
export const STEP_ROWS = 200;

/** Does all that is left. */
export function finish<T>(steps: Steps<T>): T {
  let step = steps.next();
  while (step.done !== true) step = steps.next();
  return step.value;
}
