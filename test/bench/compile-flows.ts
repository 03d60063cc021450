/** Compiles the logical flows of a JSON file (rows of Logical_Flow) once and prints how many milliseconds that took. */
import { readFileSync } from 'node:fs';
import {
  type CompileContext,
  compileMatch,
  createSymbolTable,
  type EncodeContext,
  encodeActions,
  parseActions,
  parseMatch,
} from '#logical';

interface Row {
  readonly pipeline: 'ingress' | 'egress';
  readonly table_id: number;
  readonly match: string;
  readonly actions: string;
}

const rows: readonly Row[] = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8'));
const symbols = createSymbolTable();
const keys = new Map<string, number>();
const portKey = (name: string) => {
  const known = keys.get(name);
  if (known === undefined) keys.set(name, keys.size + 1);
  return known ?? keys.size;
};
const sets = { addressSet: () => ['0a:00:00:00:00:01'], portGroup: () => [] };
const network: CompileContext = { portKey, isChassisResident: () => true };

const started = performance.now();
let made = 0;
for (const { pipeline, table_id: table, match, actions } of rows) {
  const parsed = parseActions(actions, {
    symbols,
    pipeline,
    table,
    dhcpOptions: new Map(),
    dhcpv6Options: new Map(),
  });
  const { expr, error } = parseMatch(match, { symbols, sets, prerequisites: parsed.prerequisites });
  if (expr === undefined) throw new Error(`${match}: ${error}`);
  const context: EncodeContext = {
    pipeline,
    datapath: 'switch',
    datapathKey: 1,
    cookie: 0,
    portKey,
    groupId: () => 1,
    meterId: () => 1,
    tunnelPort: () => 1,
    hasCollectorSet: () => false,
    actionBytes: () => new Uint8Array(8),
  };
  made += compileMatch(expr, network).matches.length + encodeActions(parsed.actions, context).length;
}
const took = performance.now() - started;
if (made === 0) throw new Error('nothing was compiled');
process.stdout.write(`${took}\n`);
