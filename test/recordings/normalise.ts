import type { Json, JsonObject, RecordedMessage } from './recording.js';

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
const ROW_NAME = /\brow[0-9a-f]{8}_[0-9a-f]{4}_[0-9a-f]{4}_[0-9a-f]{4}_[0-9a-f]{12}\b/g;
const MAC = /\b(?:[0-9a-f]{2}:){2,5}[0-9a-f]{2}\b/g;
const MILLISECONDS = /\b1[67]\d{11}\b|\b1[89]\d{11}\b/g;

/**
 * A session as text that two runs of one program share: uuids and row names by order of appearance, random MACs, times
 * and directories blanked, members and rows in one order, echoes left out, a database's own last transaction blanked.
 */
export function normaliseSession(messages: readonly RecordedMessage[], rundir: string): readonly string[] {
  const numbers = new Map<string, number>();
  const numbered = (kind: string) => (text: string) => {
    if (/^[0-]+$/.test(text)) return text;
    const number = numbers.get(text) ?? numbers.size + 1;
    numbers.set(text, number);
    return `<${kind} ${number}>`;
  };
  return messages
    .filter(({ message }) => !isEcho(message))
    .map(({ from, socket, message }) => {
      const text = JSON.stringify(canonical(withoutTransactionId(message)))
        .replaceAll(rundir, '<rundir>')
        .replaceAll(ROW_NAME, numbered('row'))
        .replaceAll(UUID, numbered('uuid'))
        .replaceAll(MAC, '<mac>')
        .replaceAll(MILLISECONDS, '<ms>');
      return `${socket} ${from}: ${text}`;
    });
}

export function isEcho(message: JsonObject): boolean {
  return message['method'] === 'echo' || message['id'] === 'echo';
}

/** A standalone C server has no transaction ids and says zero; ours has real ones. */
function withoutTransactionId(message: JsonObject): JsonObject {
  const { method, params, result } = message;
  if (method === 'update3' && Array.isArray(params)) return { ...message, params: [params[0] ?? null, '<txn>', params[2] ?? null] };
  if (Array.isArray(result) && result.length === 3 && typeof result[0] === 'boolean') {
    return { ...message, result: [result[0], '<txn>', result[2] ?? null] };
  }
  return message;
}

/** Members by name; a string that is JSON itself (a schema) as its content; rows of an update by their content. */
export function canonical(json: Json): Json {
  if (typeof json === 'string' && json.startsWith('{"')) return canonical(JSON.parse(json) as Json);
  if (json === null || typeof json !== 'object') return json;
  if (isList(json)) return json.map(canonical);
  const members = Object.entries(json).map(([key, value]) => [key, canonical(value)] as const);
  const isRows = members.length > 0 && members.every(([key]) => new RegExp(`^${UUID.source}$`).test(key));
  const sortKey = ([key, value]: readonly [string, Json]) => (isRows ? JSON.stringify(value).replaceAll(UUID, '') : key);
  return Object.fromEntries([...members].sort((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1)));
}

function isList(json: Json): json is readonly Json[] {
  return Array.isArray(json);
}
