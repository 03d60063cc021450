import { expect, test } from '@jest/globals';
import { csvCell, cutToBytes, htmlCell } from './table-cells.js';

test('csv', () => {
  expect(['a b', 'a,b', '"', 'a\nb', 'a\rb\f'].map(csvCell)).toEqual(['a b', '"a,b"', '""""', '"a\nb"', 'a\rb\f']);
});

test('html', () => {
  const id = '11111111-2222-3333-4444-555555555555';
  expect(htmlCell(id, 'own')).toBe(`<a name="${id}">11111111</a>`);
  expect(htmlCell(`["uuid","${id}"]`, 'own')).toBe(
    `<a name="[&quot;uuid&quot;,&quot;${id}&quot;]">[&quot;uuid&quot;,</a>`,
  );
  expect(htmlCell(`[${id}, <b>]`, 'other')).toBe(`[<a href="#${id}">11111111</a>, &lt;b&gt;]`);
});

test('a character is cut whole', () => {
  expect([0, 1, 2, 3, 4, 9].map((width) => cutToBytes('aé日', width))).toEqual(['', 'a', 'a', 'aé', 'aé', 'aé日']);
});
