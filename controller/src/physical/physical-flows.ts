import type { Uuid } from '#base';
import { each, eachKey, type Read, type Source } from '#incremental';
import { Port } from '#schemas/open-vswitch';
import { Chassis, FDB, MAC_Binding, Multicast_Group, Port_Binding, Static_MAC_Binding } from '#schemas/southbound';
import type { Flow } from '../install/flow.js';
import { HOST } from '../local/settings.js';
import { tunnelOfPort } from '../local/tunnel.js';
import { chassisMacs, routerMacs } from './chassis-mac.js';
import { fixedFlows } from './fixed.js';
import { forwardingEntry } from './forwarding-entry.js';
import { localDelivery } from './local-delivery.js';
import { multicastGroup } from './multicast-group.js';
import { learntNeighbor, staticNeighbor } from './neighbor.js';
import { portFacts } from './port-facts.js';
import { portInput } from './port-input.js';
import { portOutput } from './port-output.js';
import { portSecurity } from './port-security.js';
import { localportStays, remotePort } from './remote-port.js';
import { tunnelInput } from './tunnel-input.js';

function ofPort(read: Read, id: Uuid<'Port_Binding'>): readonly Flow[] {
  const port = read(portFacts, id);
  if (port === undefined) return [];
  if (port.binding === undefined) return remotePort(read, port);
  return [
    ...portInput(read, port),
    ...localDelivery(read, port),
    ...portOutput(read, port),
    ...localportStays(port),
    ...portSecurity(read, port),
    ...routerMacs(read, port),
  ];
}

/** Everything between the ports and tunnels of the switch and the logical pipelines: tables 0, 37 to 41, 64 to 67 and 71 to 75. */
export const physicalFlows: readonly Source<Flow>[] = [
  eachKey(
    () => [HOST],
    () => fixedFlows,
  ),
  each(Port_Binding, ofPort),
  each(Multicast_Group, multicastGroup),
  each(Port, (read, id) => {
    const tunnel = read(tunnelOfPort, id);
    return tunnel === undefined ? [] : tunnelInput(tunnel);
  }),
  each(Chassis, chassisMacs),
  each(MAC_Binding, learntNeighbor),
  each(Static_MAC_Binding, staticNeighbor),
  each(FDB, forwardingEntry),
];
