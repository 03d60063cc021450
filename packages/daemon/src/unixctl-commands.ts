/** The run-time commands of a daemon by name: what `appctl list-commands` lists and the control socket calls. */
import { messageOf } from '#base';

/** Runs a command; its text is printed as it is. Throwing makes the command fail with the error's message. */
export type CommandHandler = (args: readonly string[]) => string | Promise<string>;

export interface Unixctl {
  /** Adds a command, in place of one with the same name. `usage` shows its arguments; maximum Infinity for any number. */
  register(name: string, usage: string, minimum: number, maximum: number, handler: CommandHandler): void;
}

export type CommandOutcome =
  | { readonly status: 'done'; readonly text: string }
  | { readonly status: 'failed'; readonly text: string };

interface Entry {
  readonly usage: string;
  readonly minimum: number;
  readonly maximum: number;
  readonly handler: CommandHandler;
}

export class CommandTable implements Unixctl {
  readonly #commands = new Map<string, Entry>();

  register(name: string, usage: string, minimum: number, maximum: number, handler: CommandHandler): void {
    this.#commands.set(name, { usage, minimum, maximum, handler });
  }

  /** The text of `list-commands`. */
  list(): string {
    const rows = [...this.#commands].sort(([a], [b]) => (a < b ? -1 : 1));
    return [
      'The available commands are:',
      ...rows.map(([name, { usage }]) => `  ${name.padEnd(23)} ${usage}`),
      '',
    ].join('\n');
  }

  /** Runs one command; errors are worded as the C programs word them. */
  async run(name: string, args: readonly string[]): Promise<CommandOutcome> {
    const entry = this.#commands.get(name);
    if (entry === undefined) {
      return failed(`"${name}" is not a valid command (use "list-commands" to see a list of valid commands)`);
    }
    if (args.length < entry.minimum) {
      return failed(`"${name}" command requires at least ${entry.minimum} arguments`);
    }
    if (args.length > entry.maximum) return failed(`"${name}" command takes at most ${entry.maximum} arguments`);
    try {
      return { status: 'done', text: withNewline(await entry.handler(args)) };
    } catch (error) {
      return failed(messageOf(error));
    }
  }
}

function failed(text: string): CommandOutcome {
  return { status: 'failed', text: withNewline(text) };
}

function withNewline(text: string): string {
  return text === '' || text.endsWith('\n') ? text : `${text}\n`;
}
