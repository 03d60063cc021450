/**
 * The switch: bridges with their ports, one datapath, one set of tunnels. Before: `apply` gets what the database wants. After:
 * packets flow; `state` says what is in force, for the database.
 */
import { type Clock, type Mac, macFromBytes, parseMac, type Uuid } from '#base';
import type { SwitchServer } from '#openflow';
import { Bridge } from '../bridge/bridge.js';
import { OpenFlowHandler } from '../bridge/openflow-handler.js';
import { SwitchPort } from '../bridge/switch-port.js';
import { Datapath, type TunnelArrival } from '../datapath/datapath.js';
import type { DatapathPort } from '../datapath/port.js';
import { addTraffic, type Device } from '../port/device.js';
import type { DeviceOpener } from '../port/opener.js';
import type { Tunnels } from '../port/tunnels.js';
import type { Mirror } from '../translate/translation-bridge.js';
import type { LivePort } from './live-port.js';
import { PortNumbers } from './port-numbers.js';
import { readTunnel, TUNNEL_TYPES } from './tunnel-config.js';
import type { WantedBridge, WantedInterface, WantedMirror } from './wanted.js';

/** OpenFlow number of a bridge's own port. */
const LOCAL = 0xfffe;

export interface SwitchEnvironment {
  readonly clock: Clock;
  readonly random: (count: number) => Uint8Array;
  readonly log: (text: string) => void;
  readonly opener: DeviceOpener;
  readonly tunnels: Tunnels;
  /** Serves OpenFlow for a bridge. */
  readonly serve: (bridge: string, handler: OpenFlowHandler) => Promise<SwitchServer>;
}

export interface LiveBridge {
  readonly id: Uuid<'Bridge'>;
  readonly bridge: Bridge;
  readonly handler: OpenFlowHandler;
  readonly mac: Mac;
  readonly numbers: PortNumbers;
  /** By interface name. */
  readonly ports: Map<string, LivePort>;
}

export class Switch {
  readonly bridges = new Map<string, LiveBridge>();
  readonly datapath: Datapath;
  readonly #environment: SwitchEnvironment;
  #generation = 0;
  #lastBridge = 0;
  #lastPort = 0;

  constructor(environment: SwitchEnvironment) {
    this.#environment = environment;
    const { clock, random } = environment;
    this.datapath = new Datapath({
      now: () => clock.monotonic(),
      random: () => {
        const [a = 0, b = 0, c = 0] = random(3);
        return ((a << 16) | (b << 8) | c) / 0x1000000;
      },
      generation: () => this.#generation,
      tunnel: (port, bytes, header) => {
        const outcome = environment.tunnels.send(port, bytes, header);
        this.#count(port, outcome, bytes.length);
      },
    });
  }

