/** Open vSwitch with dummy devices: frames go in by run-time command, and what each port sent is in its capture file. */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parsePcap } from '#packets';
import { attempt, type CommandResult, Daemon, run, until } from '#testing';

/** Ports and flow of the mark, a frame that shows that those before it were handled. */
const MARK_IN = { name: 'mark1', number: 61 };
const MARK_OUT = { name: 'mark2', number: 62 };
const MARK = `${'02'.repeat(12)}88b5${'00'.repeat(46)}`;

export interface PortRequest {
  readonly name: string;
  readonly number: number;
  /** More of the command that adds the port: `tag=5`. */
  readonly settings?: readonly string[];
}

export class OpenVswitch {
  readonly #directory: string;
  readonly #daemons: Daemon[] = [];
  readonly #seen = new Map<string, number>();

  constructor(directory: string) {
    this.#directory = directory;
  }

  get #env(): NodeJS.ProcessEnv {
    const directory = this.#directory;
    return { ...process.env, OVS_RUNDIR: directory, OVS_LOGDIR: directory, OVS_DBDIR: directory };
  }

  async start(): Promise<void> {
    const at = (file: string) => join(this.#directory, file);
    await run(['ovsdb-tool', 'create', at('conf.db'), '/usr/share/openvswitch/vswitch.ovsschema'], { env: this.#env });
    const database = new Daemon({
      name: 'ovsdb-server',
      argv: ['ovsdb-server', at('conf.db'), `--remote=punix:${at('db.sock')}`, `--unixctl=${at('db.ctl')}`],
      env: this.#env,
      logFile: at('db.log'),
      ready: () => existsSync(at('db.sock')),
    });
    this.#daemons.push(await database.start());
    await this.#vsctl('--no-wait', 'init');
    const daemon = new Daemon({
      name: 'ovs-vswitchd',
      argv: [
        'ovs-vswitchd',
        '--enable-dummy=override',
        '--disable-system',
        `--unixctl=${at('v.ctl')}`,
        `unix:${at('db.sock')}`,
      ],
      env: this.#env,
      logFile: at('v.log'),
      ready: () => existsSync(at('v.ctl')),
    });
    this.#daemons.push(await daemon.start());
  }

  async stop(): Promise<void> {
    for (const daemon of this.#daemons.reverse()) await daemon.stop();
  }

  #vsctl(...args: readonly string[]): Promise<string> {
    return run(['ovs-vsctl', '--timeout=10', `--db=unix:${join(this.#directory, 'db.sock')}`, ...args], {
      env: this.#env,
    });
  }

  async bridge(name: string, ports: readonly PortRequest[]): Promise<void> {
    const settings = ['datapath_type=dummy', 'fail_mode=secure', 'protocols=OpenFlow10,OpenFlow13,OpenFlow15'];
    await this.#vsctl('add-br', name, '--', 'set', 'Bridge', name, ...settings);
    for (const port of [...ports, MARK_IN, MARK_OUT]) {
      const file = this.#capture(port.name);
      await this.#vsctl(
        ...['add-port', name, port.name, ...('settings' in port ? (port.settings ?? []) : [])],
        ...[
          '--',
          'set',
          'Interface',
          port.name,
          'type=dummy',
          `ofport_request=${port.number}`,
          `options:tx_pcap=${file}`,
        ],
      );
    }
  }

  async patch(a: string, nameA: string, numberA: number, b: string, nameB: string, numberB: number): Promise<void> {
    const end = (bridge: string, name: string, number: number, peer: string) => [
      ...['--', 'add-port', bridge, name, '--', 'set', 'Interface', name],
      ...['type=patch', `options:peer=${peer}`, `ofport_request=${number}`],
    ];
    await this.#vsctl(...end(a, nameA, numberA, nameB).slice(1), ...end(b, nameB, numberB, nameA));
  }

  /** As `ofctl`, whatever the exit status. */
  tryOfctl(...args: readonly string[]): Promise<CommandResult> {
    return attempt(['ovs-ofctl', '-O', 'OpenFlow15', ...args], { env: this.#env });
  }

  /** Replaces all flows of a bridge. */
  async flows(bridge: string, text: string): Promise<void> {
    const file = join(this.#directory, 'flows.txt');
    writeFileSync(file, `${text}\npriority=65535,in_port=${MARK_IN.number},actions=output:${MARK_OUT.number}\n`);
    await this.ofctl('add-flows', bridge, file);
  }

  async removeBridge(name: string, ports: readonly PortRequest[]): Promise<void> {
    await this.appctl('dpctl/flush-conntrack');
    await this.#vsctl('del-br', name);
    this.#seen.clear();
    for (const port of [...ports, MARK_IN, MARK_OUT]) rmSync(this.#capture(port.name), { force: true });
  }

  #capture(port: string): string {
    return join(this.#directory, `${port}.pcap`);
  }

  appctl(...args: readonly string[]): Promise<string> {
    return run(['ovs-appctl', '-t', join(this.#directory, 'v.ctl'), ...args], { env: this.#env });
  }

  ofctl(...args: readonly string[]): Promise<string> {
    return run(['ovs-ofctl', '-O', 'OpenFlow15', ...args], { env: this.#env });
  }

  /** Gives a frame (hex) to a port, and what the ports then sent: `port frame`, sorted. */
  async receive(port: string, frame: string, ports: readonly PortRequest[]): Promise<readonly string[]> {
    const marks = this.#capturedBy(MARK_OUT.name).length;
    // What it remembers may be stale until its revalidators come by; ours never is.
    await this.appctl('revalidator/purge');
    await this.appctl('netdev-dummy/receive', port, frame);
    // Frames are handled in their order: once the mark is through, all that the frame caused has been sent.
    await this.appctl('netdev-dummy/receive', MARK_IN.name, MARK);
    await until('the mark to be through', () => this.#capturedBy(MARK_OUT.name).length > marks, { everyMs: 2 });
    const sent = this.#new(ports);
    for (const line of sent) {
      const [name = ''] = line.split(' ');
      this.#seen.set(name, (this.#seen.get(name) ?? 0) + 1);
    }
    return [...sent].sort();
  }

  #capturedBy(port: string): readonly Uint8Array[] {
    const file = this.#capture(port);
    return existsSync(file) ? parsePcap(readFileSync(file)).packets.map(({ bytes }) => bytes) : [];
  }

  #new(ports: readonly PortRequest[]): readonly string[] {
    return ports.flatMap(({ name }) => {
      const frames = this.#capturedBy(name).slice(this.#seen.get(name) ?? 0);
      return frames.map((bytes) => `${name} ${Buffer.from(bytes).toString('hex')}`);
    });
  }
}
