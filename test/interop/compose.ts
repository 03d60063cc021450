import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ComposeCluster, parseComposeFile, plugIntoEmbedded, type VirtualMachine } from '#testing';
import type { LabMachine, LabNetwork } from './labs.js';

/** The cluster of docker-compose.yml, as a network for the labs. */
export class ComposeNetwork implements LabNetwork {
  readonly cluster: ComposeCluster;
  readonly #prefix: string;
  readonly #machines: VirtualMachine[] = [];

  private constructor(cluster: ComposeCluster, prefix: string) {
    this.cluster = cluster;
    this.#prefix = prefix;
  }

  /** @param root the project's directory, which holds the compose file and bin/ */
  static async start(root: string, directory: string, prefix: string): Promise<ComposeNetwork> {
    const file = parseComposeFile(readFileSync(join(root, 'docker-compose.yml'), 'utf8'));
    return new ComposeNetwork(await ComposeCluster.start(file, directory, prefix, join(root, 'bin')), prefix);
  }

  nbctl(args: readonly string[]): Promise<string> {
    return this.cluster.host('central').run('heddle', 'ovn-nbctl', ...args);
  }

  async boot(spec: LabMachine): Promise<VirtualMachine> {
    const machine = await plugIntoEmbedded(this.cluster.host(spec.host), this.#prefix, spec, 'heddle');
    this.#machines.push(machine);
    return machine;
  }

  async remove(): Promise<void> {
    await this.cluster.remove();
    for (const machine of this.#machines) await machine.namespace.remove();
  }
}
