/**
 * Tokens of matches and actions (ovn-sb(5), Logical_Flow, "Constants" and "Miscellaneous"). Before: the text of a
 * column. After: the match and action parsers. One lexer a text, which holds the current token in its own members, so
 * that a token costs no object. Over 400 lines because each kind of constant has its own rules and errors.
 */
import { ipv4Mask, ipv4ToNumber, ipv6Mask, parseIpv4, parseIpv6Number } from '#base';
import type { FieldValue } from '#openflow';
import type { IntegerFormat } from './constant.js';

/** Punctuation is its own kind. */
export type TokenKind =
  | 'end'
  | 'error'
  | 'identifier'
  | 'string'
  | 'integer'
  | 'address set'
  | 'port group'
  | 'template'
  | '('
  | ')'
  | '['
  | ']'
  | '{'
  | '}'
  | '=='
  | '!='
  | '<'
  | '<='
  | '>'
  | '>='
  | '!'
  | '&&'
  | '||'
  | '..'
  | ','
  | ';'
  | '='
  | '<->'
  | '--'
  | ':'
  | '-';

/** What is wrong with a match or an action, in OVN's words. */
export class SyntaxProblem extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'SyntaxProblem';
  }
}

const CLASS_OTHER = 0;
const CLASS_SPACE = 1;
const CLASS_LETTER = 2;
const CLASS_DIGIT = 3;
/** Letters, digits, `_` and `.` by what they may do; one byte a character code. */
const CLASSES = new Uint8Array(128);
const IS_HEX = new Uint8Array(128);
for (const character of ' \t\n\r\v\f') CLASSES[character.charCodeAt(0)] = CLASS_SPACE;
for (const character of 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_') {
  CLASSES[character.charCodeAt(0)] = CLASS_LETTER;
}
for (const character of '0123456789') CLASSES[character.charCodeAt(0)] = CLASS_DIGIT;
for (const character of '0123456789abcdefABCDEF') IS_HEX[character.charCodeAt(0)] = 1;

const DOT = 46;
const COLON = 58;
const BACKSLASH = 92;
/** How many characters are joined to a string at once. */
const PIECE = 4096;
/** Hexadecimal constants hold this many bits. */
const HEX_BITS_MAX = 1024;

export class Lexer {
  readonly text: string;
  kind: TokenKind = 'end';
  /** Of identifiers, strings (unescaped), address sets and port groups (without `$`, `@`); of errors what is wrong. */
  word = '';
  value: FieldValue = 0;
  mask: FieldValue | undefined = undefined;
  format: IntegerFormat = 'decimal';
  /** Where the current token is. */
  start = 0;
  end = 0;

  /** Behind what cannot be a token. */
  private errorEnd = 0;

