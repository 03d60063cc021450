/**
 * Parses one large JSON value in pieces, so that no piece takes longer than about a millisecond. The text is cut at
 * commas of the outer levels. A piece is made a JSON text of its own by opening the containers that are open where it
 * starts, and closing those that are open where it ends; its tree is then grafted onto what was parsed before.
 *
 *     {"id":1,"result":{"T":{"a":1  ,  "b":2},"U":{"c":3  ,  "d":4}}}
 *     the second piece as parsed: {IN: {IN: {"b":2}, "U": {"c":3, OUT: 0}, OUT: 0}, OUT: 0}
 */
import { type Json, noteMemberNames } from '#ovsdb/notation';
import { ProtocolError } from './protocol-error.js';
import { type Numbers, parseText } from './text.js';

export type ContainerKind = '[' | '{';
type List = Json[];
type Members = { [member: string]: Json };
type Container = List | Members;

// Peers cannot send NUL, so these names and elements are nobody's.
/** Names what goes on from the piece before. */
const IN = '\u0000<';
/** Stands at the end of what goes on in the next piece. */
const OUT = '\u0000>';
const IN_TEXT = '"\\u0000<"';
const OUT_TEXT = '"\\u0000>"';

export class Graft {
  /** Containers that are open behind the last piece, the outermost first, and their kinds. */
  #open: Container[] = [];
  #kinds: readonly ContainerKind[] = [];
  /** The objects among the open containers that go on from a piece before, and the names of their members. */
  readonly #members: { readonly container: Members; readonly names: string[] }[] = [];

  /** Adds the text up to a comma, which is left out; `kinds` are the containers that are open there, `numbers` as for `parseText`. Throws ProtocolError. */
  add(text: string, kinds: readonly ContainerKind[], numbers: Numbers): void {
    const tree = this.#parse(text, kinds, numbers);
    const open = this.#openBehind(tree, kinds.length);
    this.#join(tree);
    for (const container of open) unmark(container);
    this.#open = open;
    this.#kinds = kinds;
  }

  /** Adds the rest and gives the whole. Throws ProtocolError. */
  finish(text: string, numbers: Numbers): Json {
    const tree = this.#parse(text, [], numbers);
    this.#join(tree);
    return this.#open[0] ?? tree;
  }

  #parse(text: string, kinds: readonly ContainerKind[], numbers: Numbers): Container {
    let openers = '';
    this.#kinds.forEach((kind, level) => {
      openers += kind === '{' && level < this.#kinds.length - 1 ? `{${IN_TEXT}:` : kind;
    });
    let closers = '';
    for (const kind of kinds) closers = `${kind === '{' ? `,${OUT_TEXT}:0}` : `,${OUT_TEXT}]`}${closers}`;
    const tree = parseText(text, openers, closers, numbers);
    if (!isContainer(tree)) throw new ProtocolError('message is not an object');
    return tree;
  }

  /** The containers that are open behind the piece: those of before that still are, then new ones. */
  #openBehind(tree: Container, count: number): Container[] {
    const open: Container[] = [this.#open[0] ?? tree];
    let node = tree;
    let goesOn = this.#open.length > 0;
    for (let level = 1; level < count; level++) {
      const child = openChild(node);
      const before = this.#open[level];
      goesOn = goesOn && before !== undefined && child === continuation(node);
      open.push(goesOn && before !== undefined ? before : child);
      node = child;
    }
    return open;
  }

  #join(tree: Container): void {
    let source: Json | undefined = tree;
    for (let level = 0; level < this.#open.length; level++) {
      const target = this.#open[level];
      const isInnermost = level === this.#open.length - 1;
      if (target === undefined || !isContainer(source)) throw new ProtocolError('unbalanced brackets');
      if (isList(target)) appendElements(target, source, isInnermost ? 0 : 1);
      else this.#extend(level, target, source);
      source = isInnermost ? undefined : continuation(source);
    }
  }

  /** Adds members to an object, and notes their names when it is not new. */
  #extend(level: number, object: Members, source: Container): void {
    if (object === source) return;
    const known = this.#members[level];
    let names = known?.container === object ? known.names : undefined;
    if (names === undefined) {
      names = Object.keys(object);
      noteMemberNames(object, names);
      this.#members[level] = { container: object, names };
    }
    addMembers(object, names, source);
  }
}

function isList(json: Json | Container): json is List {
  return Array.isArray(json);
}

function isContainer(json: Json | undefined): json is Container {
  return typeof json === 'object' && json !== null;
}

function appendElements(target: List, source: Container, start: number): void {
  if (!isList(source)) throw new ProtocolError('unbalanced brackets');
  const end = isOpen(source) ? source.length - 1 : source.length;
  for (let i = start; i < end; i++) target.push(source[i] ?? null);
}

function addMembers(target: Members, names: string[], source: Container): void {
  if (isList(source)) throw new ProtocolError('unbalanced brackets');
  for (const name in source) {
    const value = source[name];
    if (name === IN || name === OUT || value === undefined) continue;
    if (!Object.hasOwn(target, name)) names.push(name);
    if (name === '__proto__')
      Object.defineProperty(target, name, { value, enumerable: true, configurable: true, writable: true });
    else target[name] = value;
  }
}

/** What goes on from the piece before inside `node`. */
function continuation(node: Container): Json | undefined {
  return isList(node) ? node[0] : node[IN];
}

function isOpen(node: Json | undefined): boolean {
  if (!isContainer(node)) return false;
  return isList(node) ? node.at(-1) === OUT : Object.hasOwn(node, OUT);
}

/** The container inside `node` that goes on in the next piece. */
function openChild(node: Container): Container {
  const children = isList(node) ? node : Object.values(node);
  for (let i = children.length - 1; i >= 0; i--) {
    const child = children[i];
    if (isOpen(child) && isContainer(child)) return child;
  }
  throw new ProtocolError('unbalanced brackets');
}

function unmark(container: Container): void {
  if (!isOpen(container)) return;
  if (isList(container)) container.pop();
  else delete container[OUT];
}
