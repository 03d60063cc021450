/** Gateway chassis of router ports: `lrp-set-`, `lrp-del-`, `lrp-get-gateway-chassis`. */
import { always, argument, type Command, CommandError, flag } from '#ctl';
import { Gateway_Chassis, Logical_Router_Port } from '#schemas/northbound';
import { compareGatewayChassis } from '../gateway-chassis-order.js';
import { parsePriority } from '../integer-argument.js';
import { routerPortNamed } from '../named-row.js';

const needs = always(
  [Logical_Router_Port, 'name', 'gateway_chassis'],
  [Gateway_Chassis, 'name', 'chassis_name', 'priority'],
);

export const gatewayChassisCommands: readonly Command[] = [
  {
    name: 'lrp-set-gateway-chassis',
    usage: 'PORT CHASSIS [PRIORITY]',
    summary: 'makes CHASSIS a gateway of PORT; of several the one with the highest priority is active.',
    minArguments: 2,
    maxArguments: 3,
    options: [flag('may-exist')],
    needs,
    run(call, { draft }) {
      const port = routerPortNamed(draft, argument(call, 0));
      const [, chassis = '', priorityText] = call.arguments;
      const priority = priorityText === undefined ? 0 : parsePriority(priorityText);
      const name = `${port.name}-${chassis}`;
      const existing = draft.rows(Gateway_Chassis).find((row) => row.name === name);
      if (existing !== undefined) {
        draft.update(Gateway_Chassis, existing._uuid, { priority });
        return undefined;
      }
      const gateway = draft.insert(Gateway_Chassis, { name, chassis_name: chassis, priority });
      draft.add(Logical_Router_Port, port._uuid, 'gateway_chassis', [gateway]);
      return undefined;
    },
  },
  {
    name: 'lrp-del-gateway-chassis',
    usage: 'PORT CHASSIS',
    summary: 'takes CHASSIS from the gateways of PORT.',
    minArguments: 2,
    maxArguments: 2,
    options: [],
    needs,
    run(call, { draft }) {
      const port = routerPortNamed(draft, argument(call, 0));
      const chassis = argument(call, 1);
      const gateway = draft.getAll(Gateway_Chassis, port.gateway_chassis).find((row) => row.chassis_name === chassis);
      if (gateway === undefined) {
        throw new CommandError(`chassis ${chassis} is not added to logical port ${argument(call, 0)}`);
      }
      draft.remove(Logical_Router_Port, port._uuid, 'gateway_chassis', [gateway._uuid]);
      draft.delete(Gateway_Chassis, gateway._uuid);
      return undefined;
    },
  },
  {
    name: 'lrp-get-gateway-chassis',
    usage: 'PORT',
    summary: 'prints the gateways of PORT with their priorities, highest first.',
    minArguments: 1,
    maxArguments: 1,
    options: [],
    isReadOnly: true,
    needs,
    run(call, { draft, output }) {
      const port = routerPortNamed(draft, argument(call, 0));
      const gateways = draft.getAll(Gateway_Chassis, port.gateway_chassis).toSorted(compareGatewayChassis);
      for (const gateway of gateways) output.line(`${gateway.name} ${String(gateway.priority).padStart(5)}`);
      return undefined;
    },
  },
];