  /** Reads the first token. */
  constructor(text: string) {
    this.text = text;
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
    if (close < 0) throw new SyntaxProblem("`/*' without matching `*/'.");
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

  private readInteger(at: number): TokenKind {
    this.mask = undefined;
    let end = this.readPlain(at);
    const { text } = this;
    const second = text.charCodeAt(end + 1);
    if (text.charCodeAt(end) !== 47 || second === 47 || second === 42) return this.finish('integer', at, end);
    const { value, format } = this;
    const code = text.charCodeAt(end + 1);
    const isDot = code === DOT && text.charCodeAt(end + 2) !== DOT;
    if (CLASSES[code] !== CLASS_DIGIT && !isConstantLetter(code) && code !== COLON && !isDot) {
      throw new SyntaxProblem('Integer constant expected.');
    }
    end = this.readPlain(end + 1);
    const mask = this.maskFor(value, format);
    // Zero is the same in all forms; it takes that of its mask.
    if (value !== 0 || format !== 'decimal') this.format = format;
    this.mask = mask;
    this.value =
      typeof value === 'number' && typeof mask === 'number'
        ? (value & mask) >>> 0
        : narrow(BigInt(value) & BigInt(mask));
    return this.finish('integer', at, end);
  }

  /** The mask just read, for a value of this format. */
  private maskFor(value: FieldValue, format: IntegerFormat): FieldValue {
    const { value: mask, format: maskFormat } = this;
    if (maskFormat === format || (value === 0 && format === 'decimal')) return mask;
    if (maskFormat === 'decimal' && format === 'ipv4' && mask <= 32) return ipv4Mask(Number(mask));
    if (maskFormat === 'decimal' && format === 'ipv6' && mask <= 128) return ipv6Mask(Number(mask));
    throw new SyntaxProblem('Value and mask have incompatible formats.');
  }

  /** One integer without mask, into `value` and `format`. Gives its end. */
  private readPlain(at: number): number {
    const { text } = this;
    if (text.charCodeAt(at) === 48 && (text.charCodeAt(at + 1) | 32) === 120) return this.readHexadecimal(at);
    let end = at;
    let isDecimal = true;
    let colons = 0;
    let dots = 0;
    for (; end < text.length; end++) {
      const code = text.charCodeAt(end);
      if (code >= 48 && code <= 57) continue;
      if (code === COLON) {
        // Behind an IPv4 address begins its port.
        if (dots > 0 && colons === 0) break;
        colons++;
      } else if (code === DOT) {
        if (text.charCodeAt(end + 1) === DOT) break;
        dots++;
      } else if (!isConstantLetter(code)) break;
      isDecimal = false;
    }
    this.errorEnd = end;
    if (isDecimal) return this.readDecimal(at, end);
    const digits = text.slice(at, end);
    if (colons === 0) {
      const address = dots === 3 ? parseIpv4(digits) : undefined;
      if (address === undefined) throw new SyntaxProblem('Invalid numeric constant.');
      this.value = ipv4ToNumber(address);
      this.format = 'ipv4';
      return end;
    }
    const mac = colons === 5 && dots === 0 && digits.length === 17 ? macNumber(digits) : undefined;
    if (mac !== undefined) {
      this.value = BigInt(mac);
      this.format = 'ethernet';
      return end;
    }
    const address = parseIpv6Number(digits);
    if (address === undefined) throw new SyntaxProblem('Invalid numeric constant.');
    this.value = address;
    this.format = 'ipv6';
    return end;
  }

  private readDecimal(at: number, end: number): number {
    const { text } = this;
    if (end - at > 1 && text.charCodeAt(at) === 48) {
      throw new SyntaxProblem('Decimal constants must not have leading zeros.');
    }
    if (end - at > 20) throw new SyntaxProblem('Decimal constants must be less than 2**64.');
    if (end - at < 10) {
      let value = 0;
      for (let i = at; i < end; i++) value = value * 10 + text.charCodeAt(i) - 48;
      this.value = value;
    } else {
      const value = BigInt(text.slice(at, end));
      if (value >> 64n !== 0n) throw new SyntaxProblem('Decimal constants must be less than 2**64.');
      this.value = narrow(value);
    }
    this.format = 'decimal';
    return end;
  }

  /** Whether what stands behind hexadecimal digits belongs to no constant that there is. */
  private isOddBehindHex(at: number): boolean {
    const code = this.text.charCodeAt(at);
    if (code === DOT) return this.text.charCodeAt(at + 1) !== DOT;
    return code === COLON || isConstantLetter(code);
  }

  private readHexadecimal(at: number): number {
    const { text } = this;
    let end = at + 2;
    while (IS_HEX[text.charCodeAt(end)] === 1) end++;
    this.errorEnd = end;
    if (end === at + 2) {
      throw new SyntaxProblem(
        this.isOddBehindHex(end)
          ? 'Invalid syntax in hexadecimal constant.'
          : `Hex digits expected following 0${text[at + 1]}.`,
      );
    }
    if (this.isOddBehindHex(end)) throw new SyntaxProblem('Invalid syntax in hexadecimal constant.');
    if (end - at - 2 > HEX_BITS_MAX / 4) {
      throw new SyntaxProblem(`Hexadecimal constant requires more than ${HEX_BITS_MAX} bits.`);
    }
    this.value = end - at <= 10 ? Number.parseInt(text.slice(at + 2, end), 16) : narrow(BigInt(text.slice(at, end)));
    this.format = 'hexadecimal';
    return end;
  }
}

/** Letters belong to a constant, if only to make it a wrong one; `_` does not. */
function isConstantLetter(code: number): boolean {
  const letter = code | 32;
  return letter >= 97 && letter <= 122;
}

/** The number of `xx:xx:xx:xx:xx:xx`; undefined when the colons stand elsewhere. */
function macNumber(text: string): number | undefined {
  let value = 0;
  for (let i = 0; i < 17; i++) {
    const code = text.charCodeAt(i);
    if (i % 3 === 2) {
      if (code !== COLON) return undefined;
    } else if (code === COLON) return undefined;
    else value = value * 16 + (code <= 57 ? code - 48 : (code | 32) - 87);
  }
  return value;
}

/** A number where 32 bits are enough. */
function narrow(value: bigint): FieldValue {
  return value >> 32n === 0n ? Number(value) : value;
}

function firstByte(text: string, at: number): string {
  const [byte = 0] = new TextEncoder().encode(String.fromCodePoint(text.codePointAt(at) ?? 0));
  return String(byte >= 128 ? byte - 256 : byte);
}

const ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

/** What JSON's escapes in `raw` stand for. Throws SyntaxProblem. */
function unescapeString(raw: string): string {
  const units = new Uint16Array(raw.length);
  let count = 0;
  for (let i = 0; i < raw.length; i++) {
    const code = raw.charCodeAt(i);
    if (code !== BACKSLASH) {
      units[count++] = code;
      continue;
    }
    const letter = raw[++i];
    if (letter === 'u') {
      const unit = escapedUnit(raw, i + 1);
      i += 4;
      units[count++] = unit;
      if (unit < 0xd800 || unit >= 0xe000) continue;
      const low = unit < 0xdc00 && raw[i + 1] === '\\' && raw[i + 2] === 'u' ? hexUnit(raw, i + 3) : undefined;
      if (low === undefined || low < 0xdc00 || low >= 0xe000) {
        throw new SyntaxProblem('malformed escaped surrogate pair');
      }
      units[count++] = low;
      i += 6;
    } else {
      const replacement = letter === undefined ? undefined : ESCAPES[letter];
      if (replacement === undefined) throw new SyntaxProblem(`bad escape \\${letter ?? ''}`);
      units[count++] = replacement.charCodeAt(0);
    }
  }
  // Of bounded pieces, as a call takes a bounded number of arguments; not character by character, which is slow to read.
  let result = '';
  for (let at = 0; at < count; at += PIECE) {
    result += String.fromCharCode(...units.subarray(at, Math.min(count, at + PIECE)));
  }
  return result;
}

/** Behind `\\u`, at `at`. Throws SyntaxProblem. */
function escapedUnit(raw: string, at: number): number {
  if (raw.length - at < 4) throw new SyntaxProblem('quoted string ends within \\u escape');
  const unit = hexUnit(raw, at);
  if (unit === undefined) throw new SyntaxProblem('malformed \\u escape');
  if (unit === 0) throw new SyntaxProblem('null bytes not supported in quoted strings');
  return unit;
}

/** Four hexadecimal digits; undefined where there are others. */
function hexUnit(raw: string, at: number): number | undefined {
  let unit = 0;
  for (let i = at; i < at + 4; i++) {
    const code = raw.charCodeAt(i);
    if (IS_HEX[code] !== 1) return undefined;
    unit = unit * 16 + (code <= 57 ? code - 48 : (code | 32) - 87);
  }
  return unit;
}
