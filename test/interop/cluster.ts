import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  Host,
  type Make,
  plugIntoEmbedded,
  plugIntoOpenVswitch,
  startCentral,
  startEmbeddedHost,
  startOpenVswitchHost,
  Underlay,
  type VirtualMachine,
} from '#testing';
import type { LabMachine, LabNetwork } from './labs.js';
import type { HypervisorMix, Mix } from './mix.js';

const COMPAT = join(resolve(fileURLToPath(import.meta.url), '../../../..'), 'bin', 'compat');

/** A central host and two workers on one wire, made of a mix's programs. */
export class Cluster implements LabNetwork {
  readonly mix: Mix;
  readonly central: Host;
  readonly worker1: Host;
  readonly worker2: Host;
  readonly #prefix: string;
  readonly #underlay: Underlay;
  readonly #machines: VirtualMachine[] = [];

  private constructor(mix: Mix, prefix: string, underlay: Underlay, hosts: readonly [Host, Host, Host]) {
    this.mix = mix;
    this.#prefix = prefix;
    this.#underlay = underlay;
    [this.central, this.worker1, this.worker2] = hosts;
  }

  /** @param directory run directory of the whole cluster; @param prefix begins the names of its namespaces */
  static async create(mix: Mix, directory: string, prefix: string): Promise<Cluster> {
    const underlay = await Underlay.create(prefix);
    const host = async (name: string, ip: string) => {
      const made = await Host.create(name, ip, prefix, directory, COMPAT);
      await underlay.plug(made.namespace);
      return made;
    };
    const hosts = [
      await host('central', '10.200.0.10'),
      await host('worker1', '10.200.0.11'),
      await host('worker2', '10.200.0.12'),
    ] as const;
    return new Cluster(mix, prefix, underlay, [...hosts]);
  }

  get hosts(): readonly Host[] {
    return [this.central, this.worker1, this.worker2];
  }

  async start(): Promise<void> {
    await startCentral(this.central, this.mix.central);
    for (const [host, mix] of this.#workers()) {
      if (mix.datapath === 'embedded') await startEmbeddedHost(host, this.central, mix.controller);
      else await startOpenVswitchHost(host, this.central, mix);
    }
  }

  /** Runs a command of nbctl on the central host. */
  nbctl(args: readonly string[], make: Make = this.mix.tools): Promise<string> {
    return this.central.run(make, 'ovn-nbctl', `--db=unix:${this.central.path('nb.sock')}`, ...args);
  }

  sbctl(args: readonly string[], make: Make = this.mix.tools): Promise<string> {
    return this.central.run(make, 'ovn-sbctl', `--db=unix:${this.central.path('sb.sock')}`, ...args);
  }

  async boot(spec: LabMachine): Promise<VirtualMachine> {
    const [host, mix] = this.#worker(spec.host);
    const plug = mix.datapath === 'embedded' ? plugIntoEmbedded : plugIntoOpenVswitch;
    const machine = await plug(host, this.#prefix, spec, this.mix.tools);
    this.#machines.push(machine);
    return machine;
  }

  async remove(): Promise<void> {
    for (const host of [this.worker2, this.worker1, this.central]) await host.remove();
    for (const machine of this.#machines) await machine.namespace.remove();
    await this.#underlay.remove();
  }

  #workers(): readonly (readonly [Host, HypervisorMix])[] {
    return [this.#worker('worker1'), this.#worker('worker2')];
  }

  #worker(name: 'worker1' | 'worker2'): readonly [Host, HypervisorMix] {
    return name === 'worker1' ? [this.worker1, this.mix.worker1] : [this.worker2, this.mix.worker2];
  }
}
