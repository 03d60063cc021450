import { formatCommand } from './shell-words.js';

const WIDTH = 80;

/** Writes what the demo shows: commands as they could be typed, their output, a line why each matters. */
export class Narrator {
  readonly #write: (text: string) => void;
  readonly #isTerminal: boolean;
  lines = 0;

  constructor(write: (text: string) => void, isTerminal: boolean) {
    this.#write = write;
    this.#isTerminal = isTerminal;
  }

  /** A heading: what comes now. */
  heading(text: string): void {
    this.#line(text, '1');
  }

  /** Why what was just shown matters. */
  why(text: string): void {
    for (const line of wrap(`# ${text}`, WIDTH, '# ')) this.#line(line, '36');
  }

  /** A command, as it is typed on `host`. */
  command(host: string, argv: readonly string[]): void {
    for (const line of wrap(`${host}$ ${formatCommand(argv)}`, WIDTH - 2, '    ', ' \\')) this.#line(line, '33');
  }

  /** Output of a command, cut at the width of the page. */
  output(text: string): void {
    for (const line of text.trimEnd().split('\n'))
      this.#line(line.length > WIDTH ? `${line.slice(0, WIDTH - 3)}...` : line, undefined);
  }

  #line(text: string, color: string | undefined): void {
    this.lines++;
    this.#write(this.#isTerminal && color !== undefined ? `\u001b[${color}m${text}\u001b[0m\n` : `${text}\n`);
  }
}

/**
 * Breaks a line between words; the lines after the first begin with `indent`, and those before another end with
 * `continuation`. A quoted word that fits no line is broken at its own spaces: a match takes a line break as one.
 */
export function wrap(text: string, width: number, indent: string, continuation = ''): readonly string[] {
  const lines: string[] = [];
  let line = '';
  const append = (word: string, end: string) => {
    const candidate = line === '' ? word : `${line} ${word}`;
    if (candidate.length <= width || line.trim() === '') line = candidate;
    else {
      lines.push(line + end);
      line = indent + word;
    }
  };
  for (const word of text.match(/(?:'[^']*'|\S)+/g) ?? []) {
    if (indent.length + word.length <= width) append(word, continuation);
    else for (const [i, part] of word.split(' ').entries()) append(part, i === 0 ? continuation : '');
  }
  return [...lines, line];
}
