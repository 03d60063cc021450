/** Addresses as `lsp-set-addresses` takes them (ovn-nb(5), Logical_Switch_Port addresses). */
import { parseIpv4, parseIpv6, parseMac } from '#base';
import { CommandError } from '#ctl';

/** Throws unless `text` is one of the forms: MAC [IP...], MAC dynamic, dynamic [IP [IP]], unknown, router. */
export function checkAddresses(text: string): void {
  if (text === 'unknown' || text === 'router' || text === 'dynamic') return;
  if (startsWithMac(text) || isDynamicWithIp(text)) return;
  throw new CommandError(
    `${text}: Invalid address format. See ovn-nb(5). Hint: An Ethernet address must be listed before an IP address, together as a single argument.`,
  );
}

/** What follows the Ethernet address is northd's to judge. */
function startsWithMac(text: string): boolean {
  const found = /^[0-9a-f]{1,2}(?::[0-9a-f]{1,2}){5}/i.exec(text);
  return found !== null && parseMac(found[0]) !== undefined;
}

function isDynamicWithIp(text: string): boolean {
  const words = /^dynamic +(.+)$/.exec(text)?.[1]?.trim().split(/ +/) ?? [];
  const [first = '', second] = words;
  if (words.length === 1) return parseIpv4(first) !== undefined || parseIpv6(first) !== undefined;
  return words.length === 2 && parseIpv4(first) !== undefined && parseIpv6(second ?? '') !== undefined;
}
