/**
 * Reads the members of a JSON object the way ovsdb-server does: each is required or optional and of a JSON type, and
 * none may be left over. Errors name the object ("Parsing ovsdb operation 1 of 2 failed: ...").
 */
import { isId } from './atom.js';
import { isJsonArray, isJsonObject, type Json, type JsonArray, type JsonObject } from './json.js';
import { OvsdbError, syntaxError } from './ovsdb-error.js';

export class MemberReader {
  readonly #json: JsonObject;
  readonly #what: string;
  /** Members that were asked for: a few. */
  readonly #used: string[] = [];

  /** `what` as in "Parsing `what` failed". Throws OvsdbError when `json` is no object. */
  constructor(json: Json, what: string) {
    if (!isJsonObject(json)) throw new OvsdbError('syntax error', `Parsing ${what} failed: Object expected.`);
    this.#json = json;
    this.#what = what;
  }

  /** A "syntax error" about the whole object. */
  error(details: string): OvsdbError {
    return syntaxError(`Parsing ${this.#what} failed: ${details}`, this.#json);
  }

  has(name: string): boolean {
    return Object.hasOwn(this.#json, name);
  }

  /** Any JSON value; undefined when the member is absent. */
  optional(name: string): Json | undefined {
    this.#used.push(name);
    return this.has(name) ? this.#json[name] : undefined;
  }

  any(name: string): Json {
    return this.#required(name, this.optional(name));
  }

  string(name: string): string {
    return this.#required(name, this.optionalString(name));
  }

  optionalString(name: string): string | undefined {
    return this.#typed(name, (json) => (typeof json === 'string' ? json : undefined));
  }

  /** A string that is an RFC 7047 `<id>`. */
  id(name: string): string {
    return this.#required(name, this.optionalId(name));
  }

  optionalId(name: string): string | undefined {
    return this.#typed(name, (json) => (typeof json === 'string' && isId(json) ? json : undefined));
  }

  array(name: string): JsonArray {
    return this.#required(name, this.optionalArray(name));
  }

  optionalArray(name: string): JsonArray | undefined {
    return this.#typed(name, (json) => (isJsonArray(json) ? json : undefined));
  }

  object(name: string): JsonObject {
    return this.#required(name, this.optionalObject(name));
  }

  optionalObject(name: string): JsonObject | undefined {
    return this.#typed(name, (json) => (isJsonObject(json) ? json : undefined));
  }

  optionalBoolean(name: string): boolean | undefined {
    return this.#typed(name, (json) => (typeof json === 'boolean' ? json : undefined));
  }

  optionalInteger(name: string): number | bigint | undefined {
    return this.#typed(name, integerOf);
  }

  optionalIntegerOrString(name: string): number | bigint | string | undefined {
    return this.#typed(name, (json) => (typeof json === 'string' ? json : integerOf(json)));
  }

  /** A type: its name, or what it is made of. */
  stringOrObject(name: string): string | JsonObject {
    return this.#required(name, this.optionalStringOrObject(name));
  }

  optionalStringOrObject(name: string): string | JsonObject | undefined {
    return this.#typed(name, (json) => (typeof json === 'string' || isJsonObject(json) ? json : undefined));
  }

  optionalNumber(name: string): number | undefined {
    return this.#typed(name, (json) =>
      typeof json === 'bigint' || typeof json === 'number' ? Number(json) : undefined,
    );
  }

  /** Throws when a member was never asked for. */
  finish(): void {
    for (const name in this.#json) {
      if (!this.#used.includes(name)) throw this.error(`${this.#unused(name)} present but not allowed here.`);
    }
  }

  /** `first`: of those that nobody asked for. */
  #unused(first: string): string {
    const more = Object.keys(this.#json).filter((name) => !this.#used.includes(name)).length - 1;
    if (more === 0) return `Member '${first}' is`;
    return `Member '${first}' and ${more} other ${more === 1 ? 'member' : 'members'} are`;
  }

  #typed<T>(name: string, parse: (json: Json) => T | undefined): T | undefined {
    const json = this.optional(name);
    if (json === undefined) return undefined;
    const value = parse(json);
    if (value === undefined) throw this.error(`Type mismatch for member '${name}'.`);
    return value;
  }

  #required<T>(name: string, value: T | undefined): T {
    if (value === undefined) throw this.error(`Required '${name}' member is missing.`);
    return value;
  }
}

function integerOf(json: Json): number | bigint | undefined {
  return typeof json === 'bigint' || (typeof json === 'number' && Number.isSafeInteger(json)) ? json : undefined;
}
