import { messageOf } from '#base';
import type { Engine } from './engine.js';
import type { AnyRow } from './table-ref.js';

const SMALL = 2000;
const EVERY = 100;

/** Makes a row's own content immutable, so that who writes to a row that is an input fails at once. */
export function freezeRow(row: AnyRow): void {
  Object.freeze(row);
  for (const value of Object.values(row)) if (Array.isArray(value)) Object.freeze(value);
}

/**
 * The expensive self-check: no source may throw, and the incremental outcome must be that of a fresh computation (after
 * every commit of a small engine, every hundredth of a big one). Throws what it finds.
 */
export function checkEngine(engine: Engine, rows: number, commit: number): void {
  const [warning] = engine.warnings;
  if (warning !== undefined) {
    throw new Error(`${warning.relation}(${warning.key}): ${messageOf(warning.error)}`, { cause: warning.error });
  }
  if (rows > SMALL && commit % EVERY !== 0) return;
  const differences = engine.recompute();
  if (differences.length > 0) {
    throw new Error(`${differences.length} rows differ from a fresh computation: ${show(differences.slice(0, 3))}`);
  }
}

function show(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) => {
    if (typeof part === 'bigint') return `${part}`;
    if (part instanceof Map) return [...part];
    return part;
  });
}
