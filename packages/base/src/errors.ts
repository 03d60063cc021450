/**
 * A fault of a peer, a protocol or a user's input, with what is needed to act on it: a code to branch on and the values
 * that a log line or a test wants. Bugs are plain `Error`s.
 */
export class TypedError<Code extends string, Context extends object = object> extends Error {
  readonly code: Code;
  readonly context: Context;

  constructor(code: Code, message: string, context: Context) {
    super(message);
    this.name = 'TypedError';
    this.code = code;
    this.context = context;
  }
}

/** True when `error` is a `TypedError` with this code. */
export function hasCode<Code extends string>(error: unknown, code: Code): error is TypedError<Code> {
  return error instanceof TypedError && error.code === code;
}

/** The message of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Marks a case that the types rule out; reaching it is a bug. */
export function unreachable(value: never): never {
  throw new Error(`unreachable: ${JSON.stringify(value)}`);
}
