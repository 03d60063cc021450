/** Carries operations out on a frame. Before: the cache found (or a translation made) them. After: ports, tracker, controllers. */

import type { CtResult } from '../conntrack/connection-table.js';
import { isFragment } from '../conntrack/fragment-store.js';
import type { Frozen } from '../translate/frozen.js';
import { setArp, setEthernet, setIcmp, setIpv4, setIpv6, setNd, setTransport, setVlans } from './header-edit.js';
import type { Operation, TunnelHeader } from './operation.js';
import type { Packet } from './packet.js';
import type { DatapathPort } from './port.js';

export interface ExecutionTarget {
  track(packet: Packet, operation: Extract<Operation, { op: 'ct' }>): CtResult;
  /** Goes on with a packet whose connection state is known; the packet is the target's. */
  recirculate(packet: Packet, frozen: Frozen, connection: CtResult): void;
  /** Keeps a fragment that is to go on at `operations[at]`, a ct operation, once its datagram is whole. */
  holdFragment(packet: Packet, operations: readonly Operation[], at: number): void;
  tunnel(port: DatapathPort, bytes: Uint8Array, header: TunnelHeader): void;
}

/** Runs the operations; `packet` is changed. */
export function execute(packet: Packet, operations: readonly Operation[], target: ExecutionTarget): void {
  for (let i = 0; i < operations.length; i++) {
    const operation = operations[i]!;
    switch (operation.op) {
      case 'output':
        operation.port.send(cut(packet.bytes, operation.maxLength));
        break;
      case 'tunnel':
        target.tunnel(operation.port, cut(packet.bytes, operation.maxLength), operation.header);
        break;
      case 'set-ethernet':
        setEthernet(packet, operation.destination, operation.source);
        break;
      case 'set-vlans':
        setVlans(packet, operation.outer, operation.inner);
        break;
      case 'set-ipv4':
        setIpv4(packet, operation.source, operation.destination, operation.tos, operation.ttl);
        break;
      case 'set-ipv6':
        setIpv6(packet, operation.source, operation.destination, operation.label, operation.tos, operation.ttl);
        break;
      case 'set-transport':
        setTransport(packet, operation.protocol, operation.ports);
        break;
      case 'set-icmp':
        setIcmp(packet, operation.type, operation.code);
        break;
      case 'set-arp':
        setArp(packet, operation.words);
        break;
      case 'set-nd':
        setNd(packet, operation.words);
        break;
      case 'ct': {
        if (isFragment(packet)) {
          // Goes on from here, with the others of its datagram.
          target.holdFragment(packet, operations, i);
          return;
        }
        const isLast = i === operations.length - 1;
        const result = target.track(packet, operation);
        if (operation.resume !== undefined) {
          target.recirculate(isLast ? packet : packet.clone(), operation.resume, result);
        }
        break;
      }
      case 'ct-clear':
        break;
      case 'controller':
        operation.send(packet.bytes);
        break;
      case 'meter':
        if (!operation.allow(packet.bytes.length)) return;
        break;
      case 'clone':
        execute(packet.clone(), operation.operations, target);
        break;
    }
  }
}

function cut(bytes: Uint8Array, maxLength: number | undefined): Uint8Array {
  return maxLength === undefined || bytes.length <= maxLength ? bytes : bytes.subarray(0, maxLength);
}
