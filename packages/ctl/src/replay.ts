/**
 * Transcripts of command-line tools as tests hold them: lines `$ COMMAND LINE`, each followed by what was printed. Rows'
 * uuids that no command line gave are written `<1>`, `<2>`, ... in the order in which they appear.
 */
import { MemorySession } from './memory-session.js';
import type { CtlProgram } from './program.js';

const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

/** Runs the command lines of a transcript on an empty database in memory; gives the transcript of that. */
export function replay(program: CtlProgram, transcript: string): string {
  const session = new MemorySession(program);
  const lines = transcript.split('\n').filter((line) => line.startsWith('$ '));
  const text = lines
    .map((line) => {
      const printed = session.run(wordsOf(line.slice(2))).text;
      return `${line}\n${printed}${printed === '' || printed.endsWith('\n') ? '' : '\n'}`;
    })
    .join('');
  return withNumberedUuids(text, new Set(transcript.match(UUID)));
}

/** The words of a command line; single quotes keep spaces. */
function wordsOf(line: string): readonly string[] {
  const words = line.match(/(?:'[^']*'|[^\s'])+/g) ?? [];
  return words.map((word) => word.replaceAll("'", ''));
}

function withNumberedUuids(text: string, given: ReadonlySet<string>): string {
  const numbers = new Map<string, number>();
  return text.replaceAll(UUID, (uuid) => {
    if (given.has(uuid)) return uuid;
    const number = numbers.get(uuid) ?? numbers.size + 1;
    numbers.set(uuid, number);
    return `<${number}>`;
  });
}
