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

/** Reads `IP:PORT` or `[IP6]:PORT`. Throws UsageError. */
function address(option: string, text: string): { readonly host: string; readonly port: number } {
  const found = /^(?:\[([^\]]+)\]|([^:]+))(?::(\d+))?$/.exec(text);
  const host = found?.[1] ?? found?.[2] ?? '';
  const port = Number(found?.[3] ?? DEFAULT_PORT);
  if (isIP(host) === 0 || port < 1 || port > 65535) {
    throw new UsageError(`--${option}: "${text}" is no IP:PORT`);
  }
  return { host, port };
}

/** Where the two options send lines to. `method` and `target`: their arguments. Throws UsageError. */
export function syslogTargets(method: string | undefined, target: string | undefined): readonly SyslogTarget[] {
  const targets: SyslogTarget[] = [];
  if (method?.startsWith('udp:') === true) {
    targets.push({ ...address('syslog-method', method.slice(4)), form: 'bare' });
  } else if (method !== undefined && method !== 'null' && method !== 'libc') {
    const why = method.startsWith('unix:') ? ': use udp:IP:PORT' : '';
    throw new UsageError(`unsupported syslog method '${method}'${why}`);
  }
  if (target !== undefined) targets.push({ ...address('syslog-target', target), form: 'dated' });
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
