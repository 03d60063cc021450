/** Runs command lines of a tool on rows in memory, without server or process: what the tests of commands use. */
import { messageOf, type Uuid, uuidFromBytes } from '#base';
import { parseCommandLine } from '#daemon';
import type { Json } from '#ovsdb/notation';
import type { AnyTable, Row, UuidOf } from '#schemas';
import { needsOf, printedText, runChain } from './chain-run.js';
import type { Command } from './command.js';
import { parseChain } from './command-chain.js';
import { databaseCommands } from './database/commands.js';
import type { RowSource } from './draft.js';
import { allOptions, commandOptionsOf, tableStyleOf } from './options.js';
import type { CtlProgram } from './program.js';

/** What a command line came to: its output, `waits` when it would wait, or `error: MESSAGE`; and what it would send. */
export interface SessionOutcome {
  readonly text: string;
  readonly operations: readonly Json[];
}

class MemoryRows implements RowSource {
  readonly #tables: ReadonlyMap<string, ReadonlyMap<Uuid, object>>;

  constructor(tables: ReadonlyMap<string, ReadonlyMap<Uuid, object>>) {
    this.#tables = tables;
  }

  rows<T extends AnyTable>(table: T): readonly Row<T>[] {
    // Rows of a table come from drafts of the same table.
    return [...(this.#tables.get(table.name)?.values() ?? [])] as readonly Row<T>[];
  }

  get<T extends AnyTable>(table: T, id: UuidOf<T>): Row<T> | undefined {
    return this.#tables.get(table.name)?.get(id) as Row<T> | undefined;
  }
}

export class MemorySession {
  readonly #program: CtlProgram;
  readonly #commands: ReadonlyMap<string, Command>;
  #rows: RowSource = new MemoryRows(new Map());
  #nextUuid = 1;

  constructor(program: CtlProgram) {
    this.#program = program;
    const groups = [...program.groups, { heading: '', commands: databaseCommands(program.catalog) }];
    this.#commands = new Map(groups.flatMap(({ commands }) => commands.map((command) => [command.name, command])));
  }

  /** Runs one command line. Rows get the uuids 00000001-..., 00000002-... in the order in which they are made. */
  run(words: readonly string[]): SessionOutcome {
    const warnings: string[] = [];
    try {
      const specs = allOptions(this.#program.options, this.#commands.values());
      const line = parseCommandLine(words, specs, { stopAtOperand: true, wording: 'plain' });
      const calls = parseChain(line.operands, commandOptionsOf(line, this.#program.options), this.#commands);
      needsOf(calls, []);
      const result = runChain(calls, {
        source: this.#rows,
        newUuid: () => uuidFromBytes(numberBytes(this.#nextUuid++)),
        style: tableStyleOf(line),
        root: this.#program.root,
        warn: (module, text) => warnings.push(`${module}|WARN|${text}\n`),
        fail: (module, text) => warnings.push(`${module}|ERR|${text}\n`),
      });
      if (!result.isComplete) return { text: 'waits', operations: [] };
      const tables = Object.values(this.#program.catalog.database.tables);
      this.#rows = new MemoryRows(
        new Map(tables.map((table) => [table.name, new Map(result.draft.rows(table).map((row) => [row._uuid, row]))])),
      );
      const text = warnings.join('') + printedText(result.outputs, { oneline: false });
      return { text, operations: result.draft.operations() };
    } catch (error) {
      return { text: `${warnings.join('')}error: ${messageOf(error)}`, operations: [] };
    }
  }
}

function numberBytes(value: number): Uint8Array {
  const bytes = new Uint8Array(16);
  new DataView(bytes.buffer).setUint32(0, value);
  return bytes;
}
