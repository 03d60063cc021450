import { type ChildProcess, spawn } from 'node:child_process';
import { attempt } from '../process/command.js';
import { lostAfterFirst, type PingAnswer, parsePing } from '../process/ping.js';
import { until } from '../process/until.js';
import type { Namespace } from './namespace.js';

/** What a VM of a lab is: its port's name and its addresses. */
export interface VirtualMachineSpec {
  readonly name: string;
  readonly mac: string;
  /** With prefix length, `192.168.0.11/24`. */
  readonly ip: string;
  readonly gateway: string | undefined;
}

/** Geneve over a 1500-byte underlay leaves this much; nothing fragments on the way. */
const MTU = '1442';

/** A virtual machine: a namespace with one interface, `eth0`. */
export class VirtualMachine {
  readonly spec: VirtualMachineSpec;
  readonly namespace: Namespace;

  constructor(spec: VirtualMachineSpec, namespace: Namespace) {
    this.spec = spec;
    this.namespace = namespace;
  }

  /** Gives the interface its addresses, as the labs do it by hand. */
  async configure(device = 'eth0'): Promise<void> {
    const { mac, ip, gateway } = this.spec;
    await this.namespace.ip('link', 'set', device, 'address', mac, 'mtu', MTU, 'up');
    await this.namespace.offloadOff(device);
    await this.namespace.ip('addr', 'add', ip, 'dev', device);
    if (gateway !== undefined) await this.namespace.ip('route', 'add', 'default', 'via', gateway);
  }

  /** Pings once a tenth of a second until an answer comes: the first packet to a new tunnel peer may be lost. */
  async untilAnswers(destination: string, timeoutMs = 20_000): Promise<void> {
    await until(
      `${this.spec.name} to reach ${destination}`,
      async () => (await attempt(this.namespace.wrap(['ping', '-c1', '-W1', destination]))).status === 0,
      { timeoutMs, everyMs: 50 },
    );
  }

  /** Sends `count` echo requests, ten a second, and gives the answers; loss is the caller's to judge. */
  async ping(destination: string, count = 5, args: readonly string[] = []): Promise<readonly PingAnswer[]> {
    const result = await attempt(this.namespace.wrap(['ping', `-c${count}`, '-i0.1', '-W2', ...args, destination]));
    return parsePing(result.stdout).answers;
  }

  /** Pings ten times a second until told to stop. */
  startPing(destination: string): RunningPing {
    return new RunningPing(this.namespace.wrap(['ping', '-i0.1', '-W2', destination]));
  }
}

/** A ping that runs beside something else, usually the restart of a daemon. */
export class RunningPing {
  readonly #child: ChildProcess;
  readonly #ended: Promise<void>;
  #output = '';

  constructor(argv: readonly string[]) {
    const [program = '', ...args] = argv;
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'ignore'] });
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      this.#output += text;
    });
    this.#ended = new Promise((resolve) => child.once('exit', () => resolve()));
    this.#child = child;
  }

  get answers(): readonly PingAnswer[] {
    return parsePing(this.#output).answers;
  }

  /** Waits for `count` more answers. */
  async more(count: number, timeoutMs = 20_000): Promise<void> {
    const before = this.answers.length;
    await until(`${count} more ping answers`, () => this.answers.length >= before + count, { timeoutMs });
  }

  /** Ends the ping; gives the sequence numbers that were lost since the first answer. */
  async stop(): Promise<readonly number[]> {
    this.#child.kill('SIGINT');
    await this.#ended;
    return lostAfterFirst(this.answers);
  }
}
