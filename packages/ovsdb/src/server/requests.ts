/** The methods of RFC 7047 4.1 and ovsdb-server(7) 4.1: each checks its params and answers through the session. */
import { parseUuid, ZERO_UUID } from '#base';
import {
  isId,
  isJsonObject,
  type Json,
  type JsonArray,
  OvsdbError,
  parseSchema,
  stringifyJson,
  syntaxError,
} from '#ovsdb/notation';
import type { Database } from './database.js';
import type { Piece } from './listing.js';
import { indexesFor } from './monitor/indexes.js';
import { Monitor } from './monitor/monitor.js';
import type { Form } from './monitor/selection.js';
import { errorReply, replyPieces, replyText, storeFailure } from './reply.js';
import type { Service } from './service.js';
import type { Session } from './session.js';

interface Call {
  readonly service: Service;
  readonly session: Session;
  readonly method: string;
  readonly params: JsonArray;
  readonly idText: string;
}

type Method = (call: Call) => void;

const LOCKS_REFUSED = 'lock and unlock methods not allowed, DB server is read only.';

const METHODS: ReadonlyMap<string, Method> = new Map<string, Method>([
  ['transact', transact],
  ['echo', ({ session, idText, params }) => session.hold(replyText(idText, stringifyJson(params)))],
  ['monitor', (call) => monitor(call, 'update')],
  ['monitor_cond', (call) => indexed(call, () => monitor(call, 'update2'))],
  ['monitor_cond_since', (call) => indexed(call, () => monitor(call, 'update3'))],
  ['monitor_cond_change', (call) => indexed(call, () => monitorChange(call))],
  ['monitor_cancel', monitorCancel],
  ['lock', (call) => unlessReadOnly(call, lock)],
  ['steal', (call) => unlessReadOnly(call, lock)],
  ['unlock', (call) => unlessReadOnly(call, unlock)],
  [
    'list_dbs',
    ({ service, session, idText }) => session.hold(replyText(idText, stringifyJson(service.databaseNames()))),
  ],
  ['get_schema', (call) => call.session.hold(replyText(call.idText, databaseOf(call).schemaText))],
  ['get_server_id', ({ service, session, idText }) => session.hold(replyText(idText, `"${service.serverId}"`))],
  ['set_db_change_aware', setChangeAware],
  ['convert', convert],
  ['heddle_transactions', transactions],
  ['heddle_rows_before', rowsBefore],
]);

/** Answers one request, now or (a transaction that waits) later. */
export function answer(service: Service, session: Session, method: string, params: JsonArray, idText: string): void {
  const run = METHODS.get(method);
  if (run === undefined || (!service.hasConditions && method.startsWith('monitor_cond'))) {
    session.hold(errorReply(idText, 'unknown method'));
    return;
  }
  const call = { service, session, method, params, idText };
  guarded(call, () => run(call));
}

function guarded({ session, idText }: Call, run: () => void): void {
  try {
    run();
  } catch (error) {
    if (!(error instanceof OvsdbError)) throw error;
    session.hold(errorReply(idText, error));
  }
}

/** Runs it once there are the indexes that its conditions ask for. */
function indexed(call: Call, run: () => void): void {
  const { service, session, method, params } = call;
  const [id = null, , requests = null] = params;
  const database =
    method === 'monitor_cond_change' ? session.monitors.get(stringifyJson(id, 'sorted'))?.database : databaseOf(call);
  const steps = database === undefined ? undefined : indexesFor(database, requests);
  if (steps === undefined) run();
  else service.prepare(session, steps, () => guarded(call, run));
}

/** The database that the first param names. Throws `OvsdbError`. */
function databaseOf({ service, method, params }: Call): Database {
  const [name] = params;
  if (typeof name !== 'string') throw syntaxError(`${method} request params must begin with <db-name>`, params);
  const database = service.database(name);
  if (service.relayed.isExpected(name)) {
    const details = `${method} request specifies database ${name} which is not yet available because it has not completed joining its cluster`;
    throw new OvsdbError('database not available', details);
  }
  if (database === undefined) {
    const details = `${method} request specifies unknown database ${name}`;
    throw new OvsdbError('unknown database', details, stringifyJson(params, 'sorted'));
  }
  return database;
}

function transact(call: Call): void {
  const database = databaseOf(call);
  call.service.transact(call.session, database, call.params.slice(1), call.idText);
}

function monitor(call: Call, form: Form): void {
  const { service, session, params, idText } = call;
  const database = databaseOf(call);
  const expected = form === 'update3' ? 4 : 3;
  if (params.length !== expected) throw syntaxError('invalid parameters', params);
  const [, id = null, requests = null, since = null] = params;
  if (!isJsonObject(requests)) throw syntaxError('monitor-requests must be object', requests);
  const known = stringifyJson(id, 'sorted');
  if (session.monitors.has(known)) throw syntaxError('duplicate monitor ID', id);
  const lastId = form === 'update3' ? parseLastId(since) : undefined;
  const made = new Monitor(database, form, id, requests);
  service.addMonitor(session, made);
  const batch = service.restingOn(database, made.tables());
  session.hold(initialReply(made, idText, lastId), batch, (details) => {
    service.removeMonitor(session, made);
    return errorReply(idText, storeFailure(details));
  });
}

