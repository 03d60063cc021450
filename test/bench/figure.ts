/** One thing measured with both makes on the same work in the same run. */
export interface Figure {
  readonly suite: string;
  readonly name: string;
  readonly unit: string;
  readonly c: number;
  readonly ours: number;
  /** What ours / C must not exceed, or must reach; undefined where it is for information. */
  readonly target?: { readonly atMost: number } | { readonly atLeast: number };
  /** What ours must not exceed, whatever C does. */
  readonly limit?: number;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? Number.NaN;
}

/** A line for people: name, both figures, the ratio, and whether it is where it should be. */
export function formatFigure(figure: Figure): string {
  const ratio = figure.ours / figure.c;
  const { target, limit } = figure;
  const wanted =
    target === undefined ? '' : 'atMost' in target ? `at most ${target.atMost}` : `at least ${target.atLeast}`;
  const met =
    target === undefined
      ? ''
      : ('atMost' in target ? ratio <= target.atMost : ratio >= target.atLeast)
        ? 'met'
        : 'MISSED';
  const bound = limit === undefined ? '' : `at most ${limit} ${figure.unit} ${figure.ours <= limit ? 'met' : 'MISSED'}`;
  const number = (value: number) => (value >= 100 ? value.toFixed(0) : value.toFixed(2)).padStart(9);
  return `${figure.suite.padEnd(11)}${figure.name.padEnd(40)}${number(figure.c)}${number(figure.ours)} ${figure.unit.padEnd(8)}x${ratio.toFixed(2).padStart(6)}  ${wanted} ${met}${bound}`.trimEnd();
}

/** The same as one line of JSON. */
export function figureToJson(figure: Figure): string {
  return JSON.stringify({ ...figure, ratio: figure.ours / figure.c });
}
