import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isJsonArray, isJsonObject, type Json, memberNames, parseJson, stringifyJson } from '#ovsdb/notation';
import { ProtocolError } from './protocol-error.js';
import { Splitter } from './splitter.js';

function split(chunks: readonly Buffer[], limits = {}): Json[] {
  const splitter = new Splitter(limits);
  const messages: Json[] = [];
  for (const chunk of chunks) splitter.push(chunk, (message) => messages.push(message));
  return messages;
}

/** Names that were noted while the message came are those that its objects have. */
function expectNamesNoted(json: Json): void {
  if (isJsonArray(json)) json.forEach(expectNamesNoted);
  if (!isJsonObject(json)) return;
  expect([...memberNames(json)].sort()).toEqual(Object.keys(json).sort());
  Object.values(json).forEach(expectNamesNoted);
}

test('messages back to back come out the same however the bytes are cut', () => {
  // Denormal numbers are refused, so without them.
  const json = fc.jsonValue().filter((each) => !/e-3\d\d/.test(JSON.stringify(each)));
  const value = fc.dictionary(fc.string(), json);
  fc.assert(
    fc.property(
      fc.array(value, { maxLength: 5 }),
      fc.array(fc.nat(200), { maxLength: 10 }),
      fc.constantFrom('', ' ', '\r\n'),
      (values, cuts, space) => {
        const bytes = Buffer.from(values.map((each) => JSON.stringify(each)).join(space));
        const chunks: Buffer[] = [];
        let rest = bytes;
        for (const cut of cuts) {
          chunks.push(rest.subarray(0, cut));
          rest = rest.subarray(cut);
        }
        expect(split([...chunks, rest])).toEqual(parseJson(JSON.stringify(values)));
      },
    ),
  );
});

test.each([
  ['5', 'message is not an object'],
  ['"x"', 'message is not an object'],
  ['}', 'unbalanced brackets'],
  [`{"a":${'['.repeat(1000)}`, 'input exceeds maximum nesting depth'],
  [`{"a":"${'x'.repeat(100)}"}`, 'message longer than 64 bytes'],
  [`{"a":"${'x'.repeat(100)}`, 'message longer than 64 bytes'],
])('%.30s: %s', (text, message) => {
  const maxBytes = text.length > 1000 ? 1e6 : 64;
  expect(() => split([Buffer.from(text)], { maxBytes })).toThrow(new ProtocolError(message));
});

test.each(['"\xe9"', '"\\\xe9"', '"\xc3"', '"\\\xff"'])('bytes that are no UTF-8 are refused: %j', (text) => {
  const bytes = Buffer.concat([Buffer.from('{"a":'), Buffer.from(text, 'latin1'), Buffer.from('}')]);
  for (let cut = 0; cut <= bytes.length; cut++) {
    expect(() => split([bytes.subarray(0, cut), bytes.subarray(cut)])).toThrow(new ProtocolError('invalid UTF-8'));
  }
  // The message before says nothing of the next.
  expect(split([Buffer.from('{"a":"é"}{"a":"e"}{"a":"é"}')])).toEqual([{ a: 'é' }, { a: 'e' }, { a: 'é' }]);
});

test.each([
  '123456789012345',
  '1234567890123456',
  '-9223372036854775808',
  '18446744073709551616',
  '1e3',
  '0.5',
  '1.5E2',
  '7',
])('the number %s comes out the same however the bytes are cut', (number) => {
  const text = `{"a":[1,${number}],"b":${number},"c":"${number}"}`;
  for (let cut = 0; cut <= text.length; cut++) {
    const chunks = [Buffer.from(text.slice(0, cut)), Buffer.from(text.slice(cut))];
    expect(split(chunks)).toEqual([parseJson(text)]);
  }
  // The message before says nothing of the next.
  expect(split([Buffer.from(`${text}{"d":2}${text}`)])).toEqual([parseJson(text), { d: 2 }, parseJson(text)]);
});

