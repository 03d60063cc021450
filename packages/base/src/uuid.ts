/** A row's UUID in lower case, `xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx` (RFC 4122), of a row of `Table`. */
export type Uuid<Table extends string = string> = string & { readonly __uuidOf: Table };

const PATTERN = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** The zero UUID: "none yet" in `monitor_cond_since` and in default columns. */
export const ZERO_UUID = '00000000-0000-0000-0000-000000000000' as Uuid<never>;

/** True when `text` is a UUID in the form RFC 4122 prints. */
export function isUuid(text: string): text is Uuid<never> {
  return PATTERN.test(text);
}

/** The UUID that `text` is, in lower case; undefined when it is none. */
export function parseUuid<Table extends string>(text: string): Uuid<Table> | undefined {
  return PATTERN.test(text) ? (text.toLowerCase() as Uuid<Table>) : undefined;
}

/** Makes a version 4 UUID of 16 random bytes, which the caller hands in (libraries own no randomness). */
export function uuidFromBytes<Table extends string>(bytes: Uint8Array): Uuid<Table> {
  let hex = '';
  for (let i = 0; i < 16; i++) {
    let byte = bytes[i] ?? 0;
    if (i === 6) byte = (byte & 0x0f) | 0x40;
    if (i === 8) byte = (byte & 0x3f) | 0x80;
    hex += byte.toString(16).padStart(2, '0');
    if (i === 3 || i === 5 || i === 7 || i === 9) hex += '-';
  }
  return hex as Uuid<Table>;
}
