import type { Read } from '#incremental';
import { cookieOf, type Flow, makeFlow } from '../install/flow.js';
import { type PortFacts, zoneActions } from './port-facts.js';
import { exact, fields, masked, raise, resubmit, set, tables } from './shorthand.js';

const VLAN_PRESENT = 0x1000;

/** Table 0: a packet from a port of the switch enters the ingress pipeline of its logical port. */
export function portInput(read: Read, port: PortFacts): readonly Flow[] {
  const { binding } = port;
  const zones = zoneActions(read, port);
  if (binding === undefined || binding.kind === 'patch' || zones === undefined) return [];
  const enter = [
    ...zones,
    set(fields.metadata, BigInt(port.datapath.key)),
    set(fields.reg14, port.key),
    ...(binding.kind === 'localport' ? [raise('localport')] : []),
    resubmit(tables.logicalIngress),
  ];
  const inPort = exact(fields.in_port, binding.ofport);
  const tag = binding.kind === 'localnet' || binding.kind === 'container' ? binding.tag : undefined;
  const cookie = cookieOf(port.id);
  const flow = (priority: number, match: Parameters<typeof makeFlow>[2], actions: Parameters<typeof makeFlow>[3]) =>
    makeFlow(tables.physicalToLogical, priority, match, actions, cookie);
  if (tag !== undefined) {
    const nested = binding.kind === 'container' ? [raise('nestedContainer')] : [];
    const vlan = masked(fields.vlan_tci, VLAN_PRESENT | tag, VLAN_PRESENT | 0xfff);
    return [flow(150, [inPort, vlan], [...nested, { kind: 'pop_vlan' }, ...enter])];
  }
  if (binding.kind === 'localnet') {
    // A physical network's untagged packets, with or without the priority tag of VLAN 0.
    return [
      flow(100, [inPort, masked(fields.vlan_tci, 0, VLAN_PRESENT)], enter),
      flow(
        100,
        [inPort, masked(fields.vlan_tci, VLAN_PRESENT, VLAN_PRESENT | 0xfff)],
        [{ kind: 'pop_vlan' }, ...enter],
      ),
    ];
  }
  return [flow(100, [inPort], enter)];
}
