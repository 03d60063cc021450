/**
 * Answers of two servers in a form in which equal ones are equal texts: members sorted, rows sorted, and what each server
 * draws for itself (uuids it made up, versions, times) replaced.
 */
import {
  isJsonArray,
  isJsonObject,
  type Json,
  parseJson,
  parseSchema,
  schemaToJson,
  stringifyJson,
} from '#ovsdb/notation';

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
/** Where more than one thing is wrong, which is said is a matter of hashing: the error by its form. */
const PARTICULARS = [
  /(?<=have identical values ).*|(?<=index values before the transaction: ).*|(?<=specifies unknown database ).*/gs,
  /\b(?:integer|real|boolean|string|uuid)s?\b(?=.* pairs\.$|\.$)/g,
  /\bof type [^.]*\.|"(?:[^"\\]|\\.)*"|'[^']*'|\[.*\]|<?[0-9a-f-]{36}>?|[-+]?\d[-+\d.e]*/g,
  /\b(?:(?:[Tt]able|columns?|row|delete)(?: named)?|named?) \S+|^\S* is|row-\d+-\d+/g,
];

/** An error's words without names, numbers and values. */
export function errorForm(details: string): string {
  return PARTICULARS.reduce((text, particulars) => text.replace(particulars, '…'), details);
}

/** "First row ... Second row ...": which of the two comes first is a matter of hashing. */
const TWO_ROWS = /First row, with UUID (.*?)\. {2}Second row, with UUID (.*?)\.$/;

export class NormalForm {
  /** Uuids that the server made, by what stands for them. */
  readonly #names = new Map<string, string>();

  /** Says that this server's `uuid` is what the other's of the same `name` is. */
  learn(uuid: string, name: string): void {
    this.#names.set(uuid, name);
  }

  /** The answer as text. Uuids given by the test (all digits equal) stay; unknown ones become `<uuid>`. */
  text(json: Json): string {
    return stringifyJson(this.#sorted(json), 'sorted').replace(UUID, (uuid) => {
      const isGiven = /^(.)\1{7}-/.test(uuid);
      return isGiven ? uuid : (this.#names.get(uuid) ?? '<uuid>');
    });
  }

  #sorted(json: Json): Json {
    if (typeof json === 'string') return neutral(json);
    if (isJsonArray(json)) {
      const [tag, items] = json;
      if (json.length === 2 && (tag === 'set' || tag === 'map') && isJsonArray(items)) {
        return [tag, this.#inOrder(items)];
      }
      return json.map((item) => this.#sorted(item));
    }
    if (!isJsonObject(json)) return json;
    const members: [string, Json][] = [];
    for (const [name, value] of Object.entries(json)) {
      if (name === '_version') members.push([name, '<version>']);
      else if (name === 'schema' && typeof value === 'string') members.push([name, schemaText(value)]);
      else if (name === 'rows' && isJsonArray(value)) members.push([name, this.#inOrder(value)]);
      else members.push([this.#names.get(name) ?? name, this.#sorted(value)]);
    }
    return Object.fromEntries(members);
  }

  #inOrder(items: readonly Json[]): Json[] {
    return items.map((item) => this.#sorted(item)).sort((a, b) => (this.text(a) < this.text(b) ? -1 : 1));
  }
}

/** The schema as in the `_Server` database, its members in order and without what goes without saying. */
function schemaText(text: string): string {
  const json = parseJson(text);
  return isJsonObject(json) && isJsonObject(json['tables'])
    ? stringifyJson(schemaToJson(parseSchema(json)), 'sorted')
    : text;
}

function neutral(text: string): string {
  const timed = text.replace(/after \d+ ms/, 'after N ms');
  const rows = TWO_ROWS.exec(timed);
  if (rows === null) return timed;
  const told = (row: string) => row.slice(row.indexOf(' '));
  const [first, second] = [rows[1] ?? '', rows[2] ?? ''].sort((a, b) => (told(a) < told(b) ? -1 : 1));
  return timed.replace(TWO_ROWS, `Rows ${first} and ${second}`);
}
