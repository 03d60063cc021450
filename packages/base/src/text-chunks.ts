/** Characters of a chunk, or some more: enough for a write to be worth its call. */
const CHUNK = 64 * 1024;

/** The same text in larger pieces: for output that is made in small ones, and may be longer in all than a string can be. */
export function* textChunks(pieces: Iterable<string>): Iterable<string> {
  let chunk = '';
  for (const piece of pieces) {
    chunk += piece;
    if (chunk.length < CHUNK) continue;
    yield chunk;
    chunk = '';
  }
  if (chunk !== '') yield chunk;
}
