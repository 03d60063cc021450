import { connectNamespaces, Namespace } from './namespace.js';

/** The wire between the hosts: a Linux bridge in a namespace of its own. */
export class Underlay {
  readonly #wire: Namespace;
  #ports = 0;

  private constructor(wire: Namespace) {
    this.#wire = wire;
  }

  static async create(prefix: string): Promise<Underlay> {
    const wire = await Namespace.create(`${prefix}wire`);
    await wire.ip('link', 'add', 'br0', 'type', 'bridge');
    await wire.ip('link', 'set', 'br0', 'up');
    return new Underlay(wire);
  }

  /** Plugs a host in: it gets the device `eth0`, up and without an address. */
  async plug(host: Namespace): Promise<void> {
    const port = `p${this.#ports++}`;
    await connectNamespaces(this.#wire, port, host, 'eth0');
    await this.#wire.ip('link', 'set', port, 'master', 'br0');
  }

  remove(): Promise<void> {
    return this.#wire.remove();
  }
}
