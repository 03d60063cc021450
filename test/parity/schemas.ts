/** The declared schemas against the installed .ovsschema files: every member, version and cksum included. */
import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { type DatabaseSchema, parseJson, parseSchema, stringifyJson, tableToJson } from '#ovsdb/notation';
import { northbound } from '#schemas/northbound';
import { openVswitch } from '#schemas/open-vswitch';
import { southbound } from '#schemas/southbound';
import type { ParityReport } from './report.js';

const INSTALLED = [
  { database: northbound, file: '/usr/share/ovn/ovn-nb.ovsschema' },
  { database: southbound, file: '/usr/share/ovn/ovn-sb.ovsschema' },
  { database: openVswitch, file: '/usr/share/openvswitch/vswitch.ovsschema' },
];

export async function run(report: ParityReport): Promise<void> {
  for (const { database, file } of INSTALLED) {
    compare(report, database.schema, parseSchema(parseJson(readFileSync(file, 'utf8'))));
  }
}

function compare(report: ParityReport, ours: DatabaseSchema, theirs: DatabaseSchema): void {
  for (const part of ['name', 'version', 'cksum'] as const) {
    if (ours[part] === theirs[part]) report.ok(`${theirs.name} ${part} ${theirs[part]}`);
    else report.differ(`${theirs.name} ${part}`, `${ours[part]} instead of ${theirs[part]}`);
  }
  for (const name of new Set([...ours.tables.keys(), ...theirs.tables.keys()])) {
    const ourTable = ours.tables.get(name);
    const theirTable = theirs.tables.get(name);
    if (isDeepStrictEqual(ourTable, theirTable)) report.ok(`${theirs.name} ${name}`);
    else {
      const [our, their] = [ourTable, theirTable].map((table) =>
        table === undefined ? 'absent' : stringifyJson(tableToJson(table), 'sorted'),
      );
      report.differ(`${theirs.name} ${name}`, `ours:   ${our}\ntheirs: ${their}`);
    }
  }
}
