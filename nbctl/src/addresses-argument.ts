/** Addresses as `lsp-set-addresses` takes them (ovn-nb(5), Logical_Switch_Port addresses). */
import { CommandError } from '#ctl';

/** Throws unless `text` begins as one of the forms: MAC [IP...], MAC dynamic, dynamic [IP [IP]], unknown, router. */
export function checkAddresses(text: string): void {
  if (text === 'unknown' || text === 'router' || text === 'dynamic') return;
  // What follows the Ethernet address, or completes an IP address, is northd's to judge.
  if (/^\s*[0-9a-f]{1,2}(?::[0-9a-f]{1,2}){5}/i.test(text) || /^dynamic\s*[0-9a-f:.]/i.test(text)) return;
  throw new CommandError(
    `${text}: Invalid address format. See ovn-nb(5). Hint: An Ethernet address must be listed before an IP address, together as a single argument.`,
  );
}
