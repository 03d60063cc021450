import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
export type JsonObject = { readonly [key: string]: Json };

/** One JSON-RPC message of a recorded session, in the order in which it crossed the socket. */
export interface RecordedMessage {
  readonly from: 'client' | 'server';
  /** Which of the program's sockets, by name: `nb`, `sb`, `local`. */
  readonly socket: string;
  readonly message: JsonObject;
}

/** The start of a C program on a C ovsdb-server: what it asked and what it was answered. */
export interface Recording {
  readonly name: string;
  /** What the databases held before: operations of one transaction for each socket. */
  readonly setup: Readonly<Record<string, readonly JsonObject[]>>;
  readonly messages: readonly RecordedMessage[];
}

/** Where the committed recordings are, from the project's directory. */
export const DIRECTORY = join('test', 'recordings', 'recorded');

/** Reads a recording: its head is the first line, a message each of the others. */
export function parseRecording(text: string): Recording {
  const [head = '{}', ...lines] = text.trimEnd().split('\n');
  const { name, setup } = JSON.parse(head) as Omit<Recording, 'messages'>;
  return { name, setup, messages: lines.map((line) => JSON.parse(line) as RecordedMessage) };
}

export function formatRecording({ name, setup, messages }: Recording): string {
  return [{ name, setup }, ...messages].map((line) => `${JSON.stringify(line)}\n`).join('');
}

export function readRecordings(): readonly Recording[] {
  return readdirSync(DIRECTORY)
    .filter((file) => file.endsWith('.jsonl'))
    .sort()
    .map((file) => parseRecording(readFileSync(join(DIRECTORY, file), 'utf8')));
}
