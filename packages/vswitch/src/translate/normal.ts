/**
 * The NORMAL action: an Ethernet switch with VLANs that learns addresses (ovs-vswitchd.conf.db(5), Port). Before: output
 * to the reserved port NORMAL. After: outputs.
 */
import { ETHERTYPE_ARP, ETHERTYPE_VLAN } from '#packets';
import { VLAN_PRESENT, word } from '../key/layout.js';
import { isOutput } from './mirror.js';
import { sendTo } from './output.js';
import type { Translation } from './translation.js';
import type { BridgePort } from './translation-bridge.js';

const TWO_32 = 0x100000000;

export function normal(t: Translation): void {
  const { key, bridge } = t;
  t.dependOn(bridge.portSet);
  t.dependOn(bridge.macs);
  const inPort = bridge.portSet.get(key[word.inPort]!);
  const vlan = inputVlan(t, inPort);
  if (vlan === undefined) return;
  const source = key[word.ethSource]! * TWO_32 + key[word.ethSource + 1]!;
  const destination = key[word.ethDestination]! * TWO_32 + key[word.ethDestination + 1]!;
  // 802.1D control frames stop here.
  if (!bridge.forwardsBpdu && destination >= 0x0180c2000000 && destination <= 0x0180c200000f) return;
  if (inPort !== undefined && (key[word.ethSource]! & 0x100) === 0) {
    const isGratuitousArp = key[word.ethType] === ETHERTYPE_ARP && key[word.ipSource] === key[word.ipDestination];
    if (t.trace !== undefined) t.trace.note(t.nesting, 'learns the source address');
    t.effects.push(() => bridge.macs.learn(vlan, source, inPort.number, isGratuitousArp));
  }
  const isMulticast = (key[word.ethDestination]! & 0x100) !== 0;
  const known = isMulticast ? undefined : bridge.macs.lookup(vlan, destination);
  if (known !== undefined) {
    const port = bridge.portSet.get(known);
    if (port !== undefined) {
      if (known === inPort?.number) t.trace?.note(t.nesting, 'learned port is input port, dropping');
      else {
        t.trace?.note(t.nesting, `forwarding to learned port`);
        outputVlan(t, port, vlan);
      }
      return;
    }
  }
  t.trace?.note(t.nesting, 'no learned MAC for destination, flooding');
  for (const port of bridge.portSet.all()) {
    if (port.number === inPort?.number || port.noFlood || isOutput(t, port.number)) continue;
    if (carries(port, vlan)) outputVlan(t, port, vlan);
  }
}

/** The VLAN a packet belongs to; undefined: the port does not admit it. */
function inputVlan(t: Translation, port: BridgePort | undefined): number | undefined {
  const tci = t.key[word.vlan]!;
  const id = tci & 0xfff;
  if (port === undefined) return id;
  const drop = () => {
    t.trace?.note(t.nesting, `VLAN ${id} not allowed on ${port.name}: dropped`);
    return undefined;
  };
  switch (port.vlan.mode) {
    case 'access':
      return id === 0 ? port.vlan.tag : drop();
    case 'native-tagged':
    case 'native-untagged':
      if (id === 0) return port.vlan.tag;
      return carries(port, id) ? id : drop();
    case 'trunk':
      return carries(port, id) ? id : drop();
  }
}

function carries(port: BridgePort, vlan: number): boolean {
  const { mode, tag, trunks } = port.vlan;
  if (mode === 'access') return tag === vlan;
  if (mode !== 'trunk' && tag === vlan) return true;
  return trunks.size === 0 || trunks.has(vlan);
}

function outputVlan(t: Translation, port: BridgePort, vlan: number): void {
  if (!carries(port, vlan)) return;
  const { mode, tag } = port.vlan;
  const isUntagged = vlan === 0 || mode === 'access' || (mode === 'native-untagged' && tag === vlan);
  const before = t.key[word.vlan]!;
  const priority = before & 0xe000;
  const tpid = before >>> 16 || ETHERTYPE_VLAN;
  t.key[word.vlan] = isUntagged ? 0 : ((tpid << 16) | priority | VLAN_PRESENT | vlan) >>> 0;
  sendTo(t, port, undefined);
  t.key[word.vlan] = before;
}
