/**
 * Log lines to a syslog daemon over UDP: `--syslog-method=udp:IP:PORT` and `--syslog-target=IP:PORT` (ovs-vswitchd(8),
 * "Logging Options"). The local one (`/dev/log`) takes datagrams of a kind that Node cannot send.
 */
import { createSocket, type Socket } from 'node:dgram';
import { isIP } from 'node:net';
import { UsageError } from './command-line.js';
import type { Level } from './log-level.js';

export interface SyslogTarget {
  readonly host: string;
  readonly port: number;
  /** `bare` is what `--syslog-method` sends: the priority, then the line; `dated` puts time, host and program between. */
  readonly form: 'bare' | 'dated';
}

/** Facilities of RFC 3164: `daemon`, and `local0` for `--syslog-target`, as the C daemons use them. */
const FACILITY = { bare: 3, dated: 16 } as const;
const SEVERITY: Readonly<Record<Level, number>> = { OFF: 1, EMER: 1, ERR: 3, WARN: 4, INFO: 5, DBG: 7 };
const DEFAULT_PORT = 514;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Reads `IP:PORT` or `[IP6]:PORT`; undefined for anything else, names of hosts too. */
function address(text: string): { readonly host: string; readonly port: number } | undefined {
  const found = /^(?:\[([^\]]+)\]|([^:]+))(?::(\d+))?$/.exec(text);
  const host = found?.[1] ?? found?.[2] ?? '';
  const port = Number(found?.[3] ?? DEFAULT_PORT);
  return isIP(host) === 0 || port < 1 || port > 65535 ? undefined : { host, port };
}

/** What the C programs log of an argument of `--syslog-target`; undefined when it is right. */
export function targetProblem(target: string): string | undefined {
  const [, port] = /^(?:\[[^\]]*\]|[^:]*):(.*)$/.exec(target) ?? [];
  if (port === undefined || port.includes(':')) return `${target}: port must be specified`;
  return /^\d{1,5}$/.test(port) && Number(port) <= 65535 ? undefined : `${target}: bad port number "${port}"`;
}

/** Throws UsageError of an argument of `--syslog-method` that is none. */
export function checkMethod(method: string): void {
  if (method === 'null' || method === 'libc' || method.startsWith('udp:') || method.startsWith('unix:')) return;
  throw new UsageError(`unsupported syslog method '${method}'`);
}

/**
 * Where the two options send lines to: nowhere when that cannot be had, as in the C programs. `method` and `target`: their
 * arguments. Throws UsageError.
 */
export function syslogTargets(method: string | undefined, target: string | undefined): readonly SyslogTarget[] {
  const targets: SyslogTarget[] = [];
  if (method?.startsWith('udp:') === true) {
    const place = address(method.slice(4));
    if (place !== undefined) targets.push({ ...place, form: 'bare' });
  } else if (method?.startsWith('unix:') === true) {
    throw new UsageError(`unsupported syslog method '${method}': use udp:IP:PORT`);
  } else if (method !== undefined) checkMethod(method);
  const place = target === undefined || targetProblem(target) !== undefined ? undefined : address(target);
  if (place !== undefined) targets.push({ ...place, form: 'dated' });
  return targets;
}

/** One datagram. `host` and `program` stand in `dated` ones. */
export function syslogText(
  form: SyslogTarget['form'],
  level: Level,
  line: string,
  origin: { readonly time: Date; readonly host: string; readonly program: string },
): string {
  const priority = `<${FACILITY[form] * 8 + SEVERITY[level]}>`;
  if (form === 'bare') return priority + line;
  const { time, host, program } = origin;
  const clock = time.toISOString().slice(11, 19);
  return `${priority}${MONTHS[time.getUTCMonth()]} ${String(time.getUTCDate()).padStart(2)} ${clock} ${host} ${program}: ${line}`;
}

/** Sends to all targets; what cannot be sent is lost. */
export class Syslog {
  readonly #targets: readonly { readonly target: SyslogTarget; readonly socket: Socket }[];
  readonly #host: string;
  readonly #program: string;

  constructor(targets: readonly SyslogTarget[], host: string, program: string) {
    this.#host = host;
    this.#program = program;
    this.#targets = targets.map((target) => {
      const socket = createSocket(isIP(target.host) === 6 ? 'udp6' : 'udp4');
      socket.on('error', () => {}).unref();
      return { target, socket };
    });
  }

  send(time: Date, level: Level, line: string): void {
    const origin = { time, host: this.#host, program: this.#program };
    for (const { target, socket } of this.#targets) {
      socket.send(syslogText(target.form, level, line, origin), target.port, target.host, () => {});
    }
  }
}
