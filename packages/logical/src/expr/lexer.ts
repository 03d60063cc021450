/**
 * Tokens of matches and actions (ovn-sb(5), Logical_Flow, "Constants" and "Miscellaneous"). Before: the text of a
 * column. After: the match and action parsers. One lexer a text, which holds the current token in its own members, so
 * that a token costs no object. Constants of numbers are read by integer-reader.ts, escapes by escapes.ts.
 */
import type { FieldValue } from '#openflow';
import { CLASS_DIGIT, CLASS_LETTER, CLASS_OTHER, CLASS_SPACE, CLASSES, COLON, DOT, IS_HEX } from './character.js';
import type { IntegerFormat } from './constant.js';
import { unescapeString } from './escapes.js';
import { IntegerReader } from './integer-reader.js';
import { SyntaxProblem } from './syntax-problem.js';
import type { TokenKind } from './token.js';

export class Lexer {
  readonly text: string;
  kind: TokenKind = 'end';
  /** Of identifiers, strings (unescaped), address sets and port groups (without `$`, `@`); of errors what is wrong. */
  word = '';
  /** Where the current token is. */
  start = 0;
  end = 0;

  /** Behind what cannot be a token. */
  private errorEnd = 0;

  private readonly integer: IntegerReader;

  /** Reads the first token. */
  constructor(text: string) {
    this.text = text;
    this.integer = new IntegerReader(text);
    this.next();
  }

  /** Moves to the next token. What can be none is an error, of which `fail` speaks: some actions take any token. */
  next(): TokenKind {
    this.errorEnd = 0;
    try {
      return this.scan(this.end);
    } catch (problem) {
      if (!(problem instanceof SyntaxProblem)) throw problem;
      this.word = problem.message;
      return this.finish('error', this.start, Math.min(this.text.length, Math.max(this.errorEnd, this.end + 1)));
    }
  }

  private scan(from: number): TokenKind {
    const { text } = this;
    let at = from;
    for (;;) {
      if (at >= text.length) return this.finish('end', at, at);
      const code = text.charCodeAt(at);
      const kind = code < 128 ? CLASSES[code] : CLASS_OTHER;
      if (kind === CLASS_SPACE) {
        at++;
        continue;
      }
      if (code === 47 /* / */) {
        at = this.skipComment(at);
        continue;
      }
      this.errorEnd = at + 1;
      if (kind === CLASS_LETTER || kind === CLASS_DIGIT) return this.readWord(at, kind === CLASS_LETTER);
      return this.readPunctuation(at, code);
    }
  }

  /** Of the current token, an integer, or of the last one. */
  get value(): FieldValue {
    return this.integer.value;
  }

  get mask(): FieldValue | undefined {
    return this.integer.mask;
  }

  get format(): IntegerFormat {
    return this.integer.format;
  }

  /** The text of the current token. */
  get tokenText(): string {
    return this.text.slice(this.start, this.end);
  }

  get isAtEnd(): boolean {
    return this.kind === 'end';
  }

  /** Moves on if the current token is of this kind. */
  match(kind: TokenKind): boolean {
    if (this.kind !== kind) return false;
    this.next();
    return true;
  }

  /** Moves on if the current token is this identifier. */
  matchWord(word: string): boolean {
    if (this.kind !== 'identifier' || this.word !== word) return false;
    this.next();
    return true;
  }

  /** Moves on over a token of this kind, or fails. */
  force(kind: TokenKind): void {
    if (!this.match(kind)) this.fail(`expecting \`${kind}'`);
  }

  forceEnd(): void {
    if (this.kind !== 'end') this.fail('expecting end of input');
  }

  /** A decimal integer without mask. */
  get isDecimal(): boolean {
    return this.kind === 'integer' && this.format === 'decimal' && this.mask === undefined;
  }

  /** A decimal integer without mask that fits 31 bits. */
  get isSmallInteger(): boolean {
    return this.isDecimal && this.value <= 0x7fffffff;
  }

  /** A small decimal integer, as in subfields and table numbers. */
  forceSmallInteger(): number {
    const { value } = this;
    if (!this.isSmallInteger) return this.fail('expecting small integer');
    this.next();
    return Number(value);
  }

  forceString(): string {
    if (this.kind !== 'string') return this.fail('expecting string');
    const { word } = this;
    this.next();
    return word;
  }

  /** The character after the current token, without moving; spaces are skipped. */
  peek(): string {
    let at = this.end;
    while (at < this.text.length && CLASSES[this.text.charCodeAt(at)] === CLASS_SPACE) at++;
    return this.text[at] ?? '';
  }

  /** Fails where a constant should be; sets are none outside matches. */
  failConstant(): never {
    if (this.kind === 'template') throw new SyntaxProblem('Unexpanded template.');
    if (this.kind === 'address set' || this.kind === 'port group') return this.fail(`expecting ${this.kind} name`);
    return this.fail('expecting constant');
  }

  /** Fails at the current token. */
  fail(what: string): never {
    if (this.kind === 'error') throw new SyntaxProblem(this.word);
    const where = this.kind === 'end' ? ' at end of input' : ` at \`${this.tokenText}'`;
    throw new SyntaxProblem(`Syntax error${where}${what === '' ? '' : ` ${what}`}.`);
  }

  /** What is to be reported when `problem` is found at the current token: rather that this is none. */
  lexicalProblem(problem: SyntaxProblem): SyntaxProblem {
    return this.kind === 'error' ? new SyntaxProblem(this.word) : problem;
  }

