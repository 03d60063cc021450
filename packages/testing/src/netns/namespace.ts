import { attempt, type CommandOptions, run } from '../process/command.js';

/** A Linux network namespace of a test: commands run in it, and it goes with all its interfaces. */
export class Namespace {
  readonly name: string;

  private constructor(name: string) {
    this.name = name;
  }

  static async create(name: string): Promise<Namespace> {
    await run(['ip', 'netns', 'add', name]);
    const namespace = new Namespace(name);
    await namespace.ip('link', 'set', 'lo', 'up');
    return namespace;
  }

  /** The argument list that runs `argv` in this namespace. */
  wrap(argv: readonly string[]): readonly string[] {
    return ['ip', 'netns', 'exec', this.name, ...argv];
  }

  exec(argv: readonly string[], options: CommandOptions = {}): Promise<string> {
    return run(this.wrap(argv), options);
  }

  /** `ip -n NAMESPACE ARGS...` */
  ip(...args: readonly string[]): Promise<string> {
    return run(['ip', '-n', this.name, ...args]);
  }

  /** Turns transmit checksum offload off, without which TCP through userspace switching stalls. */
  async offloadOff(device: string): Promise<void> {
    await attempt(this.wrap(['ethtool', '-K', device, 'tx', 'off']));
  }

  async remove(): Promise<void> {
    await attempt(['ip', 'netns', 'del', this.name]);
  }
}

/** Joins two namespaces by a veth pair; offload is off at both ends. */
export async function connectNamespaces(a: Namespace, deviceA: string, b: Namespace, deviceB: string): Promise<void> {
  await a.ip('link', 'add', deviceA, 'type', 'veth', 'peer', 'name', deviceB, 'netns', b.name);
  await a.ip('link', 'set', deviceA, 'up');
  await b.ip('link', 'set', deviceB, 'up');
  await a.offloadOff(deviceA);
  await b.offloadOff(deviceB);
}
