/**
 * What a translation comes down to: operations on one frame, in order, with all values known. Before: the translation of a
 * flow key (translate/). After: execute.ts carries them out for every packet with the same facts.
 */
import type { Nat } from '#openflow';
import type { FlowKey } from '../key/layout.js';
import type { Frozen } from '../translate/frozen.js';
import type { DatapathPort } from './port.js';

/** Tunnel header of a frame that leaves through a tunnel port. Addresses as numbers (IPv4) or words (IPv6). */
export interface TunnelHeader {
  readonly id: bigint;
  readonly destination: string;
  readonly source: string | undefined;
  readonly options: readonly { readonly optionClass: number; readonly type: number; readonly data: Uint8Array }[];
}

/** A write of a tracked connection's mark or label. */
export interface CtWrite {
  readonly mark: { readonly value: number; readonly mask: number } | undefined;
  readonly label: { readonly value: bigint; readonly mask: bigint } | undefined;
}

export type Operation =
  | { readonly op: 'output'; readonly port: DatapathPort; readonly maxLength: number | undefined }
  | {
      readonly op: 'tunnel';
      readonly port: DatapathPort;
      readonly header: TunnelHeader;
      readonly maxLength: number | undefined;
    }
  | {
      readonly op: 'set-ethernet';
      readonly destination: readonly [number, number];
      readonly source: readonly [number, number];
    }
  | { readonly op: 'set-vlans'; readonly outer: number; readonly inner: number }
  | {
      readonly op: 'set-ipv4';
      readonly source: number;
      readonly destination: number;
      readonly tos: number;
      readonly ttl: number;
    }
  | {
      readonly op: 'set-ipv6';
      readonly source: readonly number[];
      readonly destination: readonly number[];
      readonly label: number;
      readonly tos: number;
      readonly ttl: number;
    }
  | { readonly op: 'set-transport'; readonly protocol: number; readonly ports: number }
  | { readonly op: 'set-icmp'; readonly type: number; readonly code: number }
  | { readonly op: 'set-arp'; readonly words: FlowKey }
  | { readonly op: 'set-nd'; readonly words: FlowKey }
  | {
      readonly op: 'ct';
      readonly zone: number;
      readonly commit: boolean;
      readonly force: boolean;
      readonly nat: Nat | undefined;
      readonly write: CtWrite;
      readonly alg: 'ftp' | 'tftp' | undefined;
      /** Where a copy of the packet goes on with its connection state. */
      readonly resume: Frozen | undefined;
    }
  | { readonly op: 'ct-clear' }
  | { readonly op: 'controller'; readonly send: ControllerSend }
  | { readonly op: 'meter'; readonly allow: (bytes: number) => boolean }
  | { readonly op: 'clone'; readonly operations: readonly Operation[] };

/** Called for every packet that is to go to a controller: `bytes` must be copied by the one who keeps them. */
export type ControllerSend = (bytes: Uint8Array) => void;
