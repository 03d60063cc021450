/** Steps of a port on this host, in their order. */
export const STEPS = ['seen', 'claimed', 'flows', 'up'] as const;
export type Step = (typeof STEPS)[number];

/** When a port took each step: milliseconds since 1970. */
export class Timeline {
  readonly #ports = new Map<string, Map<Step, number>>();

  /** Notes a step; only the first time counts until the port is forgotten. */
  note(port: string, step: Step, at: number): void {
    let steps = this.#ports.get(port);
    if (steps === undefined) {
      steps = new Map();
      this.#ports.set(port, steps);
    }
    if (!steps.has(step)) steps.set(step, at);
  }

  forget(port: string): void {
    this.#ports.delete(port);
  }

  /** A line a step: its name, the time, and how long after the first step; undefined for an unknown port. */
  format(port: string): string | undefined {
    const steps = this.#ports.get(port);
    if (steps === undefined) return undefined;
    const first = Math.min(...steps.values());
    return STEPS.flatMap((step) => {
      const at = steps.get(step);
      return at === undefined
        ? [`${step.padEnd(8)}-`]
        : [`${step.padEnd(8)}${new Date(at).toISOString()}  +${at - first} ms`];
    }).join('\n');
  }
}
