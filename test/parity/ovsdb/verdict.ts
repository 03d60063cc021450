/**
 * Whether two answers are the same. Where a request has several faults, which of them a server names first is a matter of
 * its hashing: then both must fail at the same place, and what ours says must have the form of something the other says
 * elsewhere.
 */
import { isJsonArray, isJsonObject, type Json, parseJson, stringifyJson } from '#ovsdb/notation';
import { errorForm } from './normal-form.js';

export class Verdict {
  /** Forms of errors that ovsdb-server was seen to give. */
  readonly #known = new Set<string>();
  /** Forms that ours gave in place of another, with where. */
  readonly #claimed = new Map<string, string>();

  /** `theirs` and `ours`: `reply JSON`. */
  isSameReply(theirs: string, ours: string, where: () => string): boolean {
    const [a, b] = [parseJson(theirs.slice(6)), parseJson(ours.slice(6))];
    for (const error of errorsOf(a)) for (const form of formsOf(error)) this.#known.add(form);
    if (theirs === ours) return true;
    const [left, right] = [errorsOf(a), errorsOf(b)];
    if (left.length === 0 || left.length !== right.length) return false;
    if (stringifyJson(withoutErrors(a)) !== stringifyJson(withoutErrors(b))) return false;
    for (const form of right.flatMap(formsOf)) if (!this.#claimed.has(form)) this.#claimed.set(form, where());
    return true;
  }

  /** Errors of ours that ovsdb-server never gave, and the requests that brought them. */
  unknownForms(): [form: string, where: string][] {
    return [...this.#claimed].filter(([form]) => !this.#known.has(form));
  }
}

function errorsOf(json: Json): Json[] {
  if (isJsonArray(json)) return json.flatMap(errorsOf);
  if (!isJsonObject(json)) return [];
  if (typeof json['error'] === 'string') return [json];
  return Object.values(json).flatMap(errorsOf);
}

function withoutErrors(json: Json): Json {
  if (isJsonArray(json)) return json.map(withoutErrors);
  if (!isJsonObject(json)) return json;
  if (typeof json['error'] === 'string') return 'error';
  return Object.fromEntries(Object.entries(json).map(([name, value]) => [name, withoutErrors(value)]));
}

/** Of rows that agree in an index: what is said of the two of them, in any order. */
const TWO_ROWS = /Rows (\S+, .*) and (\S+, (?:was inserted|existed|had the) .*)$/;

function formsOf(error: Json): string[] {
  if (!isJsonObject(error)) return [String(error)];
  const name = String(error['error']);
  const details = typeof error['details'] === 'string' ? error['details'] : '';
  const [rows = '', ...each] = TWO_ROWS.exec(details) ?? [];
  const form = `${name}: ${errorForm(rows === '' ? details : details.slice(0, -rows.length))}`;
  return [form, ...each.map((row) => `${name}: a row that ${errorForm(row.slice(row.indexOf(',')))}`)];
}
