import { macToNumber, parseMac, type Uuid } from '#base';
import type { Read } from '#incremental';
import type { Action, MatchField } from '#openflow';
import { Chassis, Port_Binding } from '#schemas/southbound';
import { cookieOf, type Flow, makeFlow } from '../install/flow.js';
import { bindingOf } from '../local/binding.js';
import { ownChassis } from '../local/own-chassis.js';
import { patchPorts, portByName } from '../local/port-index.js';
import { HOST, settings } from '../local/settings.js';
import { type PortFacts, zoneActions } from './port-facts.js';
import { exact, fields, inDatapath, masked, output, resubmit, set, tables, toPort } from './shorthand.js';

// A distributed router's MAC must not show up at several ports of a physical network: each chassis sends with a MAC of its own
// (ovn-controller(8), ovn-chassis-mac-mappings), and gives packets with the MAC of another chassis the router's back.

const CONJUNCTION = 100;
const VLAN_PRESENT = 0x1000;
const ETHERTYPE_VLAN = 0x8100;

const clause = (index: number): Action => ({ kind: 'conjunction', id: CONJUNCTION, clause: index, clauses: 2 });

/** Table 0: the MACs that another chassis sends with. */
export function chassisMacs(read: Read, id: Uuid<'Chassis'>): readonly Flow[] {
  if (id === read(ownChassis, HOST)) return [];
  const mappings = read.row(Chassis, id)?.other_config.get('ovn-chassis-mac-mappings') ?? '';
  return mappings.split(',').flatMap((mapping) => {
    const mac = macOf(mapping.slice(mapping.indexOf(':') + 1));
    if (mac === undefined) return [];
    return [makeFlow(tables.physicalToLogical, 180, [exact(fields.eth_src, mac)], [clause(0)], cookieOf(id))];
  });
}

/** Tables 0 and 65 for a localnet port whose switch has distributed routers. */
export function routerMacs(read: Read, port: PortFacts): readonly Flow[] {
  const { binding } = port;
  const zones = zoneActions(read, port);
  if (binding?.kind !== 'localnet' || zones === undefined) return [];
  const network = read.row(Port_Binding, port.id)?.options.get('network_name') ?? '';
  const own = macOf(read(settings, HOST).chassisMacs.get(network));
  const tag = binding.tag;
  const vlan =
    tag === undefined
      ? masked(fields.vlan_tci, 0, VLAN_PRESENT)
      : masked(fields.vlan_tci, VLAN_PRESENT | tag, VLAN_PRESENT | 0xfff);
  return routersOf(read, port).flatMap(({ id, mac }) => [
    makeFlow(tables.physicalToLogical, 180, [vlan], [clause(1)], cookieOf(id)),
    makeFlow(
      tables.physicalToLogical,
      180,
      [exact(fields.conj_id, CONJUNCTION), exact(fields.in_port, binding.ofport), vlan],
      [
        ...(tag === undefined ? [] : [{ kind: 'pop_vlan' } as const]),
        ...zones,
        set(fields.metadata, BigInt(port.datapath.key)),
        set(fields.reg14, port.key),
        set(fields.eth_src, mac),
        resubmit(tables.logicalIngress),
      ],
      cookieOf(id),
    ),
    ...(own === undefined ? [] : [sendWithOwnMac(port, binding.ofport, tag, mac, own)]),
  ]);
}

function sendWithOwnMac(port: PortFacts, ofport: number, tag: number | undefined, router: bigint, own: bigint): Flow {
  const match: readonly MatchField[] = [toPort(port.key), inDatapath(port.datapath.key), exact(fields.eth_src, router)];
  const pushTag: readonly Action[] =
    tag === undefined
      ? []
      : [{ kind: 'push_vlan', ethertype: ETHERTYPE_VLAN }, set(fields.vlan_vid, VLAN_PRESENT | tag)];
  const popTag: readonly Action[] = tag === undefined ? [] : [{ kind: 'pop_vlan' }];
  return makeFlow(
    tables.logicalToPhysical,
    150,
    match,
    [set(fields.eth_src, own), ...pushTag, output(ofport), set(fields.eth_src, router), ...popTag],
    cookieOf(port.id),
  );
}

/** The router ports of this host that are joined to a switch, with their MACs. */
function routersOf(
  read: Read,
  port: PortFacts,
): readonly { readonly id: Uuid<'Port_Binding'>; readonly mac: bigint }[] {
  return read.find(patchPorts, port.datapath.id).flatMap((patch) => {
    const name = read.row(Port_Binding, patch)?.options.get('peer');
    const id = name === undefined ? undefined : read(portByName, name);
    const peer = id === undefined ? undefined : read.row(Port_Binding, id);
    if (id === undefined || peer === undefined || read(bindingOf, id)?.kind !== 'patch') return [];
    const mac = macOf(peer.mac[0]?.split(' ')[0]);
    return mac === undefined ? [] : [{ id, mac }];
  });
}

function macOf(text: string | undefined): bigint | undefined {
  const mac = text === undefined ? undefined : parseMac(text);
  return mac === undefined ? undefined : BigInt(macToNumber(mac));
}
