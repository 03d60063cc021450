/** Addresses that mean everybody or nobody. */
import { ipv4FromNumber, parseMac } from '#base';

export const BROADCAST = known(parseMac('ff:ff:ff:ff:ff:ff'));
export const NO_MAC = known(parseMac('00:00:00:00:00:00'));
export const NO_IP = ipv4FromNumber(0);
export const ALL_IPS = ipv4FromNumber(0xffffffff);

function known<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('a constant address is malformed');
  return value;
}
