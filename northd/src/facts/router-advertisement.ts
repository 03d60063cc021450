/** Logical_Router_Port.ipv6_ra_configs: what a port tells IPv6 hosts about itself and its prefixes. */
import { equalDeep, query } from '#incremental';
import { Logical_Router_Port } from '#schemas/northbound';
import { isLinkLocal, networkText } from './network-address.js';
import { type RouterPortId, routerPort, switchPortsOfRouterPort } from './router-port.js';

/** A port's valid advertisement. */
export interface RouterAdvertisement {
  readonly addressMode: string;
  readonly mtu: number | undefined;
  /** Undefined for the default, medium. */
  readonly preference: string | undefined;
  readonly prefixes: readonly string[];
}

const ADDRESS_MODES = new Set(['slaac', 'dhcpv6_stateful', 'dhcpv6_stateless']);
const PREFERENCES = new Set(['HIGH', 'LOW']);
/** The least MTU that IPv6 allows (RFC 8200, section 5); lower ones are not told. */
export const RA_MTU_MIN = 1280;

/** True for ports that face hosts: a switch is behind them, not another router. Only those advertise. */
export const facesHosts = query('faces-hosts', (read, id: RouterPortId) => {
  return read(routerPort, id)?.peerName === undefined && read(switchPortsOfRouterPort, id).length > 0;
});

/** The advertisement of a port; undefined when it has none, or an address mode that does not exist. */
export const routerAdvertisement = query(
  'router-advertisement',
  (read, id: RouterPortId): RouterAdvertisement | undefined => {
    const config = read.row(Logical_Router_Port, id)?.ipv6_ra_configs;
    const port = read(routerPort, id);
    const addressMode = config?.get('address_mode');
    if (config === undefined || port === undefined || addressMode === undefined) return undefined;
    if (!ADDRESS_MODES.has(addressMode) || !read(facesHosts, id)) return undefined;
    const mtu = Number(config.get('mtu') ?? 0);
    const preference = config.get('router_preference');
    return {
      addressMode,
      mtu: mtu >= RA_MTU_MIN ? mtu : undefined,
      preference: preference !== undefined && PREFERENCES.has(preference) ? preference : undefined,
      prefixes: port.ipv6.filter(({ address }) => !isLinkLocal(address)).map(networkText),
    };
  },
  equalDeep,
);
