/** `--help` of a command-line tool, made from its command table. */
import { type Directories, loggingOptionsHelp } from '#daemon';
import type { Command, CommandOption } from './command.js';
import type { RowNaming } from './database/catalog.js';
import type { CommandGroup, CtlProgram } from './program.js';

/** The words of a command as one types them: `[--may-exist] ls-add [SWITCH]`. */
export function synopsis(command: Command): string {
  return [...command.options.map(optionText), command.name, command.usage].filter((part) => part !== '').join(' ');
}

function optionText(option: CommandOption): string {
  const argument = { none: '', required: '=VALUE', optional: '[=VALUE]' }[option.argument];
  return `[--${option.name}${argument}]`;
}

function groupHelp(group: CommandGroup): string {
  return `${group.heading}:\n${group.commands.map((command) => `  ${synopsis(command)}\n      ${command.summary}\n`).join('')}`;
}

/** A line for each way in which a row of a table may be named, as the C tools list them. */
export function namingText(naming: RowNaming): string {
  if ('via' in naming) {
    const matching = naming.key === undefined ? naming.matching : `${naming.matching}:${naming.key}`;
    return `via "${naming.via}" of ${naming.of} with matching "${matching}"`;
  }
  if (naming.by === '.') return 'as "."';
  return 'key' in naming && naming.key !== undefined ? `by "${naming.by}:${naming.key}"` : `by "${naming.by}"`;
}

export function helpText(
  program: CtlProgram,
  name: string,
  groups: readonly CommandGroup[],
  directories: Directories,
): string {
  const tables = Object.keys(program.catalog.database.tables)
    .sort()
    .map((table) => {
      const namings = program.catalog.namings[table] ?? [];
      return `  ${table}: ${['by UUID', ...namings.map(namingText)].join(', ')}\n`;
    });
  return `${name}: ${program.title}
usage: ${name} [OPTIONS] COMMAND [ARG...] [-- [OPTIONS] COMMAND [ARG...]]...

${groups.map(groupHelp).join('\n')}
Records of each table may be named so:
${tables.join('')}
Options:
  --db=DATABASE               connect to DATABASE
                              (default: ${program.defaultDatabase(directories)})
${program.optionsHelp}  -t, --timeout=SECS          wait at most SECS seconds
  --dry-run                   do not commit changes to the database
  --oneline                   print exactly one line of output per command

Output formatting options:
  -f, --format=FORMAT         table, list, html, csv or json (default: list)
  -d, --data=FORMAT           cells as string, bare or json (default: string)
  --no-headings               leave out the headings of tables
  --pretty                    indent JSON
  --bare                      the same as --format=list --data=bare --no-headings

SSL options:
  -p, --private-key=FILE      file with private key
  -c, --certificate=FILE      file with certificate for private key
  -C, --ca-cert=FILE          file with the peer's CA certificate
${loggingOptionsHelp(name, directories)}
Other options:
  -h, --help                  display this help message
  -V, --version               display version information
`;
}
