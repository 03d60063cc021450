import type { Json, JsonObject, RecordedMessage } from './recording.js';

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
const ROW_NAME = /\brow[0-9a-f]{8}_[0-9a-f]{4}_[0-9a-f]{4}_[0-9a-f]{4}_[0-9a-f]{12}\b/g;
const MAC = /\b(?:[0-9a-f]{2}:){2,5}[0-9a-f]{2}\b/g;
const MILLISECONDS = /\b1[67]\d{11}\b|\b1[89]\d{11}\b/g;

/**
 * What a program asked, in a form that two runs share: no ids, uuids or row names, each operation of its transactions by
 * itself (their order is that of random uuids, and how they are spread over transactions is the clock's), random MACs,
 * times and directories blanked, echoes left out.
 */
export function requestShapes(messages: readonly RecordedMessage[], rundir: string): readonly string[] {
  const shapes = messages
    .filter(({ from, message }) => from === 'client' && 'method' in message && !isEcho(message))
    .flatMap(({ socket, message: { method, params } }) => {
      const blank = (json: Json) =>
        JSON.stringify(canonical(json))
          .replaceAll(rundir, '<rundir>')
          .replaceAll(ROW_NAME, '<row>')
          .replaceAll(UUID, '<uuid>')
          .replaceAll(MAC, '<mac>')
          .replaceAll(MILLISECONDS, '<ms>');
      const parts = isList(params ?? null) ? (params as readonly Json[]).map(unordered).map(blank) : [];
      return method === 'transact'
        ? parts.map((part) => `${socket}: transact ${part}`)
        : [`${socket}: ${String(method)} ${parts.join(' ')}`];
    });
  return [...new Set(shapes)];
}

/** A condition's clauses have no order, nor have sets and maps of names that are blanked afterwards. */
function unordered(json: Json): Json {
  if (json === null || typeof json !== 'object') return json;
  if (isList(json)) {
    const [kind, members] = json;
    if ((kind === 'set' || kind === 'map') && members !== undefined && isList(members))
      return [kind, members.map(withoutNames).sort(byText)];
    return json.map(unordered);
  }
  return Object.fromEntries(
    Object.entries(json).map(([key, value]) => [
      key,
      key === 'where' && isList(value) ? [...value].sort(byText) : unordered(value),
    ]),
  );
}

function withoutNames(json: Json): Json {
  return JSON.parse(JSON.stringify(json).replaceAll(ROW_NAME, '<row>').replaceAll(UUID, '<uuid>')) as Json;
}

function byText(a: Json, b: Json): number {
  return JSON.stringify(a) < JSON.stringify(b) ? -1 : 1;
}

export function isEcho(message: JsonObject): boolean {
  return message['method'] === 'echo' || message['id'] === 'echo';
}

/** Members by name; a string that is JSON itself (a schema) as its content; rows of an update by their content. */
export function canonical(json: Json): Json {
  if (typeof json === 'string' && json.startsWith('{"')) return canonical(JSON.parse(json) as Json);
  if (json === null || typeof json !== 'object') return json;
  if (isList(json)) return json.map(canonical);
  const members = Object.entries(json).map(([key, value]) => [key, canonical(value)] as const);
  const isRows = members.length > 0 && members.every(([key]) => new RegExp(`^${UUID.source}$`).test(key));
  const sortKey = ([key, value]: readonly [string, Json]) =>
    isRows ? JSON.stringify(value).replaceAll(UUID, '') : key;
  return Object.fromEntries([...members].sort((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1)));
}

function isList(json: Json): json is readonly Json[] {
  return Array.isArray(json);
}