  private finish(kind: TokenKind, start: number, end: number): TokenKind {
    this.kind = kind;
    this.start = start;
    this.end = end;
    return kind;
  }

  private skipComment(at: number): number {
    const { text } = this;
    const second = text[at + 1];
    if (second === '/') {
      const line = text.indexOf('\n', at);
      return line < 0 ? text.length : line;
    }
    if (second !== '*') throw new SyntaxProblem("`/' is only valid as part of `//' or `/*'.");
    const close = text.indexOf('*/', at + 2);
    if (close < 0) {
      this.errorEnd = text.length;
      throw new SyntaxProblem("`/*' without matching `*/'.");
    }
    return close + 2;
  }

  private readPunctuation(at: number, code: number): TokenKind {
    const { text } = this;
    const second = text.charCodeAt(at + 1);
    switch (code) {
      case 34: // "
        return this.readString(at);
      case 40:
        return this.finish('(', at, at + 1);
      case 41:
        return this.finish(')', at, at + 1);
      case 91:
        return this.finish('[', at, at + 1);
      case 93:
        return this.finish(']', at, at + 1);
      case 123:
        return this.finish('{', at, at + 1);
      case 125:
        return this.finish('}', at, at + 1);
      case 44:
        return this.finish(',', at, at + 1);
      case 59:
        return this.finish(';', at, at + 1);
      case 61: // =
        return second === 61 ? this.finish('==', at, at + 2) : this.finish('=', at, at + 1);
      case 33: // !
        return second === 61 ? this.finish('!=', at, at + 2) : this.finish('!', at, at + 1);
      case 60: // <
        if (second === 61) return this.finish('<=', at, at + 2);
        if (second === 45 && text.charCodeAt(at + 2) === 62) return this.finish('<->', at, at + 3);
        return this.finish('<', at, at + 1);
      case 62: // >
        return second === 61 ? this.finish('>=', at, at + 2) : this.finish('>', at, at + 1);
      case 38: // &
        if (second !== 38) throw new SyntaxProblem("`&' is only valid as part of `&&'.");
        return this.finish('&&', at, at + 2);
      case 124: // |
        if (second !== 124) throw new SyntaxProblem("`|' is only valid as part of `||'.");
        return this.finish('||', at, at + 2);
      case 45: // -
        return second === 45 ? this.finish('--', at, at + 2) : this.finish('-', at, at + 1);
      case DOT:
        if (second === DOT) return this.finish('..', at, at + 2);
        throw new SyntaxProblem("`.' is only valid as part of `..' or a number.");
      case COLON:
        return second === COLON ? this.readInteger(at) : this.finish(':', at, at + 1);
      case 36: // $
        return this.readReference(at, 'address set');
      case 64: // @
        return this.readReference(at, 'port group');
      case 94: // ^
        return this.readReference(at, 'template');
      default:
        if (code > 32 && code < 127) throw new SyntaxProblem(`Invalid character \`${text[at]}' in input.`);
        throw new SyntaxProblem(`Invalid byte 0x${firstByte(text, at)} in input.`);
    }
  }

  private readReference(at: number, kind: 'address set' | 'port group' | 'template'): TokenKind {
    const end = this.identifierEnd(at + 1);
    if (end === at + 1 || CLASSES[this.text.charCodeAt(at + 1)] === CLASS_DIGIT) {
      throw new SyntaxProblem(`\`${this.text[at]}' must be followed by a valid identifier.`);
    }
    this.word = this.text.slice(at + 1, end);
    return this.finish(kind, at, end);
  }

  private identifierEnd(at: number): number {
    const { text } = this;
    for (;;) {
      const code = text.charCodeAt(at);
      const kind = code < 128 ? CLASSES[code] : CLASS_OTHER;
      if (kind === CLASS_LETTER || kind === CLASS_DIGIT || code === DOT) at++;
      else return at;
    }
  }

  /** An identifier or an integer: addresses may begin with a letter, and hex digits before a colon are one. */
  private readWord(at: number, isLetter: boolean): TokenKind {
    const { text } = this;
    let hex = at;
    while (IS_HEX[text.charCodeAt(hex)] === 1) hex++;
    if (!isLetter || (hex > at && text.charCodeAt(hex) === COLON)) return this.readInteger(at);
    const end = this.identifierEnd(at);
    this.word = text.slice(at, end);
    return this.finish('identifier', at, end);
  }

  private readInteger(at: number): TokenKind {
    this.integer.errorEnd = this.errorEnd;
    try {
      return this.finish('integer', at, this.integer.read(at));
    } finally {
      this.errorEnd = this.integer.errorEnd;
    }
  }

  private readString(at: number): TokenKind {
    const { text } = this;
    let end = at + 1;
    for (; ; end++) {
      const code = text.charCodeAt(end);
      if (Number.isNaN(code)) {
        this.errorEnd = text.length;
        throw new SyntaxProblem('Input ends inside quoted string.');
      }
      if (code === 92) end++;
      else if (code === 34) break;
    }
    this.errorEnd = end + 1;
    const raw = text.slice(at + 1, end);
    this.word = raw.includes('\\') ? unescapeString(raw) : raw;
    return this.finish('string', at, end + 1);
  }
}

function firstByte(text: string, at: number): string {
  const [byte = 0] = new TextEncoder().encode(String.fromCodePoint(text.codePointAt(at) ?? 0));
  return String(byte >= 128 ? byte - 256 : byte);
}