  #count(datapathPort: DatapathPort, outcome: 'sent' | 'drop' | 'error', bytes: number): void {
    const counters = this.#switchPorts.get(datapathPort)?.counters;
    if (counters === undefined) return;
    if (outcome === 'sent') addTraffic(counters, 'tx', bytes);
    else if (outcome === 'drop') counters.txDropped++;
    else counters.txErrors++;
  }

  readonly #switchPorts = new Map<DatapathPort, SwitchPort>();

  /** Brings the switch to what is wanted. */
  async apply(wanted: readonly WantedBridge[]): Promise<void> {
    const names = new Set(wanted.map(({ name }) => name));
    for (const [name, live] of [...this.bridges]) if (!names.has(name)) await this.#removeBridge(name, live);
    for (const bridge of wanted) {
      const live = this.bridges.get(bridge.name) ?? (await this.#addBridge(bridge));
      const keep = new Map(bridge.interfaces.map((item) => [item.name, item]));
      for (const [name, port] of [...live.ports]) {
        const next = keep.get(name);
        if (next === undefined || next.id !== port.id || needsReopening(port, next)) this.#removePort(live, name, port);
      }
    }
    // Ports only after all removals: a port may move from one bridge to another.
    for (const bridge of wanted) {
      const live = this.bridges.get(bridge.name);
      if (live === undefined) continue;
      live.bridge.forwardsBpdu = bridge.forwardsBpdu;
      for (const item of bridge.interfaces) {
        const port = live.ports.get(item.name);
        if (port === undefined) live.ports.set(item.name, await this.#addPort(live, item));
        else this.#updatePort(port, item);
      }
      setMirrors(live, bridge.mirrors);
    }
    this.#linkPatches();
  }

  async #addBridge(wanted: WantedBridge): Promise<LiveBridge> {
    const { clock, random, log } = this.#environment;
    const mac = parseMac(wanted.hardwareAddress ?? '') ?? this.#randomMac();
    const bridge = new Bridge(++this.#lastBridge, wanted.name, mac, {
      now: () => clock.monotonic(),
      randomBytes: random,
      datapath: this.datapath,
      changed: () => {
        this.#generation++;
      },
      log,
    });
    if (wanted.datapathId !== undefined && /^[0-9a-f]{16}$/i.test(wanted.datapathId)) {
      bridge.datapathId = BigInt(`0x${wanted.datapathId}`);
    }
    const handler = new OpenFlowHandler(bridge);
    // Without a controller a bridge that may stand alone is an ordinary Ethernet switch.
    if (!wanted.isSecure && !wanted.hasController) {
      const normal = { kind: 'output', port: 0xfffa } as const;
      const flow = { kind: 'flow_mod', command: 'add', table: 0, priority: 0, cookie: 0n, match: [] } as const;
      handler.apply([{ ...flow, actions: [normal] }]);
    }
    const live: LiveBridge = { id: wanted.id, bridge, handler, mac, numbers: new PortNumbers(), ports: new Map() };
    this.bridges.set(wanted.name, live);
    bridge.server = await this.#environment.serve(wanted.name, handler);
    log(`bridge ${wanted.name}: using datapath ID ${bridge.datapathId.toString(16).padStart(16, '0')}`);
    return live;
  }

  async #removeBridge(name: string, live: LiveBridge): Promise<void> {
    this.bridges.delete(name);
    for (const [portName, port] of [...live.ports]) this.#removePort(live, portName, port);
    await live.bridge.server?.close();
    this.#generation++;
    this.#environment.log(`bridge ${name}: removed`);
  }

  async #addPort(live: LiveBridge, wanted: WantedInterface): Promise<LivePort> {
    const { bridge } = live;
    const isLocal = wanted.name === bridge.name;
    const number = isLocal ? LOCAL : live.numbers.take([wanted.requestedNumber, wanted.formerNumber]);
    const failed = (error: string): LivePort => {
      if (number !== undefined && !isLocal) live.numbers.release(number);
      this.#environment.log(`bridge ${bridge.name}: ${wanted.name}: ${error}`);
      return { id: wanted.id, bridge, wanted, port: undefined, device: undefined, error };
    };
    if (number === undefined) return failed('no port number left');
    const mac = isLocal ? live.mac : (parseMac(wanted.mac ?? '') ?? this.#randomMac());
    let device: Device | undefined;
    const datapathPort: DatapathPort = {
      number: ++this.#lastPort,
      name: wanted.name,
      send: (bytes) => {
        if (device !== undefined) this.#count(datapathPort, device.send(bytes), bytes.length);
      },
    };
    const isTunnel = TUNNEL_TYPES.includes(wanted.type);
    const kind = isTunnel ? 'tunnel' : wanted.type === 'patch' ? 'patch' : 'plain';
    const port = new SwitchPort(
      { number, name: wanted.name, mac, kind, datapathPort },
      this.#environment.clock.monotonic(),
    );
    port.vlan = wanted.vlan;
    this.#switchPorts.set(datapathPort, port);
    const receive = (bytes: Uint8Array, arrival?: TunnelArrival): void => {
      addTraffic(port.counters, 'rx', bytes.length);
      this.datapath.receive(bridge, port, bytes, arrival);
    };
    let error: string | undefined;
    if (isTunnel) {
      const settings = readTunnel(wanted);
      if ('problem' in settings) return failed(settings.problem);
      port.tunnel = settings.config;
      error = await this.#environment.tunnels.add({ datapathPort, receive, ...settings });
    } else if (kind === 'plain') {
      try {
        const { name, type, options, mtu } = wanted;
        const isMacWanted = wanted.mac !== undefined;
        device = await this.#environment.opener.open({ name, type, options, mac, isMacWanted, mtu, isLocal }, receive);
      } catch (problem) {
        return failed(problem instanceof Error ? problem.message : String(problem));
      }
    }
    port.mac = parseMac(device?.state().mac ?? '') ?? mac;
    bridge.addPort(port);
    this.#environment.log(`bridge ${bridge.name}: added interface ${wanted.name} on port ${number}`);
    return { id: wanted.id, bridge, wanted, port, device, error };
  }

  #updatePort(live: LivePort, wanted: WantedInterface): void {
    const { port } = live;
    if (port !== undefined && !sameVlan(live.wanted, wanted)) {
      port.vlan = wanted.vlan;
      live.bridge.portsChanged();
    }
    live.wanted = wanted;
  }

  #removePort(live: LiveBridge, name: string, gone: LivePort): void {
    live.ports.delete(name);
    gone.device?.close('remove');
    const { port } = gone;
    if (port === undefined) return;
    this.#environment.tunnels.remove(port.datapathPort);
    this.#switchPorts.delete(port.datapathPort);
    live.bridge.removePort(port);
    live.numbers.release(port.number);
    this.#environment.log(`bridge ${live.bridge.name}: deleted interface ${name} on port ${port.number}`);
  }

  /** Joins the two ends of patches: those that name each other. */
  #linkPatches(): void {
    const patches = new Map<string, LivePort>();
    for (const { ports } of this.bridges.values()) {
      for (const live of ports.values()) if (live.port?.kind === 'patch') patches.set(live.wanted.name, live);
    }
    for (const live of patches.values()) {
      const peer = patches.get(live.wanted.options.get('peer') ?? '');
      const isPair = peer?.port !== undefined && peer.wanted.options.get('peer') === live.wanted.name;
      const next = isPair && peer.port !== undefined ? { bridge: peer.bridge, port: peer.port } : undefined;
      const name = live.wanted.options.get('peer');
      live.error =
        name === undefined
          ? `${live.wanted.name}: patch type requires valid 'peer' argument`
          : isPair
            ? undefined
            : `No usable peer '${name}' exists in 'netdev' datapath.`;
      if (live.port === undefined || live.port.peer?.port === next?.port) continue;
      live.port.peer = next;
      live.bridge.portsChanged();
    }
  }

  #randomMac(): Mac {
    const bytes = this.#environment.random(6).slice();
    bytes[0] = ((bytes[0] ?? 0) & 0xfc) | 0x02;
    return macFromBytes(bytes);
  }

  /** Called every second. */
  tick(): void {
    for (const { bridge } of this.bridges.values()) bridge.tick();
    this.datapath.tick();
  }

  /** Looks at the links of devices; a change is told to controllers. True when there was one. */
  checkLinks(): boolean {
    let hasChanged = false;
    for (const { bridge, ports } of this.bridges.values()) {
      for (const { port, device, wanted } of ports.values()) {
        if (port === undefined || device === undefined || wanted.type === 'sim') continue;
        const isLinked = device.state().hasLink;
        if (isLinked === port.isLinked || port.number === LOCAL) continue;
        port.isLinked = isLinked;
        bridge.linkChanged(port);
        hasChanged = true;
      }
    }
    return hasChanged;
  }

  /** The process ends: connections are closed, devices left for the next start. Nobody is told that ports go. */
  async close(): Promise<void> {
    for (const { bridge, ports } of this.bridges.values()) {
      await bridge.server?.close();
      for (const { device } of ports.values()) device?.close('leave');
    }
    this.bridges.clear();
  }

  /** Takes everything away: the run-time command `exit --cleanup`. */
  async remove(): Promise<void> {
    for (const [name, live] of [...this.bridges]) await this.#removeBridge(name, live);
  }
}

