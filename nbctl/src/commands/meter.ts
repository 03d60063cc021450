/** Meters: `meter-add`, `meter-del`, `meter-list`. */
import { always, type Call, type Command, type CommandContext, CommandError, flag, given } from '#ctl';
import { Meter, Meter_Band } from '#schemas/northbound';
import { integerIn } from '../integer-argument.js';
import { compare } from '../named-row.js';

function add(call: Call, { draft }: CommandContext): undefined {
  const [name = '', action = '', rateText = '', unit = '', burstText] = call.arguments;
  const existing = draft.rows(Meter).find((meter) => meter.name === name);
  if (existing !== undefined && !given(call, 'may-exist')) {
    throw new CommandError(`meter with name "${name}" already exists`);
  }
  if (name.startsWith('__')) throw new CommandError('meter names that begin with "__" are reserved');
  if (action !== 'drop') throw new CommandError('action must be "drop"');
  const rate = integerIn(rateText, 1, 4294967295);
  if (rate === undefined) throw new CommandError('rate must be in the range 1...4294967295');
  if (unit !== 'kbps' && unit !== 'pktps') throw new CommandError('unit must be "kbps" or "pktps"');
  const burst = burstText === undefined ? 0 : integerIn(burstText, 0, 4294967295);
  if (burst === undefined) throw new CommandError('burst must be in the range 0...4294967295');
  const band = draft.insert(Meter_Band, { action, rate, burst_size: burst });
  const columns = { unit, bands: [band], ...(given(call, 'fair') ? { fair: true } : {}) } as const;
  if (existing === undefined) draft.insert(Meter, { name, ...columns });
  else draft.update(Meter, existing._uuid, columns);
  return undefined;
}

export const meterCommands: readonly Command[] = [
  {
    name: 'meter-add',
    usage: 'NAME ACTION RATE UNIT [BURST]',
    summary: 'adds a meter. ACTION: drop; UNIT: kbps or pktps; with --fair each user of it has the whole rate.',
    minArguments: 4,
    maxArguments: 5,
    options: [flag('fair'), flag('may-exist')],
    needs: always([Meter, 'name', 'fair']),
    run: add,
  },
  {
    name: 'meter-del',
    usage: '[NAME]',
    summary: 'removes meter NAME, or all meters.',
    minArguments: 0,
    maxArguments: 1,
    options: [],
    needs: always([Meter, 'name']),
    run(call, { draft }) {
      const [name] = call.arguments;
      for (const meter of draft.rows(Meter)) {
        if (name === undefined || meter.name === name) draft.delete(Meter, meter._uuid);
      }
      return undefined;
    },
  },
  {
    name: 'meter-list',
    usage: '',
    summary: 'prints the meters, by name.',
    minArguments: 0,
    maxArguments: 0,
    options: [],
    isReadOnly: true,
    needs: always([Meter, 'name', 'fair', 'unit', 'bands'], [Meter_Band, 'action', 'rate', 'burst_size']),
    run(_call, { draft, output }) {
      for (const meter of draft.rows(Meter).toSorted((a, b) => compare(a.name, b.name))) {
        output.line(`${meter.name}:${meter.fair === true ? ' (fair)' : ''} bands:`);
        for (const band of draft.getAll(Meter_Band, meter.bands)) {
          const burstUnit = meter.unit === 'kbps' ? 'kb' : 'packet';
          const burst = band.burst_size === 0 ? '' : `, ${band.burst_size} ${burstUnit} burst`;
          output.line(`  ${band.action}: ${band.rate} ${meter.unit}${burst}`);
        }
      }
      return undefined;
    },
  },
];
