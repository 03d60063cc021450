/**
 * Which random requests are compared. A run by itself always takes the same ones, so that who lands a change is told of
 * that change: a wide set of seeds, each with schemas of its own. `--long` draws new seeds; HEDDLE_OVSDB_SEED names some.
 */
export interface Plan {
  /** Each stands for a few random schemas, and for sequences on these. */
  readonly seeds: readonly number[];
  /** Of each seed on each schema. */
  readonly sequences: number;
  readonly isLong: boolean;
}

/** Any would do; the last had found a difference. */
const FIXED = [1, 22, 333, 4444, 55_555, 666_666, 7_777_777, 968_834];
const FEW = 25;
const MANY = 150;
const DRAWN = 5;

/** `draw`: a number from 0 up to its argument. */
export function planOf(env: NodeJS.ProcessEnv, isLong: boolean, draw: (below: number) => number): Plan {
  const named = env['HEDDLE_OVSDB_SEED']?.split(',').map(Number);
  const drawn = () => Array.from({ length: DRAWN }, () => draw(1_000_000));
  const usual = named === undefined && !isLong ? FEW : MANY;
  return {
    seeds: named ?? (isLong ? drawn() : FIXED),
    sequences: Number(env['HEDDLE_OVSDB_SEQUENCES'] ?? usual),
    isLong,
  };
}

/** What to set to have exactly this seed again. */
export function repeats(seed: number, { sequences }: Plan): string {
  return `HEDDLE_OVSDB_SEED=${seed} HEDDLE_OVSDB_SEQUENCES=${sequences}`;
}
