import type { Read } from '#incremental';
import { type Action, ports } from '#openflow';
import { cookieOf, type Flow, makeFlow } from '../install/flow.js';
import { bindingOf } from '../local/binding.js';
import { portsOfParent } from '../local/port-index.js';
import { type PortFacts, zoneActions } from './port-facts.js';
import {
  exact,
  fields,
  fromPort,
  inDatapath,
  lowered,
  raised,
  resubmit,
  set,
  tables,
  toPort,
  whole,
} from './shorthand.js';

/** Goes on without the ingress port, so that the packet may leave by it. */
const forgetInPort: readonly Action[] = [
  { kind: 'push', source: whole(fields.in_port) },
  set(fields.in_port, ports.none),
  resubmit(tables.logicalToPhysical),
  { kind: 'pop', destination: whole(fields.in_port) },
];

/**
 * Tables 40, 41 and 64: a packet for a port of this host gets the port's zones, goes through the egress pipeline unless it would go
 * out where it came in, and then is let out by its ingress port only where that is allowed.
 */
export function localDelivery(read: Read, port: PortFacts): readonly Flow[] {
  const { binding } = port;
  const zones = zoneActions(read, port);
  if (binding === undefined || zones === undefined) return [];
  const cookie = cookieOf(port.id);
  const to = [toPort(port.key), inDatapath(port.datapath.key)];
  const flows = [
    makeFlow(tables.localOutput, 100, to, [...zones, resubmit(tables.checkLoopback)], cookie),
    makeFlow(tables.checkLoopback, 100, [...to, fromPort(port.key), lowered('loopback')], [], cookie),
    // A container's port shares the switch port of its neighbours, so the packet may always go back there.
    binding.kind === 'container'
      ? makeFlow(tables.saveInPort, 100, to, forgetInPort, cookie)
      : makeFlow(tables.saveInPort, 100, [...to, raised('loopback')], forgetInPort, cookie),
  ];
  if (binding.kind === 'localnet') {
    // What only this chassis may see, and what a localport sent, does not reach the physical network.
    flows.push(
      makeFlow(tables.checkLoopback, 160, [...to, raised('localOnly')], [], cookie),
      makeFlow(tables.checkLoopback, 160, [...to, raised('localport')], [], cookie),
    );
  }
  if (binding.kind === 'vif' && hasContainers(read, port)) {
    flows.push(makeFlow(tables.saveInPort, 100, [...to, raised('nestedContainer')], forgetInPort));
  }
  return flows;
}

function hasContainers(read: Read, port: PortFacts): boolean {
  return read.find(portsOfParent, port.name).some((id) => read(bindingOf, id)?.kind === 'container');
}

/** What a packet for the port matches, for rules of other tables. */
export const toLogicalPort = (port: PortFacts) => [exact(fields.reg15, port.key), inDatapath(port.datapath.key)];
