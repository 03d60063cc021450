import { equalDeep, query } from '#incremental';
import { probeInterval } from '#ovsdb/client';
import { Open_vSwitch } from '#schemas/open-vswitch';
import { Self } from './state.js';

/** The key of queries that have one value for the whole host. */
export const HOST = '';

/** ovn-controller(8), "Configuration": the keys of Open_vSwitch external_ids, each with its default. */
export interface Settings {
  /** False before the host's row is here: nothing else says anything then. */
  readonly isKnown: boolean;
  /** Name of this chassis; undefined until there is one. */
  readonly chassis: string | undefined;
  readonly hostname: string;
  readonly bridge: string;
  readonly bridgeDatapathType: string | undefined;
  readonly remote: string | undefined;
  readonly remoteProbeMs: number;
  /** Of the connection on which flows are installed. */
  readonly openflowProbeMs: number;
  readonly monitorAll: boolean;
  readonly encapTypes: readonly string[];
  readonly encapIps: readonly string[];
  readonly encapChecksum: boolean;
  readonly encapTos: string | undefined;
  readonly encapDfDefault: string | undefined;
  readonly setLocalIp: boolean;
  readonly bridgeMappings: ReadonlyMap<string, string>;
  readonly chassisMacs: ReadonlyMap<string, string>;
  readonly transportZones: readonly string[];
  readonly isInterconnect: boolean;
  /** As written, for Chassis.other_config. */
  readonly raw: ReadonlyMap<string, string>;
}

/** Keys that a chassis may have of its own, as `KEY-CHASSIS`, when several share one host (ovn-controller(8)). */
function own(ids: ReadonlyMap<string, string>, key: string, chassis: string | undefined): string | undefined {
  return (chassis === undefined ? undefined : ids.get(`${key}-${chassis}`)) ?? ids.get(key);
}

const list = (text: string | undefined) =>
  (text ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');

const pairs = (text: string | undefined) =>
  new Map(
    list(text).flatMap((part) => {
      const colon = part.indexOf(':');
      return colon > 0 ? [[part.slice(0, colon), part.slice(colon + 1)] as const] : [];
    }),
  );

/** In seconds. */
const OPENFLOW_PROBES = { usual: 0, shortest: 5 };

/** The host's configuration, parsed once. */
export const settings = query(
  'settings',
  (read, _: typeof HOST): Settings => {
    const self = read.row(Self, 'self');
    const [id] = read.ids(Open_vSwitch);
    const row = id === undefined ? undefined : read.row(Open_vSwitch, id);
    const ids: ReadonlyMap<string, string> = row?.external_ids ?? new Map();
    const chassis = self?.chassisName ?? ids.get('system-id');
    return {
      isKnown: row !== undefined,
      chassis,
      hostname: ids.get('hostname') ?? self?.hostname ?? '',
      bridge: own(ids, 'ovn-bridge', chassis) ?? 'br-int',
      bridgeDatapathType: own(ids, 'ovn-bridge-datapath-type', chassis),
      remote: own(ids, 'ovn-remote', chassis),
      remoteProbeMs: probeInterval(own(ids, 'ovn-remote-probe-interval', chassis)),
      openflowProbeMs: probeInterval(own(ids, 'ovn-openflow-probe-interval', chassis), OPENFLOW_PROBES) * 1000,
      monitorAll: own(ids, 'ovn-monitor-all', chassis) === 'true',
      encapTypes: list(own(ids, 'ovn-encap-type', chassis)),
      encapIps: list(own(ids, 'ovn-encap-ip', chassis)),
      encapChecksum: own(ids, 'ovn-encap-csum', chassis) !== 'false',
      encapTos: own(ids, 'ovn-encap-tos', chassis),
      encapDfDefault: own(ids, 'ovn-encap-df_default', chassis),
      setLocalIp: own(ids, 'ovn-set-local-ip', chassis) === 'true',
      bridgeMappings: pairs(own(ids, 'ovn-bridge-mappings', chassis)),
      chassisMacs: pairs(own(ids, 'ovn-chassis-mac-mappings', chassis)),
      transportZones: list(own(ids, 'ovn-transport-zones', chassis)),
      isInterconnect: own(ids, 'ovn-is-interconn', chassis) === 'true',
      raw: ids,
    };
  },
  equalDeep,
);