function needsReopening(live: LivePort, next: WantedInterface): boolean {
  const { wanted } = live;
  if (wanted.type !== next.type || wanted.mac !== next.mac || wanted.mtu !== next.mtu) return true;
  // Another number is wanted, or what failed may go well now.
  if (next.requestedNumber !== undefined && live.port !== undefined && live.port.number !== LOCAL) {
    if (next.requestedNumber !== live.port.number && next.requestedNumber !== wanted.requestedNumber) return true;
  }
  if (live.port === undefined) return true;
  if (wanted.type === 'patch') return false;
  return !sameMap(wanted.options, next.options);
}

/** Puts mirrors in force whose output port is there. */
function setMirrors({ bridge, ports }: LiveBridge, wanted: readonly WantedMirror[]): void {
  const number = (name: string) => ports.get(name)?.port?.number;
  const numbers = (names: readonly string[] | 'all') =>
    names === 'all' ? names : new Set(names.flatMap((name) => number(name) ?? []));
  const text = (list: readonly Mirror[]) =>
    list
      .map(({ name, sources, destinations, output }) => [name, ...sources, '>', ...destinations, '>', output].join())
      .join(';');
  const next = wanted.flatMap(({ name, sources, destinations, output: port }) => {
    const output = number(port);
    return output === undefined
      ? []
      : [{ name, sources: numbers(sources), destinations: numbers(destinations), output }];
  });
  if (text(next) === text(bridge.mirrors)) return;
  bridge.mirrors = next;
  bridge.portsChanged();
}

function sameMap(a: ReadonlyMap<string, string>, b: ReadonlyMap<string, string>): boolean {
  if (a === b) return true;
  return a.size === b.size && [...a].every(([key, value]) => b.get(key) === value);
}

function sameVlan(a: WantedInterface, b: WantedInterface): boolean {
  const [x, y] = [a.vlan, b.vlan];
  return x.mode === y.mode && x.tag === y.tag && [...x.trunks].join() === [...y.trunks].join();
}
