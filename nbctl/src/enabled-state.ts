import { CommandError } from '#ctl';

/** Reads `enabled` or `disabled`. */
export function parseState(text: string): boolean {
  const state = text.toLowerCase();
  if (state === 'enabled') return true;
  if (state === 'disabled') return false;
  throw new CommandError(`${text}: state must be "enabled" or "disabled"`);
}

/** A port is enabled unless its column says false. */
export function stateText(enabled: boolean | undefined): string {
  return enabled === false ? 'disabled' : 'enabled';
}
