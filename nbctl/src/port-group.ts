import { isUuid, parseUuid } from '#base';
import type { Draft } from '#ctl';
import { Port_Group, type PortGroupRow } from '#schemas/northbound';

/** The port group of this uuid or name. */
export function portGroupIfAny(draft: Draft, name: string): PortGroupRow | undefined {
  const id = isUuid(name) ? parseUuid<'Port_Group'>(name) : undefined;
  const row = id === undefined ? undefined : draft.get(Port_Group, id);
  return row ?? draft.rows(Port_Group).find((group) => group.name === name);
}