function parseLastId(json: Json): string {
  if (typeof json !== 'string') throw syntaxError('last-txn-id must be string', json);
  const id = parseUuid(json);
  if (id === undefined) throw syntaxError('last-txn-id must be UUID format.', json);
  return id;
}

function initialReply(made: Monitor, idText: string, lastId: string | undefined) {
  if (lastId === undefined) return replyPieces(idText, '', made.initial(), '');
  const { database } = made;
  const missed = lastId === ZERO_UUID ? undefined : database.history.since(lastId);
  const now = database.lastId;
  if (missed !== undefined) return replyText(idText, `[true,"${now}",${made.changesText(missed)}]`);
  return replyPieces(idText, `[false,"${now}",`, made.initial(), ']');
}

function monitorChange({ session, service, params, idText }: Call): void {
  if (params.length !== 3) throw syntaxError('invalid parameters', params);
  const [oldId = null, newId = null, requests = null] = params;
  const oldText = stringifyJson(oldId, 'sorted');
  const newText = stringifyJson(newId, 'sorted');
  const changing = session.monitors.get(oldText);
  if (changing === undefined) throw syntaxError('unknown monitor session', oldId);
  if (newText !== oldText && session.monitors.has(newText)) throw syntaxError('duplicate monitor ID', newId);
  const updates = changing.changeConditions(requests);
  session.monitors.delete(oldText);
  changing.idText = newText;
  session.monitors.set(newText, changing);
  const { database } = changing;
  const onRefused = () => {
    // What was said of the rows is void: the client has to ask again.
    service.removeMonitor(session, changing);
    return undefined;
  };
  const batch = service.restingOn(database, changing.tables());
  if (updates !== undefined) session.hold(changing.notification(updates, database.lastId), batch, onRefused);
  session.hold(replyText(idText, '{}'), batch, (details) => errorReply(idText, storeFailure(details)));
}

function monitorCancel({ service, session, params, idText }: Call): void {
  if (params.length !== 1) {
    session.hold(errorReply(idText, 'invalid parameters'));
    return;
  }
  const found = session.monitors.get(stringifyJson(params[0] ?? null, 'sorted'));
  if (found === undefined) {
    session.hold(errorReply(idText, 'unknown monitor'));
    return;
  }
  service.removeMonitor(session, found);
  session.hold(replyText(idText, '{}'));
}

function unlessReadOnly(call: Call, run: Method): void {
  const { service, session, idText } = call;
  if (service.isReadOnly(session)) session.hold(errorReply(idText, LOCKS_REFUSED));
  else run(call);
}

function lockName({ method, params }: Call): string {
  const [name] = params;
  if (params.length !== 1 || typeof name !== 'string' || !isId(name)) {
    throw syntaxError(`${method} request params must be <id>`, params);
  }
  return name;
}

function lock(call: Call): void {
  const { service, session, method, params, idText } = call;
  const name = lockName(call);
  if (service.locks.hasAsked(name, session)) throw syntaxError(`must issue "unlock" before new "${method}"`, params);
  let isOwner = true;
  if (method === 'steal') {
    // What asserted it is to be through.
    service.finishTransactions();
    service.locks.steal(name, session);
  } else isOwner = service.locks.lock(name, session);
  session.hold(replyText(idText, `{"locked":${isOwner}}`));
}

function unlock(call: Call): void {
  const { service, session, params, idText } = call;
  const name = lockName(call);
  if (!service.locks.hasAsked(name, session)) {
    throw syntaxError('unlock: "unlock" without "lock" or "steal"', params);
  }
  session.hold(replyText(idText, '{}'));
  service.locks.unlock(name, session);
}

function setChangeAware({ session, params, idText }: Call): void {
  const [aware] = params;
  if (params.length !== 1 || typeof aware !== 'boolean') {
    throw syntaxError('set_db_change_aware: true or false parameter expected', params);
  }
  session.isChangeAware = aware;
  session.hold(replyText(idText, '{}'));
}

function convert(call: Call): void {
  const { service, session, params, idText } = call;
  const database = databaseOf(call);
  if (params.length !== 2) throw syntaxError('array expected', params);
  const schema = parseSchema(params[1] ?? null);
  if (schema.name !== database.name) {
    const names = `new schema name (${schema.name}) does not match database name (${database.name})`;
    throw new OvsdbError('invalid parameters', names);
  }
  const source = service.relayed.sourceOf(database);
  if (source !== undefined) {
    if (session.isReadOnly || session.identity.role !== '') {
      throw new OvsdbError('not allowed', `${database.name} cannot be converted through this remote`);
    }
    service.relayed.forward(session, idText, source, 'convert', params.slice(1));
    return;
  }
  service.convert(database, schema, session);
  session.hold(replyText(idText, '{}'));
  if (!session.isChangeAware) session.dismiss();
}

function transactions(call: Call): void {
  const database = databaseOf(call);
  call.service.past.transactions(database, call.params, call.session, (answer) => tell(call, answer));
}

function rowsBefore(call: Call): void {
  const database = databaseOf(call);
  call.service.past.rowsBefore(database, call.params, call.session, (answer) => tell(call, answer));
}

function tell({ session, idText }: Call, answer: readonly Piece[] | OvsdbError): void {
  session.hold(answer instanceof OvsdbError ? errorReply(idText, answer) : replyPieces(idText, '[', answer, ']'));
}
