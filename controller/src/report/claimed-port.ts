import type { Uuid } from '#base';
import { eachKey, relation } from '#incremental';
import { Port_Binding } from '#schemas/southbound';
import { bindingOf, claimedPorts } from '../local/binding.js';
import { HOST } from '../local/settings.js';

export interface ClaimedPort {
  readonly id: Uuid<'Port_Binding'>;
  readonly name: string;
  readonly ofport: number | undefined;
}

/** Each row means: this host has the port and reports when its flows are in the switch. */
export const ClaimedPorts = relation<ClaimedPort>('ClaimedPorts', (port) => port.id, [
  eachKey(
    (read) => read(claimedPorts, HOST),
    (read, id) => {
      const row = read.row(Port_Binding, id);
      if (row === undefined) return [];
      const binding = read(bindingOf, id);
      return [
        {
          id,
          name: row.logical_port,
          ofport: binding !== undefined && 'ofport' in binding ? binding.ofport : undefined,
        },
      ];
    },
  ),
]);
