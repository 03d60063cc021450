/** Gateway chassis by priority, highest first, then by name: the order in which they take over. */
interface Prioritised {
  readonly priority: number | bigint;
  readonly chassis_name: string;
}

export function compareGatewayChassis(a: Prioritised, b: Prioritised): number {
  if (a.priority !== b.priority) return Number(b.priority) - Number(a.priority);
  return a.chassis_name < b.chassis_name ? -1 : 1;
}
