/** Splits a text stream into JSON values that stand back to back, for the small messages of control sockets. */

/** Feed it text as it comes; each complete value comes out once. */
export class JsonStream {
  #text = '';
  #at = 0;
  #depth = 0;
  #inString = false;
  #isEscaped = false;

  /** The values completed by `text`. Throws `SyntaxError` on what cannot be JSON, `RangeError` past 16 MiB. */
  push(text: string): unknown[] {
    this.#text += text;
    const values: unknown[] = [];
    for (; this.#at < this.#text.length; this.#at++) {
      const character = this.#text.charAt(this.#at);
      if (this.#inString) {
        if (this.#isEscaped) this.#isEscaped = false;
        else if (character === '\\') this.#isEscaped = true;
        else if (character === '"') this.#inString = false;
      } else if (character === '"') this.#inString = true;
      else if (character === '{' || character === '[') this.#depth++;
      else if (character === '}' || character === ']') {
        if (--this.#depth > 0) continue;
        values.push(JSON.parse(this.#text.slice(0, this.#at + 1)));
        this.#text = this.#text.slice(this.#at + 1);
        this.#at = -1;
        this.#depth = 0;
      } else if (this.#depth === 0 && !/\s/.test(character)) throw new SyntaxError(`unexpected "${character}"`);
    }
    if (this.#text.length > 16 * 1024 * 1024) throw new RangeError('message too long');
    return values;
  }
}
