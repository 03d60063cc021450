/** JSON over many lines, as `--pretty` of the C tools prints it: closing brackets stay on the line of the last member. */
import { isJsonArray, isJsonObject, type Json, stringifyJson } from '#ovsdb/notation';

export function prettyJson(json: Json, depth = 0): string {
  const start = `\n${'  '.repeat(depth + 1)}`;
  if (isJsonArray(json)) return `[${json.map((item) => start + prettyJson(item, depth + 1)).join(',')}]`;
  if (!isJsonObject(json)) return stringifyJson(json);
  const members = Object.keys(json)
    .sort()
    .map((name) => `${start}${JSON.stringify(name)}: ${prettyJson(json[name] ?? null, depth + 1)}`);
  return `{${members.join(',')}}`;
}
