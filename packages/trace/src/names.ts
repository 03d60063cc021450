/** Names as a trace shows them: long ones replaced by friendly ones unless that is off. Before: the network. After: tracer.ts. */
import { fields } from '#openflow';
import type { TraceDatapath, TraceNetwork, TracePort } from './network.js';
import type { Packet } from './packet.js';

/** What a trace calls datapaths and ports, and the headings made of it. */
export interface Names {
  datapath(datapath: TraceDatapath): string;
  port(port: TracePort): string;
  /** The port or group of a number; `(unnamed)` when there is none, nothing for 0. */
  portOf(datapath: TraceDatapath, key: number): string;
  /** `ingress(dp="sw", inport="a")`; `inport` is shown instead of the packet's. */
  ingress(datapath: TraceDatapath, packet: Packet, inport?: string): string;
  egress(datapath: TraceDatapath, packet: Packet): string;
  /** A text in which the names of ports and datapaths are replaced by their friendly ones. */
  friendly(text: string): string;
}

/** For a trace whose texts nobody reads. */
export const NO_NAMES: Names = {
  datapath: () => '',
  port: () => '',
  portOf: () => '',
  ingress: () => '',
  egress: () => '',
  friendly: (text) => text,
};

export class FriendlyNames implements Names {
  private readonly replaced: ReadonlyMap<string, string>;
  /** Texts with names in them, once replaced. */
  private readonly texts = new Map<string, string>();
  private readonly hasFriendlyNames: boolean;

  constructor(network: TraceNetwork, { hasFriendlyNames }: { readonly hasFriendlyNames: boolean }) {
    this.replaced = hasFriendlyNames ? network.friendlyNames : new Map();
    this.hasFriendlyNames = hasFriendlyNames;
  }

  datapath(datapath: TraceDatapath): string {
    return this.hasFriendlyNames ? datapath.friendlyName : datapath.name;
  }

  port(port: TracePort): string {
    return this.hasFriendlyNames ? port.friendlyName : port.name;
  }

  portOf(datapath: TraceDatapath, key: number): string {
    if (key === 0) return '';
    const port = datapath.portsByKey.get(key);
    if (port !== undefined) return this.port(port);
    return datapath.groupsByKey.get(key)?.name ?? '(unnamed)';
  }

  ingress(datapath: TraceDatapath, packet: Packet, inport?: string): string {
    const from = inport ?? this.portOf(datapath, packet.number(fields.reg14));
    return `ingress(dp="${this.datapath(datapath)}", inport="${from}")`;
  }

  egress(datapath: TraceDatapath, packet: Packet): string {
    const [from, to] = [fields.reg14, fields.reg15].map((field) => this.portOf(datapath, packet.number(field)));
    return `egress(dp="${this.datapath(datapath)}", inport="${from}", outport="${to}")`;
  }

  friendly(text: string): string {
    if (this.replaced.size === 0 || !text.includes('"')) return text;
    const known = this.texts.get(text);
    if (known !== undefined) return known;
    const friendly = text.replace(/"((?:[^"\\]|\\.)*)"/g, (whole, name: string) => {
      const friendlyName = this.replaced.get(name);
      return friendlyName === undefined ? whole : `"${friendlyName}"`;
    });
    this.texts.set(text, friendly);
    return friendly;
  }
}
