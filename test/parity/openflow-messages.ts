/**
 * The same OpenFlow messages to ovs-vswitchd and to our switch, sound ones and thousands that a seed has spoiled: both must refuse the same ones with
 * the same error, and hold the same flows, groups, meters and ports afterwards.
 */
import { join } from 'node:path';
import { type OpenFlowVersion, openController, serveSwitch } from '#openflow';
import { TestSwitch } from '#vswitch';
import { Random } from './northd/random.js';
import { isAbsent } from './openflow-messages/absent.js';
import { Connection } from './openflow-messages/connection.js';
import { piecesOf, randomFlowMod, randomPacketOut } from './openflow-messages/generated.js';
import { type Change, randomChange } from './openflow-messages/mutation.js';
import { baseline, requests, stateOf, told } from './openflow-messages/probe.js';
import { type PortMac, type Sample, samplesOf } from './openflow-messages/samples.js';
import { sweep } from './openflow-messages/sweep.js';
import { differenceOf, type ParityReport } from './report.js';
import { OpenVswitch } from './vswitch/open-vswitch.js';

const PORTS = [1, 2, 3, 4];
const VERSIONS: readonly OpenFlowVersion[] = [0x01, 0x04, 0x06];
const FRAME = Uint8Array.from(Buffer.from('02000000000b02000000000a0800450000220000000040110000', 'hex'));

export async function run(report: ParityReport): Promise<void> {
  const theirs = new OpenVswitch(report.rundir);
  const ports = PORTS.map((number) => ({ name: `p${number}`, number }));
  try {
    await theirs.start();
    await theirs.bridge('br0', ports);
    const theirSocket = join(report.rundir, 'br0.mgmt');
    const macs = await macsOf(theirSocket);
    const ours = new TestSwitch();
    const bridge = ours.bridge('br0');
    for (const [number, mac] of macs) ours.port(bridge, number, number === 0xfffe ? 'br0' : `p${number}`).mac = mac;
    const handler = ours.handlers.get('br0');
    if (handler === undefined) throw new Error('no bridge');
    const ourSocket = join(report.rundir, 'ours.mgmt');
    const server = await serveSwitch({
      address: `punix:${ourSocket}`,
      handler,
      log: (_, text) => void ours.log.push(text),
    });
    try {
      const lab = new Lab([theirSocket, ourSocket], macs, report, () => ours.log.splice(0));
      await lab.compareAll();
      lab.close();
    } finally {
      await server.close();
    }
  } finally {
    await theirs.stop();
  }
}

async function macsOf(socket: string): Promise<ReadonlyMap<number, PortMac>> {
  const controller = await openController({ address: socket });
  const parts = await controller.request({ kind: 'port_desc_request' });
  controller.close();
  return new Map(
    parts.flatMap((part) =>
      part.kind === 'port_desc_reply' ? part.items.map(({ port, mac }) => [port, mac] as const) : [],
    ),
  );
}

interface Case extends Sample {
  readonly version: OpenFlowVersion;
}

/** One message refused by both, each with another error. */
const OTHER_NAME = /^[-+] (\d+): (?:OFP|NX)\w+\n[-+] \1: (?:OFP|NX)\w+$/;

