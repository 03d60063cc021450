/** `ovsdb-tool --help` and `list-commands`. */
import type { Command, ToolContext } from './command.js';

/** `logging`: the part about logging options, which all programs have. */
export function helpText(
  { program, defaults }: Pick<ToolContext, 'program' | 'defaults'>,
  commands: readonly Command[],
  logging: string,
): string {
  const lines = commands.map(({ name, usage, help }) => `  ${`${name} ${usage}`.padEnd(34)} ${help}\n`);
  return `${program}: Open vSwitch database management utility
usage: ${program} [OPTIONS] COMMAND [ARG...]
${lines.join('')}The default DB is ${defaults.database}.
The default SCHEMA is ${defaults.schema}.
${logging}
Other options:
  -m, --more                  increase show-log verbosity
  --rbac-role=ROLE            RBAC role for transact and query commands
  -h, --help                  display this help message
  -o, --option                list these options
  -V, --version               display version information
`;
}

/** In the order of names. */
export function commandList(commands: readonly Command[]): string {
  const lines = commands.map(({ name, usage }) => `  ${name.padEnd(23)} ${usage.toLowerCase()}\n`);
  return `The available commands are:\n${lines.join('')}`;
}
