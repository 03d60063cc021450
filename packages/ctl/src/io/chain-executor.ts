/**
 * Runs chains of commands on a replica until a transaction with what they did succeeds, and waits for the daemons where
 * that was asked for. Before it: a parsed command line. After it: text for the terminal. One serves many chains.
 */
import { type Clock, type Uuid, uuidFromBytes } from '#base';
import { directoriesOf, type Log, systemClock, systemRandom } from '#daemon';
import type { Replica, TransactionOutcome } from '#ovsdb/client';
import { isJsonArray, isJsonObject, type Json, type OvsdbError, stringifyJson } from '#ovsdb/notation';
import { type ChainResult, printedText, runChain } from '../chain-run.js';
import type { Call } from '../command.js';
import { CommandError } from '../command-error.js';
import type { TableStyle } from '../output/table-output.js';
import type { Acknowledgement, CtlProgram } from '../program.js';
import { columnValue } from '../row.js';
import type { ChangeSignal } from './change-signal.js';

/** One command line, understood. */
export interface ChainRequest {
  readonly calls: readonly Call[];
  readonly style: TableStyle;
  readonly acknowledgement: Acknowledgement | undefined;
  readonly dryRun: boolean;
  readonly oneline: boolean;
  /** The command line for the comment of the transaction. */
  readonly text: string;
}

/** Where text goes as it comes. */
export interface ChainTerminal {
  out(text: string): void;
  /** A message, without the program's name and line end. */
  complain(text: string): void;
}

export class ChainExecutor {
  readonly #program: CtlProgram;
  readonly #name: string;
  readonly #log: Log;
  readonly #replica: Replica;
  readonly #signal: ChangeSignal;
  readonly #clock: Clock = systemClock;
  readonly #newUuid = (): Uuid => uuidFromBytes(systemRandom(16));

  constructor(program: CtlProgram, name: string, log: Log, replica: Replica, signal: ChangeSignal) {
    this.#program = program;
    this.#name = name;
    this.#log = log;
    this.#replica = replica;
    this.#signal = signal;
  }

  /** Rejects with `CommandError`, `ExitRequest`, or what ended the replica. */
  async execute(request: ChainRequest, terminal: ChainTerminal): Promise<void> {
    const { calls, acknowledgement, dryRun } = request;
    for (;;) {
      const changed = this.#signal.next();
      const result = runChain(calls, {
        source: this.#replica,
        newUuid: this.#newUuid,
        style: request.style,
        root: this.#program.root,
        warn: (module, warning) => this.#log.module(module).warn(warning),
        fail: (module, problem) => this.#log.module(module).error(problem),
      });
      if (result.isComplete) {
        const waited = dryRun ? undefined : this.#prepareWait(result, calls, acknowledgement);
        const sent = this.#clock.now();
        const outcome = dryRun ? undefined : await this.#commit(result, request.text);
        if (outcome?.status !== 'try-again') {
          if (outcome?.status === 'error') throw new CommandError(this.#transactionError(outcome.error));
          terminal.out(printedText(result.outputs, { oneline: request.oneline }));
          if (waited !== undefined && outcome?.status === 'success') {
            await this.#acknowledged(result, outcome, waited, sent, terminal);
          }
          return;
        }
      }
      await changed;
    }
  }

  /** Adds the increment of the acknowledgement's counter, where there is something to wait for. */
  #prepareWait(
    result: ChainResult,
    calls: readonly Call[],
    acknowledgement: Acknowledgement | undefined,
  ): Acknowledgement | undefined {
    const isForced = calls.some((call) => call.command.forcesWait === true);
    if (acknowledgement === undefined || (result.draft.isEmpty && !isForced)) return undefined;
    result.draft.incrementColumn(this.#program.root, result.root, acknowledgement.counter, 1);
    return acknowledgement;
  }

  #commit({ draft }: ChainResult, text: string): Promise<TransactionOutcome> {
    const transaction = this.#replica.transaction(`${this.#name}: ${text}`);
    if (!draft.isEmpty) for (const operation of draft.operations()) transaction.raw(operation);
    return transaction.commit();
  }

  #transactionError(error: OvsdbError | undefined): string {
    const json: Json = error === undefined ? null : transactionErrorJson(error);
    const text = `transaction error: ${stringifyJson(json, 'sorted')}`;
    this.#log.module('ovsdb_idl').warn(text);
    return text;
  }

  async #acknowledged(
    result: ChainResult,
    outcome: TransactionOutcome,
    { counter, acknowledged, times = [] }: Acknowledgement,
    sent: number,
    terminal: ChainTerminal,
  ): Promise<void> {
    const { root, aftermath, family } = this.#program;
    const wanted = counterIn(outcome.results[result.draft.lastIndex], counter);
    for (;;) {
      const changed = this.#signal.next();
      const [row] = this.#replica.rows(root);
      if (row !== undefined && Number(columnValue(root, row, acknowledged)) >= wanted) break;
      await changed;
    }
    const [row] = this.#replica.rows(root);
    if (times.length > 0 && row !== undefined) {
      terminal.out(`Time spent on processing ${counter} ${wanted}:\n`);
      for (const { label, column } of times) {
        const reached = Number(columnValue(root, row, column));
        // No chassis, no time at which the last one was ready.
        if (reached > 0) terminal.out(`\t${label}${reached - sent}ms\n`);
      }
    }
    if (aftermath === undefined) return;
    const lines = aftermath.lines(this.#replica, result.draft.newRows(), { directory: directoriesOf(family).log });
    for (const each of lines) terminal.complain(each);
  }
}

function counterIn(result: Json | undefined, counter: string): number {
  const rows = isJsonObject(result) ? result['rows'] : undefined;
  const row = isJsonArray(rows) ? rows[0] : undefined;
  return isJsonObject(row) ? Number(row[counter]) : 0;
}

function transactionErrorJson(error: OvsdbError): Json {
  return {
    ...(error.details === undefined ? {} : { details: error.details }),
    error: error.error,
    ...(error.syntax === undefined ? {} : { syntax: error.syntax }),
  };
}
