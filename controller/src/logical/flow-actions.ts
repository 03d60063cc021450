import { ByteWriter } from '#base';
import { index, query, type Read } from '#incremental';
import {
  type EncodeContext,
  type Expr,
  encodeActions,
  type LogicalAction,
  type LogicalMeter,
  type OptionTable,
  parseActions,
} from '#logical';
import { type Action, encodeActions as encodeOpenFlow, versions } from '#openflow';
import { DHCP_Options, DHCPv6_Options, Meter, Meter_Band, Port_Binding } from '#schemas/southbound';
import { type Meter as MeterOfSwitch, meterOf } from '../install/meter.js';
import type { Output } from '../install/output.js';
import type { DatapathFacts } from '../local/datapath.js';
import { portByName } from '../local/port-index.js';
import { HOST } from '../local/settings.js';
import { GroupId, MeterId } from '../local/state.js';
import { tunnelToChassis } from '../local/tunnel.js';
import { portKey } from './names.js';
import { symbols } from './symbols.js';
import { templateVariables } from './templates.js';

/** A logical table. */
export interface Stage {
  readonly pipeline: 'ingress' | 'egress';
  readonly table: number;
}

export interface ParsedActions {
  readonly actions: readonly LogicalAction[];
  readonly prerequisites: Expr;
  readonly error?: string;
}

const options = query('dhcpOptions', (read, _: typeof HOST): OptionTable => {
  const rows = read.ids(DHCP_Options).flatMap((id) => read.row(DHCP_Options, id) ?? []);
  return new Map(rows.map(({ name, code, type }) => [name, { name, code, type }]));
});

const options6 = query('dhcpv6Options', (read, _: typeof HOST): OptionTable => {
  const rows = read.ids(DHCPv6_Options).flatMap((id) => read.row(DHCPv6_Options, id) ?? []);
  return new Map(rows.map(({ name, code, type }) => [name, { name, code, type }]));
});

function parse(read: Read, text: string, { pipeline, table }: Stage): ParsedActions {
  const usesOptions = text.includes('_opts(') || text.includes('^');
  return parseActions(text, {
    symbols,
    variables: templateVariables(read),
    pipeline,
    table,
    dhcpOptions: usesOptions ? read(options, HOST) : NO_OPTIONS,
    dhcpv6Options: usesOptions ? read(options6, HOST) : NO_OPTIONS,
  });
}

const NO_OPTIONS: OptionTable = new Map();

/** Actions that many flows have, parsed once; keyed by pipeline, table and text. */
const commonActions = query('commonActions', (read, key: string): ParsedActions => {
  const [pipeline, table, ...text] = key.split(' ');
  return parse(read, text.join(' '), { pipeline: pipeline === 'ingress' ? 'ingress' : 'egress', table: Number(table) });
});

/** A text without names and addresses is likely the same in many flows. */
const COMMON = /^[^"]*$/;
const ADDRESS = /\d[.:]/;

export function parsedActions(read: Read, text: string, stage: Stage): ParsedActions {
  if (!COMMON.test(text) || ADDRESS.test(text)) return parse(read, text, stage);
  return read(commonActions, `${stage.pipeline} ${stage.table} ${text}`);
}

/** A flow's actions for one datapath. */
export interface EncodedActions {
  /** Absent while a number is missing. */
  readonly actions: readonly Action[] | undefined;
  /** The same for every datapath of the kind. */
  readonly isGeneric: boolean;
  /** Numbers that the actions need. */
  readonly wanted: readonly Output[];
}

const meterIndex = index(MeterId, 'name', (row) => [row._uuid]);

const metersByName = index(Meter, 'name', (row) => [row.name]);

/** A meter as the switch takes it; undefined when no row has the name. */
function configOf(read: Read, meter: LogicalMeter): MeterOfSwitch | undefined {
  if (meter.kind === 'rate') return meterOf('kbps', [{ rate: Number(meter.rate), burst: Number(meter.burst) }]);
  const [id] = read.find(metersByName, meter.name);
  const row = id === undefined ? undefined : read.row(Meter, id);
  if (row === undefined) return undefined;
  const bands = row.bands.flatMap((band) => {
    const { rate, burst_size: burst = 0 } = read.row(Meter_Band, band) ?? {};
    return rate === undefined ? [] : [{ rate, burst }];
  });
  return meterOf(row.unit, bands);
}

/** Turns actions into OpenFlow for a datapath. */
export function encodeFor(
  read: Read,
  actions: readonly LogicalAction[],
  stage: Stage,
  datapath: DatapathFacts,
  flow: { readonly cookie: number; readonly meter: string | undefined },
): EncodedActions {
  let isGeneric = true;
  let isComplete = true;
  const wanted: Output[] = [];
  const context: EncodeContext = {
    pipeline: stage.pipeline,
    datapath: datapath.isSwitch ? 'switch' : 'router',
    get datapathKey() {
      isGeneric = false;
      return datapath.key;
    },
    cookie: flow.cookie,
    ...(flow.meter === undefined ? {} : { controllerMeter: flow.meter }),
    portKey: (name) => {
      isGeneric = false;
      return portKey(read, datapath.id, name);
    },
    groupId: (group) => {
      const id = read.row(GroupId, group.text)?.group;
      wanted.push({ kind: 'group', name: group.text, id, group, key: `group ${group.text}` });
      if (id === undefined) isComplete = false;
      return id ?? 0;
    },
    meterId: (meter) => {
      const name = meter.kind === 'named' ? meter.name : `__string: kbps ${meter.rate} ${meter.burst}`;
      const config = configOf(read, meter);
      if (config === undefined) return undefined;
      const [known] = read.find(meterIndex, name);
      const id = known === undefined ? undefined : read.row(MeterId, known)?.meter;
      wanted.push({ kind: 'meter', name, meter: config, id, key: `meter ${name}` });
      if (id === undefined) isComplete = false;
      return id ?? 0;
    },
    tunnelPort: (name) => {
      isGeneric = false;
      const id = read(portByName, name);
      const chassis = id === undefined ? undefined : read.row(Port_Binding, id)?.chassis;
      return chassis === undefined ? undefined : read(tunnelToChassis, chassis)?.ofport;
    },
    hasCollectorSet: () => false,
    actionBytes: (list) => {
      const writer = new ByteWriter();
      encodeOpenFlow(writer, list, versions.openflow15);
      return writer.finish();
    },
  };
  const encoded = encodeActions(actions, context);
  return { actions: isComplete ? encoded : undefined, isGeneric: isGeneric && isComplete, wanted };
}
