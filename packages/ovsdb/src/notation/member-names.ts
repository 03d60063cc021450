/**
 * The names of an object's members, one after the other. To list those of an object of 200,000 members takes an engine some
 * 60 ms in one piece; whoever builds such an object bit by bit notes them as they come (jsonrpc/graft.ts).
 */
import type { JsonObject } from './json.js';

const NOTED = Symbol('names of the members');

/** Notes all names of an object, each once. The owner of the list adds to it when it adds members. */
export function noteMemberNames(object: JsonObject, names: readonly string[]): void {
  Object.defineProperty(object, NOTED, { value: names });
}

/** In the order of their arrival where they were noted, else in that of JavaScript. */
export function memberNames(object: JsonObject): Iterable<string> {
  const noted: unknown = Reflect.get(object, NOTED);
  return isNames(noted) ? noted : Object.keys(object);
}

/** Nobody else knows the symbol. */
function isNames(noted: unknown): noted is readonly string[] {
  return Array.isArray(noted);
}
