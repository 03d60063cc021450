import { expect, test } from '@jest/globals';
import { parseJson, schemaToJson, stringifyJson } from '#ovsdb/notation';
import { rareRequests, requests, SCHEMA } from './rehearsal-requests.js';
import { testService } from './testing-service.js';

function* ids(): Generator<string, never> {
  for (let i = 0; ; i++) yield `00000000-0000-4000-8000-${String(i).padStart(12, '0')}`;
}

/** The answers with an error, and how many there were in all. */
async function play(bursts: Iterable<readonly string[]>): Promise<{ errors: string[]; answers: number }> {
  const { client } = testService(stringifyJson(schemaToJson(SCHEMA)));
  const writer = client();
  const errors: string[] = [];
  let answers = 0;
  for (const text of [...bursts].flat()) {
    const { method, params, id } = Object(parseJson(text));
    const answer = await writer.askLong(method, params, id);
    answers++;
    for (const [, error] of answer.matchAll(/"error":"([^"]*)"/g)) errors.push(error ?? '');
  }
  return { errors, answers };
}

test('what is rehearsed is what clients do: it is carried out', async () => {
  const newId = ids();
  expect(await play(requests(3, () => newId.next().value))).toEqual({ errors: [], answers: 56 });
});

test('of the rare requests those are refused that are meant to be', async () => {
  const newId = ids();
  const { errors } = await play(rareRequests(() => newId.next().value));
  expect(errors).toEqual(['referential integrity violation', 'unknown column']);
});