test('numbers survive as the C server keeps them', () => {
  const echo = (text: string) => stringifyJson(parseJson(text));
  expect(echo('[1.0,1e3,0.1,1e-7,123456789.123456789,1e22,-0,1.5e15,0.0001,123456789012345678]')).toBe(
    '[1,1000,0.1,1e-07,123456789.123457,1e+22,0,1500000000000000,0.0001,123456789012345678]',
  );
  expect(echo('{"id":9223372036854775807}')).toBe('{"id":9223372036854775807}');
  expect(echo('12345678901234567890')).toBe('1.23456789012346e+19');
  const slow: Json = parseJson(' { "a" : [ true , false , null , "\\u00e4\\"" , -9223372036854775808 , {} , [ ] ] } ');
  expect(slow).toEqual({ a: [true, false, null, 'ä"', -9223372036854775808n, {}, []] });
  expect(() => parseJson('[12345678901234567,]')).toThrow(SyntaxError);
});

test('large messages are parsed in pieces to the same value', () => {
  const big = 'x'.repeat(30_000);
  const rows = fc.array(fc.oneof(fc.string(), fc.constant(big), fc.constant('{"a":[1,\\"]}'), fc.constant('"]},')), {
    maxLength: 6,
  });
  const tables = fc.dictionary(
    fc.oneof(fc.string(), fc.constantFrom('1', '2', '__proto__', '')),
    fc.dictionary(fc.string(), rows),
  );
  const shapes = fc.oneof(tables, fc.array(fc.oneof(tables, fc.array(rows))));
  fc.assert(
    fc.property(
      fc.array(fc.record({ id: fc.nat(), result: shapes }), { maxLength: 4 }),
      fc.integer({ min: 1000, max: 70_000 }),
      (values, size) => {
        const bytes = Buffer.from(values.map((each) => JSON.stringify(each)).join(''));
        const chunks: Buffer[] = [];
        for (let at = 0; at < bytes.length; at += size) chunks.push(bytes.subarray(at, at + size));
        const messages = split(chunks);
        expect(messages).toEqual(values.map((each) => JSON.parse(JSON.stringify(each))));
        for (const message of messages) expectNamesNoted(message);
      },
    ),
    { numRuns: 25 },
  );
});

test('a large message that is broken is refused', () => {
  const text = `{"id":1,"result":{${Array.from({ length: 20 }, (_, i) => `"k${i}":["${'x'.repeat(10_000)}"],`).join('')}}}`;
  expect(() => split([Buffer.from(text)])).toThrow(ProtocolError);
  expect(() => split([Buffer.from(text.replaceAll(':["', ':{"'))])).toThrow(ProtocolError);
});

test('a message may have so many values, wherever it is cut', () => {
  const text = '{"a":[[],{},"x"]}';
  for (let cut = 0; cut <= text.length; cut++) {
    const chunks = [Buffer.from(text.slice(0, cut)), Buffer.from(`${text.slice(cut)}${text}`)];
    expect(split(chunks, { maxValues: 6 })).toHaveLength(2);
    expect(() => split(chunks, { maxValues: 5 })).toThrow('message of more than 5 values');
  }
});

test('an object of very many members ends the connection; a long list of small ones does not', () => {
  const member = (i: number) => `"key ${i} of a long object":1`;
  const members = Array.from({ length: 20_000 }, (_, i) => member(i)).join();
  const limits = { maxMembers: 10_000 };
  expect(() => split([Buffer.from(`{"id":{${members}}}`)], limits)).toThrow(
    new ProtocolError('object of more than 10000 members'),
  );
  const list = Array.from({ length: 20_000 }, (_, i) => `{${member(i)},${member(-i - 1)}}`).join();
  expect(split([Buffer.from(`{"id":[${list}]}`)], limits)).toEqual([JSON.parse(`{"id":[${list}]}`)]);
});

test('a value that is longer than one text can be is refused, many shorter ones are not', () => {
  const read = (text: string, size: number) => {
    const splitter = new Splitter({ maxValueBytes: 200_000 });
    const bytes = Buffer.from(text);
    let count = 0;
    for (let at = 0; at < bytes.length; at += size) splitter.push(bytes.subarray(at, at + size), () => count++);
    return count;
  };
  for (const size of [1000, 1_000_000]) {
    expect(
      read(
        `{"a":[${Array(20)
          .fill(`"${'x'.repeat(100_000)}"`)
          .join(',')}]}`,
        size,
      ),
    ).toBe(1);
    expect(() => read(`{"a":["b","${'x'.repeat(300_000)}"]}`, size)).toThrow('value longer than 200000 bytes');
  }
});
