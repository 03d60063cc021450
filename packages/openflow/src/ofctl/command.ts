/** What the commands of `ofctl` are made of: requests whose answer is printed, and changes. Before: options.ts. After: a controller connection. */
import type { Message } from '../message/message.js';
import type { SwitchChange } from '../switch-handler.js';
import { formatReply } from '../text/message-format.js';
import { requireNumber } from '../text/split.js';
import type { Controller } from '../transport/controller.js';
import type { Options } from './options.js';

export interface CommandContext {
  readonly options: Options;
  /** Opens a connection to the switch of a bridge name, a socket's path, or an address. */
  readonly open: (target: string) => Promise<Controller>;
  /** The contents of a file; `-` is standard input. */
  readonly read: (file: string) => string;
  readonly print: (text: string) => void;
  /** A line of the log on standard error: of a module, as information. */
  readonly log: (module: string, text: string) => void;
}

export interface Command {
  readonly usage: string;
  readonly least: number;
  readonly most: number;
  readonly run: (context: CommandContext, args: readonly string[]) => Promise<void>;
}

/** The connection's forms in OpenFlow 1.0: Nicira's flows with table ids. Later versions need none. */
export async function prepare(controller: Controller, needsTableId: boolean): Promise<void> {
  if (controller.version !== 0x01) return;
  controller.send({ kind: 'set_flow_format', format: 'nxm' });
  await controller.barrier();
  if (!needsTableId) return;
  controller.send({ kind: 'flow_mod_table_id', isSet: true });
  await controller.barrier();
}

/** A request whose answer is printed. */
export function asking(
  usage: string,
  most: number,
  make: (args: readonly string[], target: string) => Message,
): Command {
  return {
    usage,
    least: 1,
    most,
    run: async ({ open, print }, [target = '', ...args]) => {
      const controller = await open(target);
      const parts = await controller.request(make(args, target));
      print(formatReply(parts, controller.version, 2));
      controller.close();
    },
  };
}

/** A number to ask for; undefined for none or `all`. */
export function numbered(text: string | undefined, what: string, all: string): number | undefined {
  return text === undefined || text.toLowerCase() === all ? undefined : requireNumber(text, what);
}

/** Sends changes one after the other; the first refusal ends the command. */
export async function change(
  { options, open }: CommandContext,
  target: string,
  changes: readonly Message[],
): Promise<void> {
  const controller = await open(target);
  await prepare(controller, true);
  const isBundle = options.isBundle && controller.version !== 0x01;
  const bundled = isBundle ? changes.filter(isSwitchChange) : [];
  if (bundled.length > 0) {
    const outcome = await controller.bundle(bundled);
    const [failure] = outcome.failures;
    if (failure !== undefined || !outcome.isCommitted) {
      throw new Error(`bundle failed: ${failure?.error ?? outcome.error}`);
    }
  } else {
    const refusals = changes.map((message) => controller.request(message).catch((error: unknown) => error));
    await controller.barrier();
    controller.close();
    const refused = (await Promise.all(refusals)).find(
      (answer) => answer instanceof Error && 'code' in answer && answer.code === 'refused',
    );
    if (refused !== undefined) throw refused;
    return;
  }
  controller.close();
}

function isSwitchChange(message: Message): message is SwitchChange {
  return message.kind === 'flow_mod' || message.kind === 'group_mod';
}

/** The lines of a file that are neither empty nor comments. */
export function flowLines(text: string): readonly string[] {
  return text
    .split('\n')
    .map((line) => line.replace(/#.*$/, '').trim())
    .filter((line) => line !== '');
}
