import { CommandError } from '#ctl';

/** A decimal (or 0x hexadecimal) integer in a range; undefined for anything else. */
export function integerIn(text: string, minimum: number, maximum: number): number | undefined {
  if (!/^\+?(\d+|0x[0-9a-f]+)$/i.test(text)) return undefined;
  const value = Number(text.replace(/^\+/, ''));
  return value >= minimum && value <= maximum ? value : undefined;
}

/** A priority of ACLs, QoS rules, policies, gateways. Throws `CommandError`. */
export function parsePriority(text: string): number {
  const priority = /^0x/i.test(text) ? undefined : integerIn(text, 0, 32767);
  if (priority === undefined) throw new CommandError(`${text}: priority must in range 0...32767`);
  return priority;
}
