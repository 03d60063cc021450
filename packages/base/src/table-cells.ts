/** Cells of the tables that command lines print, in the forms of the C tools' `--format`. */

/** A cell of format `csv`, in quotes where it needs them. Like the C tools it leaves a lone carriage return as it is. */
export function csvCell(text: string): string {
  return /[\n",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
/** What is shown of a uuid. */
const SHORT = 8;

/** A cell of format `html`: uuids become links to the `own` uuids of rows. */
export function htmlCell(text: string, whose: 'own' | 'other'): string {
  if (whose === 'own') return `<a name="${escapeHtml(text)}">${escapeHtml(text.slice(0, SHORT))}</a>`;
  return escapeHtml(text).replace(UUID, (uuid) => `<a href="#${uuid}">${uuid.slice(0, SHORT)}</a>`);
}

export function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

/** The beginning of a text, of so many bytes at most; a character that would not fit whole is left out. */
export function cutToBytes(text: string, width: number): string {
  if (Buffer.byteLength(text) <= width) return text;
  return Buffer.from(text)
    .subarray(0, width)
    .toString('utf8')
    .replace(/\ufffd+$/, '');
}
