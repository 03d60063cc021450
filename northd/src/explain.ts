/** Why a logical flow exists: the rule that made it and the northbound rows it was made for. */
import type { Replica } from '#ovsdb/client';
import { northbound } from '#schemas/northbound';
import type { Northd } from './northd.js';

const SHOWN = 10;

/** `flow` is a Logical_Flow UUID, its first digits, or an OpenFlow cookie (`0x` and the first eight digits). */
export function explainFlow(northd: Northd, nb: Replica, flow: string): string {
  const digits = flow.toLowerCase().replace(/^cookie=/, '');
  const prefix = digits.startsWith('0x') ? digits.slice(2).padStart(8, '0') : digits;
  const found = prefix === '' ? undefined : northd.southbound.flows.findRow(prefix);
  if (found === undefined) throw new Error(`${flow}: no logical flow of this northd has this UUID or cookie`);
  const { stage, priority, match, actions } = found;
  const lines = [
    `table=${stage.table} (${stage.name}), priority=${priority}, match=(${match}), action=(${actions})`,
    ...[...found.flows]
      .slice(0, SHOWN)
      .flatMap(({ source, datapath, hint }) => [
        `  rule ${source} in ${describe(nb, datapath)}`,
        ...(hint === undefined || hint === datapath ? [] : [`    for ${describe(nb, hint)}`]),
      ]),
  ];
  const rest = found.flows.size - SHOWN;
  if (rest > 0) lines.push(`  and in ${rest} more datapaths`);
  return `${lines.join('\n')}\n`;
}

/** Table, name and UUID of a northbound row. */
function describe(nb: Replica, id: string): string {
  for (const table of Object.values(northbound.tables)) {
    for (const row of nb.rows(table)) {
      if (row._uuid !== id) continue;
      const name: unknown = Reflect.get(row, 'name') ?? Reflect.get(row, 'ip_prefix') ?? Reflect.get(row, 'match');
      return typeof name === 'string' && name !== '' ? `${table.name} "${name}" (${id})` : `${table.name} ${id}`;
    }
  }
  return id;
}
