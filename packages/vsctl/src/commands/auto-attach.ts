/** IEEE 802.1Qcj mappings of service ids to VLANs: `add-`, `del-`, `get-aa-mapping`. */
import { argument, type Command, CommandError } from '#ctl';
import { AutoAttach, Bridge } from '#schemas/open-vswitch';
import { configurationNeeds, readConfiguration, realBridgeNamed } from '../configuration.js';

const needs = () => [
  ...configurationNeeds(),
  { table: Bridge, columns: ['auto_attach'] },
  { table: AutoAttach, columns: ['mappings'] },
];

const mappingArguments = { usage: 'BRIDGE I-SID VLAN', minArguments: 3, maxArguments: 3, options: [], needs } as const;

function parseNumber(text: string, limit: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value <= limit) return value;
  throw new CommandError(`Invalid argument ${text}`);
}

export const autoAttachCommands: readonly Command[] = [
  {
    ...mappingArguments,
    name: 'add-aa-mapping',
    summary: 'maps service I-SID to VLAN on BRIDGE.',
    run(call, { draft }) {
      const { row } = realBridgeNamed(readConfiguration(draft), argument(call, 0));
      const isid = parseNumber(argument(call, 1), 0xffffff);
      const vlan = parseNumber(argument(call, 2), 4095);
      const id = row.auto_attach ?? draft.insert(AutoAttach, {});
      if (row.auto_attach === undefined) draft.update(Bridge, row._uuid, { auto_attach: id });
      draft.addToColumn(AutoAttach, id, 'mappings', new Map([[isid, vlan]]));
      return undefined;
    },
  },
  {
    ...mappingArguments,
    name: 'del-aa-mapping',
    summary: 'removes the mapping of I-SID to VLAN from BRIDGE.',
    run(call, { draft }) {
      const { row } = realBridgeNamed(readConfiguration(draft), argument(call, 0));
      if (row.auto_attach === undefined) return undefined;
      const pair = new Map([[parseNumber(argument(call, 1), 0xffffff), parseNumber(argument(call, 2), 4095)]]);
      draft.removeFromColumn(AutoAttach, row.auto_attach, 'mappings', pair);
      return undefined;
    },
  },
  {
    name: 'get-aa-mapping',
    usage: 'BRIDGE',
    summary: 'prints the mappings of BRIDGE.',
    minArguments: 1,
    maxArguments: 1,
    options: [],
    isReadOnly: true,
    needs,
    run(call, { draft, output }) {
      const { row } = realBridgeNamed(readConfiguration(draft), argument(call, 0));
      const mappings = row.auto_attach === undefined ? undefined : draft.get(AutoAttach, row.auto_attach)?.mappings;
      for (const [isid, vlan] of mappings ?? []) output.line(`${isid} ${vlan}`);
      return undefined;
    },
  },
];
