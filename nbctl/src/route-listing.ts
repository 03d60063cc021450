/** Static routes as `lr-route-list` prints them: by address family and table, longest prefix first. */
import { ipv4ToNumber, ipv6ToBigInt } from '#base';
import type { LogicalRouterStaticRouteRow } from '#schemas/northbound';
import { type Prefix, parsePrefix } from './prefix.js';

interface Listed {
  readonly route: LogicalRouterStaticRouteRow;
  readonly prefix: Prefix;
}

export function routeTables(routes: readonly LogicalRouterStaticRouteRow[]): readonly string[] {
  const listed = routes.flatMap((route): readonly Listed[] => {
    const prefix = parsePrefix(route.ip_prefix);
    return prefix === undefined ? [] : [{ route, prefix }];
  });
  const families = ([4, 6] as const)
    .map((version) => listed.filter(({ prefix }) => prefix.version === version))
    .map((inFamily, at) => (inFamily.length === 0 ? [] : [`IPv${at === 0 ? 4 : 6} Routes`, ...tablesOf(inFamily)]))
    .filter((lines) => lines.length > 0);
  return families.flatMap((lines, at) => (at === 0 ? lines : ['', ...lines]));
}

function tablesOf(listed: readonly Listed[]): readonly string[] {
  const names = [...new Set(listed.map(({ route }) => route.route_table))].sort();
  return names.flatMap((name, at) => {
    const inTable = listed.filter(({ route }) => route.route_table === name).toSorted(compareListed);
    const lines = [`Route Table ${name === '' ? '<main>' : name}:`, ...inTable.map((each) => lineOf(each, inTable))];
    return at === 0 ? lines : ['', ...lines];
  });
}

function compareListed(a: Listed, b: Listed): number {
  const policy = (route: LogicalRouterStaticRouteRow) => route.policy ?? 'dst-ip';
  if (a.prefix.length !== b.prefix.length) return b.prefix.length - a.prefix.length;
  if (policy(a.route) !== policy(b.route)) return policy(a.route) < policy(b.route) ? -1 : 1;
  const [x, y] = [numberOf(a.prefix), numberOf(b.prefix)];
  if (x !== y) return x < y ? -1 : 1;
  return a.route.nexthop < b.route.nexthop ? -1 : a.route.nexthop > b.route.nexthop ? 1 : 0;
}

function numberOf(prefix: Prefix): number | bigint {
  return prefix.version === 4 ? ipv4ToNumber(prefix.address) : ipv6ToBigInt(prefix.address);
}

function isSamePrefix(a: Listed, b: Listed): boolean {
  return a.prefix.length === b.prefix.length && numberOf(a.prefix) === numberOf(b.prefix);
}

function lineOf(listed: Listed, table: readonly Listed[]): string {
  const { route } = listed;
  const isEcmp = table.some(
    (other) =>
      other !== listed &&
      isSamePrefix(other, listed) &&
      (other.route.policy ?? 'dst-ip') === (route.policy ?? 'dst-ip'),
  );
  return [
    `${route.ip_prefix.padStart(25)} ${route.nexthop.padStart(25)}`,
    route.policy ?? 'dst-ip',
    ...(route.output_port === undefined ? [] : [route.output_port]),
    ...(route.external_ids.get('ic-learned-route') === undefined ? [] : ['(learned)']),
    ...(isEcmp ? ['ecmp'] : []),
    ...(route.options.get('ecmp_symmetric_reply') === 'true' ? ['ecmp-symmetric-reply'] : []),
    ...(route.bfd === undefined ? [] : ['bfd']),
  ].join(' ');
}
