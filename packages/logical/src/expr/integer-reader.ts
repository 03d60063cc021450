/**
 * Integer constants of all formats (ovn-sb(5), Logical_Flow, "Constants"), each with its own rules and errors. Part of the lexer;
 * one a text, which holds the current constant in its own members.
 */
import { ipv4Mask, ipv4ToNumber, ipv6Mask, parseIpv4, parseIpv6Number } from '#base';
import type { FieldValue } from '#openflow';
import { CLASS_DIGIT, CLASSES, COLON, DOT, IN_CONSTANT, IS_HEX, isConstantLetter } from './character.js';
import type { IntegerFormat } from './constant.js';
import { SyntaxProblem } from './syntax-problem.js';

/** Hexadecimal constants hold this many bits. */
const HEX_BITS_MAX = 1024;

export class IntegerReader {
  value: FieldValue = 0;
  mask: FieldValue | undefined = undefined;
  format: IntegerFormat = 'decimal';
  /** Behind what cannot be a constant; 0 where the first character is what is wrong. */
  errorEnd = 0;
  private readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  /** Reads the constant that begins at `at`, with its mask. Gives its end. Throws SyntaxProblem. */
  read(at: number): number {
    this.mask = undefined;
    let end = this.readPlain(at);
    const { text } = this;
    const second = text.charCodeAt(end + 1);
    if (text.charCodeAt(end) !== 47 || second === 47 || second === 42) return end;
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
    return end;
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
    for (; ; end++) {
      const code = text.charCodeAt(end);
      if (code >= 48 && code <= 57) continue;
      if (IN_CONSTANT[code] !== 1) break;
      if (code === COLON) {
        // Behind an IPv4 address begins its port.
        if (dots > 0 && colons === 0) break;
        colons++;
      } else if (code === DOT) {
        if (text.charCodeAt(end + 1) === DOT) break;
        dots++;
      }
      isDecimal = false;
    }
    this.errorEnd = end;
    if (isDecimal) return this.readDecimal(at, end);
    if (colons === 0) {
      const address = dots === 3 ? parseIpv4(text.slice(at, end)) : undefined;
      if (address === undefined) throw new SyntaxProblem('Invalid numeric constant.');
      this.value = ipv4ToNumber(address);
      this.format = 'ipv4';
      return end;
    }
    const mac = colons === 5 && dots === 0 && end - at === 17 ? macNumber(text, at) : undefined;
    if (mac !== undefined) {
      this.value = BigInt(mac);
      this.format = 'ethernet';
      return end;
    }
    const address = parseIpv6Number(text, at, end);
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

/** The number of `xx:xx:xx:xx:xx:xx` at `at`; undefined when the colons stand elsewhere. */
function macNumber(text: string, at: number): number | undefined {
  let value = 0;
  for (let i = 0; i < 17; i++) {
    const code = text.charCodeAt(at + i);
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
