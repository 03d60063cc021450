/** `npm run soak -- --long`: messages of 100 MB to a database service of its own (../long-messages.ts), twice. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Daemon, until } from '#testing';
import { longMessages } from '../long-messages.js';

const MAIN = new URL('../../packages/ovsdb/src/main.js', import.meta.url).pathname;
const BYTES = 100_000_000;
const SCHEMA = `{"name":"D","version":"1.0.0","tables":{
  "T":{"isRoot":true,"columns":{"name":{"type":"string"},"n":{"type":"integer"}}}}}`;
/** What others may wait, however busy the machine is: peers drop who does not answer their probe of 5 s for another 5 s. */
const MOST_MS = 10_000;
/** What may be left of it all, in MiB. */
const MOST_LEFT = 300;
/** What it may ever take, in MiB: two of these messages. */
const MOST_TAKEN = 2500;

/** Returns the exit status. */
export async function soakWithLongMessages(say: (line: string) => void): Promise<number> {
  const directory = mkdtempSync(join(tmpdir(), 'h'));
  const place = { socket: join(directory, 'd.sock'), webSocketPort: 20_000 + (process.pid % 20_000) };
  writeFileSync(join(directory, 'd.ovsschema'), SCHEMA);
  const daemon = new Daemon({
    name: 'ovsdb',
    argv: [
      process.execPath,
      MAIN,
      `--create=${directory}/d.ovsschema=${directory}/d.db`,
      `--remote=punix:${place.socket}`,
      `--ws-listen=${place.webSocketPort}`,
      `--unixctl=${directory}/ctl`,
    ],
    env: process.env,
    logFile: join(directory, 'log'),
    readyTimeoutMs: 120_000,
    ready: () => existsSync(place.socket),
  });
  const faults: string[] = [];
  try {
    await daemon.start();
    for (let round = 0; round < 2; round++) {
      for await (const { what, bytes, tookMs, othersWaitedMs } of longMessages(place, BYTES)) {
        const [size, took, waited] = [bytes / 1e6, tookMs, othersWaitedMs].map((each) => each.toFixed(0));
        say(`soak: ${what}: ${size} MB, ${took} ms, others waited ${waited} ms`);
        if (othersWaitedMs > MOST_MS) faults.push(`${what}: others waited ${waited} ms`);
      }
      const left = await until(
        'the memory to come back',
        () => {
          const { resident } = memoryOf(daemon) ?? { resident: Number.NaN };
          return resident < MOST_LEFT ? resident : undefined;
        },
        { timeoutMs: 60_000 },
      );
      const peak = memoryOf(daemon)?.peak ?? Number.NaN;
      say(`soak: ${peak} MiB at most, ${left} MiB left`);
      if (peak > MOST_TAKEN) faults.push(`${peak} MiB were taken`);
    }
    const log = readFileSync(join(directory, 'log'), 'utf8');
    if (/\|(WARN|ERR|EMER)\|/.test(log)) faults.push(`the log says:\n${log}`);
  } finally {
    await daemon.stop();
    rmSync(directory, { recursive: true });
  }
  for (const fault of faults) say(`soak: ${fault}`);
  return faults.length === 0 ? 0 : 1;
}

/** In MiB; undefined where there is no such process. */
function memoryOf({ pid }: Daemon): { readonly resident: number; readonly peak: number } | undefined {
  const status = pid === undefined ? '' : readFileSync(`/proc/${pid}/status`, 'utf8');
  const figure = (name: string) => Math.round(Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1]) / 1024);
  return status === '' ? undefined : { resident: figure('VmRSS'), peak: figure('VmHWM') };
}
