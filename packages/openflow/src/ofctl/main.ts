/**
 * `ofctl` (ovs-ofctl): looks at and changes the tables of an OpenFlow switch. Exit codes: 0; 1 with one line on standard error; killed by SIGALRM's
 * status (142) when the time given with -t is over.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { endWithReader, errnoText, messageOf } from '#base';
import { openController, RefusedError } from '../transport/controller.js';
import { SocketError } from '../transport/socket.js';
import { commands, runCommand } from './commands.js';
import { type Options, parseOptions } from './options.js';

// Launchers start Node with the name under which they were called.
const program = process.execArgv.find((word) => word.startsWith('--title='))?.slice('--title='.length) ?? 'ofctl';
const rundir = process.env.OVS_RUNDIR ?? '/var/run/openvswitch';

/** A bridge by its name is a socket in the run directory; anything else says itself where. */
function addressOf(target: string): string {
  if (/^(unix|tcp|ssl):/.test(target) || (target.includes('/') && existsSync(target))) return target;
  const socket = join(rundir, `${target}.mgmt`);
  if (existsSync(socket)) return socket;
  throw new Error(`${target} is not a bridge or a socket`);
}

async function main(argv: readonly string[]): Promise<void> {
  const options: Options = parseOptions(argv);
  if (options.wantsHelp) {
    process.stdout.write(
      `${program}: OpenFlow switch management utility\nusage: ${program} [OPTIONS] COMMAND [ARG...]\n\n`,
    );
    process.stdout.write(
      `${Object.values(commands)
        .map((command) => `  ${command.usage}`)
        .join('\n')}\n`,
    );
    return;
  }
  if (options.wantsVersion) {
    process.stdout.write(`${program} (Open vSwitch) 3.1.0\nOpenFlow versions 0x1:0x6\n`);
    return;
  }
  let logged = 0;
  const alarm = options.timeout === undefined ? undefined : setTimeout(timeOut, options.timeout * 1000);
  await runCommand({
    options,
    open: (target) => openController({ address: addressOf(target), versions: options.versions, probeMs: 0 }),
    read: (file) => readFileSync(file === '-' ? 0 : file, 'utf8'),
    print: (text) => process.stdout.write(`${text}\n`),
    log: (module, text) => {
      logged++;
      const time = new Date().toISOString().replace(/\.\d+Z$/, 'Z');
      process.stderr.write(`${time}|${String(logged).padStart(5, '0')}|${module}|INFO|${text}\n`);
    },
  });
  clearTimeout(alarm);
}

function timeOut(): void {
  process.stderr.write('Alarm clock\n');
  process.exit(142);
}

function describe(error: unknown): string {
  if (error instanceof SocketError)
    return `${error.context.address}: failed to connect to socket (${errnoText(error.context.errno)})`;
  return messageOf(error);
}

endWithReader(program);
main(process.argv.slice(2)).catch((error: unknown) => {
  if (error instanceof RefusedError) {
    process.stdout.write(`OFPT_ERROR: ${error.context.error}\n`);
    process.exit(1);
  }
  process.stderr.write(`${program}: ${describe(error)}\n`);
  process.exit(1);
});
