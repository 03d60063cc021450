import { equalDeep, query } from '#incremental';
import { Bridge, Open_vSwitch } from '#schemas/open-vswitch';
import { integrationBridge } from '../local/bridge.js';
import { HOST, settings } from '../local/settings.js';

/** One way to reach this chassis. */
export interface EncapRecord {
  readonly type: string;
  readonly ip: string;
  readonly options: ReadonlyMap<string, string>;
}

/** What the southbound database should say of this host. */
export interface ChassisRecord {
  readonly name: string;
  readonly hostname: string;
  readonly encaps: readonly EncapRecord[];
  readonly otherConfig: ReadonlyMap<string, string>;
  readonly transportZones: readonly string[];
}

/** Keys of Open_vSwitch external_ids that Chassis.other_config repeats, empty where unset. */
const REPEATED = [
  'ovn-bridge-mappings',
  'ovn-chassis-mac-mappings',
  'ovn-cms-options',
  'ovn-limit-lflow-cache',
  'ovn-memlimit-lflow-cache-kb',
  'ovn-trim-limit-lflow-cache',
  'ovn-trim-timeout-ms',
  'ovn-trim-wmark-perc-lflow-cache',
];

/** This host's record; undefined until its configuration is whole. */
export const chassisRecord = query(
  'chassisRecord',
  (read, _: typeof HOST): ChassisRecord | undefined => {
    const own = read(settings, HOST);
    const bridge = read(integrationBridge, HOST);
    const [root] = read.ids(Open_vSwitch);
    if (own.chassis === undefined || bridge === undefined || root === undefined) return undefined;
    if (own.encapTypes.length === 0 || own.encapIps.length === 0) return undefined;
    const otherConfig = new Map([
      ...REPEATED.map((key) => [key, own.raw.get(key) ?? ''] as const),
      // What this controller can do; northd chooses actions by it.
      ['ct-no-masked-label', 'true'],
      ['mac-binding-timestamp', 'true'],
      ['ovn-ct-lb-related', 'true'],
      ['port-up-notif', 'true'],
      ['datapath-type', read.row(Bridge, bridge)?.datapath_type ?? ''],
      ['iface-types', [...(read.row(Open_vSwitch, root)?.iface_types ?? [])].sort().join(',')],
      ['is-interconn', `${own.isInterconnect}`],
      ['ovn-enable-lflow-cache', own.raw.get('ovn-enable-lflow-cache') ?? 'true'],
      ['ovn-monitor-all', `${own.monitorAll}`],
    ] as const);
    return {
      name: own.chassis,
      hostname: own.hostname,
      encaps: own.encapTypes.flatMap((type) =>
        own.encapIps.map((ip) => ({ type, ip, options: new Map([['csum', `${own.encapChecksum}`]]) })),
      ),
      otherConfig,
      transportZones: [...own.transportZones].sort(),
    };
  },
  equalDeep,
);
