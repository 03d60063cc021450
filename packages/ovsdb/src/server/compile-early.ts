import { setFlagsFromString } from 'node:v8';

/**
 * Bytes of byte code that a function runs before V8 looks whether to compile it well; 132 KiB by default. What a client waits
 * for then runs well after some hundred requests, not thousands.
 */
const BUDGET = 5000;
/** The same for V8 12 and newer, which count calls, 3000 by default. */
const CALLS = 200;

/**
 * Has V8 optimize functions earlier than it would. For a process that many wait for: where one long computation is to end soon
 * (a first compilation of northd), the compiler takes more time than it saves.
 */
export function compileEarly(): void {
  setFlagsFromString(flagOf(process.versions.v8));
}

/** V8 complains on standard error of flags that it does not know. `version`: V8's. */
export function flagOf(version: string): string {
  const [major] = version.split('.');
  return Number(major) < 12 ? `--interrupt-budget=${BUDGET}` : `--invocation-count-for-turbofan=${CALLS}`;
}