/** How our switch says in its log that it lacks something. */
const UNSUPPORTED =
  /is not supported|no matching on|no field (mpls|nsh)|NXBRC_BAD_REASON|BAD_VENDOR_TYPE error reply \(25[45]\)|\(alg |BAD_SET_LEN error reply \(reg0\[\d{4}|nat to addresses of another family|ports need a transport protocol/;

class Lab {
  readonly #sockets: readonly [string, string];
  readonly #macs: ReadonlyMap<number, PortMac>;
  readonly #report: ParityReport;
  readonly #start: readonly Uint8Array[];
  readonly #takeLog: () => readonly string[];
  /** Cases that our switch refused because it has no such action or field (docs/differences.md). */
  #unsupported = 0;
  /** Spoiled cases that both refuse, and nothing else, with errors of different names. */
  #renamed = 0;
  readonly #probes = new Map<string, Connection>();
  /** Differences by what they are: the shortest case of each, and how many. */
  readonly #found = new Map<string, { readonly item: Case; readonly count: number; readonly detail: string }>();

  constructor(
    sockets: readonly [string, string],
    macs: ReadonlyMap<number, PortMac>,
    report: ParityReport,
    takeLog: () => readonly string[],
  ) {
    this.#takeLog = takeLog;
    this.#sockets = sockets;
    this.#macs = macs;
    this.#report = report;
    this.#start = baseline(macs);
  }

  close(): void {
    for (const probe of this.#probes.values()) probe.close();
  }

  async compareAll(): Promise<void> {
    // The same cases each time; with --long new ones.
    const seed = this.#report.isLong ? Math.floor(Math.random() * 1_000_000) : 1;
    const count = this.#report.isLong ? 20_000 : 800;
    this.#report.note(`seed ${seed}`);
    await Promise.all(this.#sockets.map((socket) => this.#state(socket)));
    const pieces = new Map(VERSIONS.map((version) => [version, piecesOf(this.#samples(version))] as const));
    let compared = 0;
    for (const version of VERSIONS) {
      const samples = this.#samples(version);
      const own = pieces.get(version) ?? { fields: [], actions: [] };
      const whole = sweep(
        version,
        samples.filter(({ what }) => !what.startsWith('flow ')),
      );
      for (const sample of [...samples, ...whole]) {
        compared++;
        await this.#compare({ ...sample, version }, []);
      }
      for (let i = 0; i < count; i++) {
        const random = new Random(seed * 1_000_003 + version * 100_000_007 + i);
        let sample = random.pick(samples);
        const isGenerated = version !== 0x01 && random.chance(40);
        if (isGenerated) {
          const message = random.chance(85)
            ? randomFlowMod(random, version, own)
            : randomPacketOut(random, version, own, FRAME);
          sample = { what: 'generated', messages: [message] };
        }
        const at = random.below(sample.messages.length);
        const message = sample.messages[at] ?? new Uint8Array(8);
        const other = random.pick(random.pick(samples).messages);
        const changes = Array.from(
          { length: isGenerated ? random.pick([0, 0, 0, 1]) : random.pick([1, 1, 2, 3]) },
          () => randomChange(random, message.length, other),
        );
        if (isFatal(applied({ ...sample, version }, changes, at))) continue;
        compared++;
        await this.#compare({ ...sample, version }, changes, at);
      }
    }
    this.#report.note(
      `${compared} cases; ${this.#unsupported} of them ask for what our switch does not have, ${this.#renamed} are refused with another error`,
    );
    for (const [what, { count: times, item, detail }] of [...this.#found].sort((a, b) => b[1].count - a[1].count)) {
      this.#report.differ(
        `${times} times: ${what}`,
        `${item.what} (version ${item.version})\n${item.messages.map((bytes) => Buffer.from(bytes).toString('hex')).join('\n')}\n${detail}`,
      );
    }
  }

  #samples(version: OpenFlowVersion): readonly Sample[] {
    return samplesOf(version, (port) => {
      const mac = this.#macs.get(port);
      if (mac === undefined) throw new Error(`no port ${port}`);
      return mac;
    });
  }

  async #compare(sample: Case, changes: readonly Change[], at = 0): Promise<void> {
    const item = applied(sample, changes, at);
    const difference = await this.#difference(item);
    if (difference === '') {
      this.#report.ok(item.what);
      return;
    }
    // Fewer changes that make the same kind of difference say more.
    for (const [i] of changes.entries()) {
      const fewer = changes.filter((_, j) => j !== i);
      if (fewer.length > 0 && (await this.#difference(applied(sample, fewer, at))) !== '')
        return this.#compare(sample, fewer, at);
    }
    // Of several faults, another one may be named.
    if (changes.length + Number(item.what === 'generated') > 0 && OTHER_NAME.test(difference)) {
      this.#renamed++;
      this.#report.ok(item.what);
      return;
    }
    const kind = kindOf(difference);
    const known = this.#found.get(kind);
    const isShorter = known === undefined || sizeOf(item) < sizeOf(known.item);
    this.#found.set(kind, {
      count: (known?.count ?? 0) + 1,
      item: isShorter ? item : known.item,
      detail: isShorter ? difference : known.detail,
    });
  }

  async #difference(item: Case): Promise<string> {
    this.#takeLog();
    const [theirs, ours] = await Promise.all(this.#sockets.map((socket) => this.#outcome(socket, item)));
    const difference = differenceOf(theirs ?? [], ours ?? []);
    if (difference === '' || !this.#isKnown(item, difference)) return difference;
    this.#unsupported++;
    return '';
  }

  /** Different because our switch lacks something, or shows all of a match that Open vSwitch shows in part. */
  #isKnown({ messages, version }: Case, difference: string): boolean {
    if (messages.some((bytes) => isAbsent(bytes, version))) return true;
    return this.#takeLog().some((line) => UNSUPPORTED.test(line)) || /^\+ .*vlan_tci=0x/m.test(difference);
  }

  async #outcome(socket: string, { version, messages }: Case): Promise<readonly string[]> {
    const connection = await Connection.open(socket, version);
    const numbered = messages.map((bytes, i) => withXid(bytes, i + 1));
    const answers = await connection.exchange(numbered);
    const hungUp = connection.isClosed ? ['hangs up'] : [];
    const listed = connection.isClosed ? [] : await connection.exchange(requests(version));
    connection.close();
    return [
      ...told(answers, version),
      ...told(
        listed.filter(({ xid }) => xid !== 0),
        version,
      ),
      ...hungUp,
      ...(await this.#state(socket)).map((line) => `then ${line}`),
    ];
  }

  async #state(socket: string): Promise<readonly string[]> {
    let probe = this.#probes.get(socket);
    if (probe === undefined || probe.isClosed) {
      probe = await Connection.open(socket, 0x06);
      this.#probes.set(socket, probe);
    }
    return stateOf(probe, this.#start);
  }
}

function applied(sample: Case, changes: readonly Change[], at: number): Case {
  const messages = sample.messages.map((bytes, i) =>
    i === at ? changes.reduce((changed, change) => change(changed), bytes) : bytes,
  );
  return { ...sample, messages };
}

/** ovs-vswitchd 3.1 dies of a group mod that inserts no buckets. */
function isFatal({ messages }: Case): boolean {
  const INSERT_NONE = /0f....(?:........)0003......(?:........)0000/;
  return messages.some((bytes) => INSERT_NONE.test(Buffer.from(bytes).toString('hex')));
}

function withXid(bytes: Uint8Array, xid: number): Uint8Array {
  const copy = bytes.slice();
  if (copy.length >= 8) new DataView(copy.buffer).setUint32(4, xid);
  return copy;
}

const sizeOf = ({ messages }: Case) => messages.reduce((sum, { length }) => sum + length, 0);

/** What was answered, without numbers of items: by this differences are counted together. */
function kindOf(difference: string): string {
  const lines = difference.split('\n').map((line) => line.replace(/[0-9a-f]{9,}|(?<=: ).*actions=.*/g, '...'));
  return [...new Set(lines)].slice(0, 6).join(' | ');
}
