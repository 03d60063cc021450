/** Runs a chain of commands on a draft. Before it: command-chain.ts. After it: the transaction, then what was printed. */
import type { Uuid } from '#base';
import type { AnyTable } from '#schemas';
import { type Call, type CommandContext, CommandOutput, type Need } from './command.js';
import { Draft, type RowSource } from './draft.js';
import { onOneLine } from './oneline.js';
import { TableOutput, type TableStyle } from './output/table-output.js';
import { RowNames } from './row-names.js';

export interface ChainOptions {
  readonly source: RowSource;
  readonly newUuid: () => Uuid;
  readonly style: TableStyle;
  readonly root: AnyTable;
  readonly warn: CommandContext['warn'];
  readonly fail: CommandContext['fail'];
}

export interface ChainResult {
  /** False when a command waits for the database to change: nothing is to be committed. */
  readonly isComplete: boolean;
  readonly draft: Draft;
  readonly outputs: readonly CommandOutput[];
  readonly root: Uuid;
}

/** Throws `CommandError`, `ExitRequest`. */
export function runChain(calls: readonly Call[], options: ChainOptions): ChainResult {
  const draft = new Draft(options.source, options.newUuid);
  const names = new RowNames(options.newUuid);
  const tables = new TableOutput(options.style);
  const outputs: CommandOutput[] = [];
  const root = ensureRoot(draft, options.root);
  for (const call of calls) {
    const output = new CommandOutput();
    const outcome = call.command.run(call, { draft, names, output, tables, warn: options.warn, fail: options.fail });
    if (outcome === 'wait') return { isComplete: false, draft, outputs, root };
    outputs.push(output);
  }
  names.checkAll();
  return { isComplete: true, draft, outputs, root };
}

function ensureRoot(draft: Draft, table: AnyTable): Uuid {
  const [row] = draft.rows(table);
  if (row !== undefined) return row._uuid;
  draft.verifyEmpty(table);
  return draft.insert(table, {});
}

/** What the whole chain prints. */
export function printedText(outputs: readonly CommandOutput[], mode: { readonly oneline: boolean }): string {
  return outputs.map((output) => output.tableText ?? (mode.oneline ? onOneLine(output.text) : output.text)).join('');
}

/** The columns that all calls need together, each table once. Throws `CommandError` for arguments that name none. */
export function needsOf(calls: readonly Call[], more: readonly Need[]): readonly Need[] {
  const tables = new Map<AnyTable, Set<string>>();
  for (const { table, columns } of [...more, ...calls.flatMap((call) => call.command.needs(call))]) {
    const known = tables.get(table) ?? new Set<string>();
    tables.set(table, known);
    for (const column of columns) known.add(column);
  }
  return [...tables].map(([table, columns]) => ({ table, columns: [...columns] }));
}
