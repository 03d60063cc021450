/** Datapaths as command lines name them: by name, second name, northbound or southbound uuid or its beginning. */
import { type Draft, findRowIfAny } from '#ctl';
import { Datapath_Binding, type DatapathBindingRow, southbound } from '#schemas/southbound';
import { namings } from './namings.js';

const catalog = { database: southbound, namings };

/** The datapath that `text` means; undefined for none. Throws when it may be one of several. */
export function datapathNamed(draft: Draft, text: string): DatapathBindingRow | undefined {
  const row = findRowIfAny(catalog, draft, Datapath_Binding, text);
  return row === undefined ? undefined : draft.rows(Datapath_Binding).find(({ _uuid }) => _uuid === row._uuid);
}
