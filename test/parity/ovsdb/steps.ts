/** Random things that clients do: transactions on a schema, right and wrong ones, ones that wait, monitors and locks. */
import fc from 'fast-check';
import type { DatabaseSchema, Json } from '#ovsdb/notation';
import { RandomMonitors, type Request } from './random-monitors.js';
import { RandomOperations, spoiled } from './random-operations.js';
import { WRONG } from './random-values.js';

/** One request of one of a few clients; or `cancel`, whose param says how many steps ago the canceled request was. */
export interface Step extends Request {
  readonly client: number;
  /** The params' text, where a `Json` cannot hold it (numbers written in odd ways). */
  readonly text?: string;
  /** It is answered by and by, without another's doing. */
  readonly isAwaited?: true;
}

export const CLIENTS = 3;

/** Up to a dozen requests of any kind on a schema, most of them transactions, on some rows and monitors to begin with. */
export function randomSteps(schema: DatabaseSchema): fc.Arbitrary<Step[]> {
  const operations = new RandomOperations(schema);
  const first = operations
    .beginnings()
    .map((transactions) => transactions.map((params): Step => ({ client: 0, method: 'transact', params })));
  const watch = new RandomMonitors(operations).monitor().map((request): Step => ({ client: 1, ...request }));
  return fc
    .tuple(first, fc.array(watch, { maxLength: 2 }), fc.array(randomStep(operations), { minLength: 1, maxLength: 12 }))
    .map(([beginning, monitors, steps]) => [...beginning, ...monitors, ...steps]);
}

function randomStep(operations: RandomOperations): fc.Arbitrary<Step> {
  const monitors = new RandomMonitors(operations);
  const transact = (params: fc.Arbitrary<Json>) =>
    params.map((each): Request => ({ method: 'transact', params: each }));
  const right = fc.oneof(
    { weight: 24, arbitrary: transact(operations.transaction()) },
    { weight: 2, arbitrary: transact(operations.waiting()) },
    { weight: 1, arbitrary: cancel },
    { weight: 4, arbitrary: monitors.monitor() },
    { weight: 3, arbitrary: monitors.change() },
    { weight: 1, arbitrary: monitors.cancel() },
    { weight: 2, arbitrary: lock },
    { weight: 1, arbitrary: other },
  );
  const any = fc.oneof({ weight: 40, arbitrary: right }, { weight: 1, arbitrary: right.chain(wrong) });
  return fc.tuple(fc.nat(CLIENTS - 1), any).map(([client, request]) => ({ client, ...request }));
}

const cancel = fc.integer({ min: 1, max: 4 }).map((back): Request => ({ method: 'cancel', params: [back] }));

const lock = fc
  .tuple(fc.constantFrom('lock', 'lock', 'steal', 'unlock', 'unlock'), fc.constantFrom('l1', 'l2', 'l1', 'l2', '5'))
  .map(([method, name]): Request => ({ method, params: [name] }));

const other = fc.constantFrom<Request>(
  { method: 'list_dbs', params: [] },
  { method: 'get_server_id', params: [] },
  { method: 'set_db_change_aware', params: [true] },
  { method: 'echo', params: [null, { a: [1] }] },
  { method: 'odd', params: [] },
);

/** The request with its params too short, too long or wrong in one place. */
function wrong({ method, params }: Request): fc.Arbitrary<Request> {
  // ovsdb-server ends with a fault where params of monitors are too few.
  const isFragile = method.startsWith('monitor') || method === 'cancel';
  if (!Array.isArray(params) || isFragile) return fc.constant({ method, params });
  const given: readonly Json[] = params;
  return fc.oneof(
    fc.constant<Request>({ method, params: given.slice(0, -1) }),
    fc.constant<Request>({ method, params: [...given, 'more'] }),
    WRONG.map((each): Request => ({ method, params: [each, ...given.slice(1)] })),
    spoiled(given[1] ?? null).map((each): Request => ({ method, params: [given[0] ?? null, each, ...given.slice(2)] })),
  );
}
