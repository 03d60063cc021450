import { expect, test } from '@jest/globals';
import { IntegerReader } from './integer-reader.js';
import { SyntaxProblem } from './syntax-problem.js';

/** Value, mask and format of a constant, and what stands behind it; or what is wrong. */
function read(text: string): string {
  const reader = new IntegerReader(text);
  try {
    const end = reader.read(0);
    const mask = reader.mask === undefined ? '' : `/0x${reader.mask.toString(16)}`;
    return `0x${reader.value.toString(16)}${mask} ${reader.format} "${text.slice(end)}"`;
  } catch (problem) {
    if (!(problem instanceof SyntaxProblem)) throw problem;
    return problem.message;
  }
}

test.each([
  ['80', '0x50 decimal ""'],
  ['18446744073709551615;', '0xffffffffffffffff decimal ";"'],
  ['18446744073709551616', 'Decimal constants must be less than 2**64.'],
  ['080', 'Decimal constants must not have leading zeros.'],
  ['0x1F', '0x1f hexadecimal ""'],
  ['0x', 'Hex digits expected following 0x.'],
  ['0x5g', 'Invalid syntax in hexadecimal constant.'],
  ['0x5..7', '0x5 hexadecimal "..7"'],
  ['10.0.0.1:80', '0xa000001 ipv4 ":80"'],
  ['10.0.0.1/8', '0xa000000/0xff000000 ipv4 ""'],
  ['10.0.0.1/33', 'Value and mask have incompatible formats.'],
  ['fd00::1/64]', '0xfd000000000000000000000000000000/0xffffffffffffffff0000000000000000 ipv6 "]"'],
  ['00:00:00:00:00:0a', '0xa ethernet ""'],
  ['5/3', '0x1/0x3 decimal ""'],
  ['5/', 'Integer constant expected.'],
  ['5/*', '0x5 decimal "/*"'],
  ['5ip4', 'Invalid numeric constant.'],
  ['5_', '0x5 decimal "_"'],
  ['1.2.3', 'Invalid numeric constant.'],
])('%s', (text, wanted) => {
  expect(read(text)).toBe(wanted);
});
