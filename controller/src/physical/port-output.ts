import type { Uuid } from '#base';
import type { Read } from '#incremental';
import type { Action } from '#openflow';
import { cookieOf, type Flow, makeFlow } from '../install/flow.js';
import { portByName } from '../local/port-index.js';
import { clearRegisters } from './fixed.js';
import { type PortFacts, portFacts, zoneActions } from './port-facts.js';
import { fields, inDatapath, output, resubmit, set, tables, toPort } from './shorthand.js';

const VLAN_PRESENT = 0x1000;
const ETHERTYPE_VLAN = 0x8100;

/** Table 65: the packet leaves the logical network, or goes through a patch into the next datapath. */
export function portOutput(read: Read, port: PortFacts): readonly Flow[] {
  const actions = outputActions(read, port);
  if (actions === undefined) return [];
  const match = [toPort(port.key), inDatapath(port.datapath.key)];
  return [makeFlow(tables.logicalToPhysical, 100, match, actions, cookieOf(port.id))];
}

function outputActions(read: Read, port: PortFacts): readonly Action[] | undefined {
  const { binding } = port;
  if (binding === undefined || zoneActions(read, port) === undefined) return undefined;
  if (binding.kind === 'patch') return enterPeer(read, read(portByName, binding.peer));
  const tag = binding.kind === 'localnet' || binding.kind === 'container' ? binding.tag : undefined;
  if (tag === undefined) return [output(binding.ofport)];
  return [
    { kind: 'push_vlan', ethertype: ETHERTYPE_VLAN },
    set(fields.vlan_vid, VLAN_PRESENT | tag),
    output(binding.ofport),
    { kind: 'pop_vlan' },
  ];
}

/** On a copy: forgets all about this datapath and enters the ingress pipeline of the other. */
function enterPeer(read: Read, id: Uuid<'Port_Binding'> | undefined): readonly Action[] | undefined {
  const peer = id === undefined ? undefined : read(portFacts, id);
  const zones = peer && zoneActions(read, peer);
  if (peer === undefined || zones === undefined) return undefined;
  const actions: readonly Action[] = [
    { kind: 'ct_clear' },
    set(fields.reg11, 0),
    set(fields.reg12, 0),
    set(fields.reg13, 0),
    ...zones,
    set(fields.metadata, BigInt(peer.datapath.key)),
    set(fields.reg14, peer.key),
    set(fields.reg10, 0),
    set(fields.reg15, 0),
    ...clearRegisters,
    resubmit(tables.logicalIngress),
  ];
  return [{ kind: 'clone', actions }];
}
