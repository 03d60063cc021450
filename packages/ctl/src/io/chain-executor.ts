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
import { Draft } from '../draft.js';
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
    const ids = new RepeatedIds(this.#newUuid);
    let unanswered: ChainResult | undefined;
    for (;;) {
      const changed = this.#signal.next();
      if (unanswered?.draft.isCarriedOut === true) return this.#concludeUnanswered(unanswered, request, terminal);
      ids.rewind();
      const result = runChain(calls, {
        source: this.#replica,
        newUuid: () => ids.next(),
        style: request.style,
        root: this.#program.root,
        warn: (module, warning) => this.#log.module(module).warn(warning),
        fail: (module, problem) => this.#log.module(module).error(problem),
      });
      if (result.isComplete) {
        const waited = dryRun ? undefined : this.#prepareWait(result, calls, acknowledgement);
        const sent = this.#clock.now();
        const outcome = dryRun ? undefined : await this.#commit(result.draft, request.text);
        if (outcome?.status === 'try-again') {
          if (outcome.error?.error !== 'timed out') unanswered = result;
          // A relay without its source: it keeps the next attempt until the source is back.
          if (outcome.error?.error === 'canceled') continue;
        } else {
          if (outcome?.error?.error === 'duplicate uuid' && unanswered !== undefined) {
            return this.#concludeUnanswered(unanswered, request, terminal);
          }
          if (outcome?.status === 'error') throw new CommandError(this.#transactionError(outcome.error));
          terminal.out(printedText(result.outputs, { oneline: request.oneline }));
          if (waited !== undefined && outcome?.status === 'success') {
            const wanted = counterIn(outcome.results[result.draft.lastIndex], waited.counter);
            await this.#acknowledged(wanted, result.draft.newRows(), waited, sent, terminal);
          }
          return;
        }
      }
      await changed;
    }
  }

  /**
   * Ends a chain whose transaction was carried out though its answer got lost. What the daemons are to acknowledge is asked
   * for anew: the counter is the later one then.
   */
  async #concludeUnanswered(
    { draft, outputs, root }: ChainResult,
    { acknowledgement, oneline, text }: ChainRequest,
    terminal: ChainTerminal,
  ): Promise<void> {
    terminal.out(printedText(outputs, { oneline }));
    if (acknowledgement === undefined) return;
    for (;;) {
      const changed = this.#signal.next();
      const again = new Draft(this.#replica, this.#newUuid);
      again.incrementColumn(this.#program.root, root, acknowledgement.counter, 1);
      const sent = this.#clock.now();
      const outcome = await this.#commit(again, text);
      if (outcome.status === 'error') throw new CommandError(this.#transactionError(outcome.error));
      if (outcome.status === 'success') {
        const wanted = counterIn(outcome.results[again.lastIndex], acknowledgement.counter);
        return this.#acknowledged(wanted, draft.newRows(), acknowledgement, sent, terminal);
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

  #commit(draft: Draft, text: string): Promise<TransactionOutcome> {
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
    wanted: number,
    newRows: ReadonlySet<Uuid>,
    { counter, acknowledged, times = [] }: Acknowledgement,
    sent: number,
    terminal: ChainTerminal,
  ): Promise<void> {
    const { root, aftermath, family } = this.#program;
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
    const lines = aftermath.lines(this.#replica, newRows, { directory: directoriesOf(family).log });
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

/** The same uuids in each attempt: what an attempt whose answer got lost has made is recognised, and never made twice. */
class RepeatedIds {
  readonly #make: () => Uuid;
  readonly #made: Uuid[] = [];
  #next = 0;

  constructor(make: () => Uuid) {
    this.#make = make;
  }

  rewind(): void {
    this.#next = 0;
  }

  next(): Uuid {
    const id = this.#made[this.#next] ?? this.#make();
    this.#made[this.#next++] = id;
    return id;
  }
}
