import { TypedError } from '#base';
import { isJsonObject, type Json, type JsonObject, stringifyJson } from './json.js';

/**
 * An `<error>` of RFC 7047 section 3.1. `error` is the name to branch on ("constraint violation", "unknown column", ...);
 * `details` is for people; `syntax` is the offending JSON as text, where there is one.
 */
export class OvsdbError extends TypedError<'ovsdb', { readonly error: string }> {
  readonly error: string;
  readonly details: string | undefined;
  readonly syntax: string | undefined;

  constructor(error: string, details?: string, syntax?: string) {
    super('ovsdb', details === undefined ? error : `${error}: ${details}`, { error });
    this.name = 'OvsdbError';
    this.error = error;
    this.details = details;
    this.syntax = syntax;
  }

  toJson(): JsonObject {
    return {
      ...(this.syntax === undefined ? {} : { syntax: this.syntax }),
      ...(this.details === undefined ? {} : { details: this.details }),
      error: this.error,
    };
  }

  /** Any error a peer may send: an object, or a bare string as "unknown method" is. */
  static fromJson(json: Json): OvsdbError {
    if (typeof json === 'string') return new OvsdbError(json);
    if (!isJsonObject(json)) return new OvsdbError(stringifyJson(json));
    const text = (value: Json | undefined) => (typeof value === 'string' ? value : undefined);
    return new OvsdbError(text(json['error']) ?? stringifyJson(json), text(json['details']), text(json['syntax']));
  }
}

/** "syntax error" about `json`, which `syntax` shows with sorted members as the C server does. */
export function syntaxError(details: string, json: Json): OvsdbError {
  return new OvsdbError('syntax error', details, stringifyJson(json, 'sorted'));
}
