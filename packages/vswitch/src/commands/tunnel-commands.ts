/** Run-time commands of tunnels: what is on the sockets, and packets as they were read from them. */
import { isAbsolute } from 'node:path';
import { type Clock, parseIpv4, systemMessage } from '#base';
import type { Unixctl } from '#daemon';
import { buildIpv4Packet, buildUdp, IPPROTO_UDP, LINKTYPE_RAW, pcapHeader, pcapRecord } from '#packets';
import type { CapturedDatagram } from '../port/tunnel-endpoint.js';
import type { Tunnels } from '../port/tunnels.js';
import { captureFilter } from './capture-filter.js';

const DEFAULT_TIMEOUT_SECONDS = 10;

export interface CaptureEnvironment {
  readonly clock: Clock;
  readonly writeFile: (path: string, bytes: Uint8Array) => void;
}

export function registerTunnelCommands(unixctl: Unixctl, tunnels: Tunnels, environment: CaptureEnvironment): void {
  unixctl.register('tunnel/show', '', 0, 0, () =>
    [...tunnels.endpoints]
      .map(({ kind, address, port, users, counters, error }) => {
        const { received, sent, malformed, unknownPeer, errors } = counters;
        const state = error === undefined ? '' : ` (${error})`;
        return (
          `${kind} ${address}:${port}: ${users} port(s), ${received} received, ${sent} sent, ` +
          `${malformed} malformed, ${unknownPeer} of unknown peers, ${errors} errors${state}\n`
        );
      })
      .join(''),
  );
  const usage =
    '[--pcap FILE] [--timeout SECONDS] [COUNT] [src=IP] [dst=IP] [vni=N] [icmp-request|icmp-reply|icmp|arp|ip|ip6]';
  unixctl.register('tunnel/capture', usage, 0, 12, async (args) => {
    const request = readRequest(args);
    const taken = await capture(tunnels, environment.clock, request);
    if (request.pcap !== undefined) write(request.pcap, pcapOf(taken), environment);
    if (taken.length < request.count) {
      throw new Error(`${taken.length} of ${request.count} packets seen within ${request.timeoutSeconds} s`);
    }
    return taken.map((datagram) => `${JSON.stringify(shown(datagram))}\n`).join('');
  });
}

interface CaptureRequest {
  readonly count: number;
  readonly timeoutSeconds: number;
  readonly pcap: string | undefined;
  readonly accepts: (datagram: CapturedDatagram) => boolean;
}

function readRequest(args: readonly string[]): CaptureRequest {
  let count = 1;
  let timeoutSeconds = DEFAULT_TIMEOUT_SECONDS;
  let pcap: string | undefined;
  const words: string[] = [];
  for (let i = 0; i < args.length; i++) {
    const word = args[i] ?? '';
    const [name, inline] = word.split('=', 2);
    if (name === '--pcap') pcap = wholePath(inline ?? args[++i] ?? '');
    else if (name === '--timeout') timeoutSeconds = Number(inline ?? args[++i]);
    else if (/^\d+$/.test(word)) count = Number(word);
    else words.push(word);
  }
  if (count < 1 || count > 10_000) throw new Error(`${count}: must be 1 to 10000 packets`);
  if (!(timeoutSeconds > 0)) throw new Error('--timeout: must be a number of seconds');
  return { count, timeoutSeconds, pcap, accepts: captureFilter(words) };
}

function write(file: string, content: Uint8Array, { writeFile }: CaptureEnvironment): void {
  try {
    writeFile(file, content);
  } catch (error) {
    throw new Error(`${file}: ${systemMessage(error)}`);
  }
}

/** The switch works in another directory than those who ask it. */
function wholePath(file: string): string {
  if (!isAbsolute(file)) throw new Error(`--pcap: "${file}" is no whole path of a file`);
  return file;
}

function capture(tunnels: Tunnels, clock: Clock, request: CaptureRequest): Promise<readonly CapturedDatagram[]> {
  return new Promise((resolve) => {
    const taken: CapturedDatagram[] = [];
    const finish = () => {
      stop();
      timer.cancel();
      resolve(taken);
    };
    const timer = clock.setTimeout(finish, request.timeoutSeconds * 1000);
    const stop = tunnels.capture((datagram) => {
      if (taken.length >= request.count || !request.accepts(datagram)) return;
      taken.push(datagram);
      if (taken.length === request.count) finish();
    });
  });
}

function shown({ timeUs, source, sourcePort, destination, destinationPort, payload }: CapturedDatagram): object {
  return { timeUs, source, sourcePort, destination, destinationPort, payload: Buffer.from(payload).toString('hex') };
}

/** A capture file of IPv4 packets; the socket gave payloads only, so the headers around them are made anew. */
function pcapOf(datagrams: readonly CapturedDatagram[]): Uint8Array {
  const records = datagrams.flatMap((datagram) => {
    const source = parseIpv4(datagram.source);
    const destination = parseIpv4(datagram.destination);
    if (source === undefined || destination === undefined) return [];
    const { sourcePort, destinationPort, payload, timeUs } = datagram;
    const udp = buildUdp({ sourcePort, destinationPort, payload });
    const packet = { source, destination, protocol: IPPROTO_UDP, payload: udp, dontFragment: true };
    return [pcapRecord({ timeUs, bytes: buildIpv4Packet(packet) })];
  });
  return Buffer.concat([pcapHeader(LINKTYPE_RAW), ...records]);
}
