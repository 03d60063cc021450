/** Work that is done piece by piece, so that others are served between: each step takes a fraction of a millisecond. */

/** The result comes with the last step. */
export type Steps<T> = Generator<undefined, T>;

/** Rows between two steps. */
export const STEP_ROWS = 200;

/** A list in pieces of at most `STEP_ROWS`: one piece is one step. Short lists, as nearly all are, need no generator. */
export function piecesOf<E>(elements: readonly E[]): readonly (readonly E[])[] {
  if (elements.length < STEP_ROWS) return [elements];
  const pieces: (readonly E[])[] = [];
  for (let at = 0; at < elements.length; at += STEP_ROWS) pieces.push(elements.slice(at, at + STEP_ROWS));
  return pieces;
}

/** True for a piece with which a step ends. */
export function isStep(piece: readonly unknown[]): boolean {
  return piece.length === STEP_ROWS;
}

/** Does all that is left. */
export function finish<T>(steps: Steps<T>): T {
  let step = steps.next();
  while (step.done !== true) step = steps.next();
  return step.value;
}
