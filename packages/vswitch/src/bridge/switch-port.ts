/**
 * A port of a bridge: its number, its place in VLANs, its counters, and the device behind it. Before: the database names it,
 * port/ opens its device. After: translations ask it, OpenFlow lists it.
 */
import type { Mac } from '#base';
import { type PortDescription, type PortStats, portConfig, portState } from '#openflow';
import type { DatapathPort } from '../datapath/port.js';
import { addTraffic, type PortCounters, zeroCounters } from '../port/device.js';
import type { BridgePort, TranslationBridge, TunnelConfig, VlanConfig } from '../translate/translation-bridge.js';

export interface PortSetup {
  readonly number: number;
  readonly name: string;
  readonly mac: Mac;
  readonly kind: BridgePort['kind'];
  readonly datapathPort: DatapathPort;
  readonly tunnel?: TunnelConfig;
}

const TRUNK_ALL: VlanConfig = { mode: 'trunk', tag: 0, trunks: new Set() };

export class SwitchPort implements BridgePort {
  readonly number: number;
  readonly name: string;
  /** The device's own address where it has one. */
  mac: Mac;
  readonly kind: BridgePort['kind'];
  readonly datapathPort: DatapathPort;
  readonly created: number;
  readonly counters: PortCounters = zeroCounters();
  tunnel: TunnelConfig | undefined;
  peer: { readonly bridge: TranslationBridge; readonly port: BridgePort } | undefined;
  vlan: VlanConfig = TRUNK_ALL;
  /** The device has a link. */
  isLinked = true;
  /** OFPPC bits that controllers set. */
  config = 0;

  constructor(setup: PortSetup, now: number) {
    this.number = setup.number;
    this.name = setup.name;
    this.mac = setup.mac;
    this.kind = setup.kind;
    this.datapathPort = setup.datapathPort;
    this.tunnel = setup.tunnel;
    this.created = now;
  }

  get isUp(): boolean {
    return (this.config & portConfig.portDown) === 0 && this.isLinked;
  }

  get noFlood(): boolean {
    return (this.config & portConfig.noFlood) !== 0;
  }

  get noForward(): boolean {
    return (this.config & portConfig.noForward) !== 0;
  }

  get noReceive(): boolean {
    return (this.config & (portConfig.noReceive | portConfig.portDown)) !== 0;
  }

  get noPacketIn(): boolean {
    return (this.config & portConfig.noPacketIn) !== 0;
  }

  countPatch(direction: 'rx' | 'tx', bytes: number): void {
    addTraffic(this.counters, direction, bytes);
  }

  describe(): PortDescription {
    return {
      port: this.number,
      mac: this.mac,
      name: this.name,
      config: this.config,
      state: this.isLinked ? portState.live : portState.linkDown,
      current: 0,
      advertised: 0,
      supported: 0,
      peer: 0,
      currentSpeed: 0,
      maxSpeed: 0,
    };
  }

  stats(now: number): PortStats {
    const c = this.counters;
    const ms = now - this.created;
    return {
      port: this.number,
      rxPackets: BigInt(c.rxPackets),
      txPackets: BigInt(c.txPackets),
      rxBytes: BigInt(c.rxBytes),
      txBytes: BigInt(c.txBytes),
      rxDropped: BigInt(c.rxDropped),
      txDropped: BigInt(c.txDropped),
      rxErrors: BigInt(c.rxErrors),
      txErrors: BigInt(c.txErrors),
      rxFrameErrors: 0n,
      rxOverruns: 0n,
      rxCrcErrors: 0n,
      collisions: 0n,
      durationSeconds: Math.floor(ms / 1000),
      durationNanoseconds: Math.floor(ms % 1000) * 1_000_000,
    };
  }
}
