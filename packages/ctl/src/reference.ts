/** The reference page of a command-line tool, docs/generated/NAME.md, made from its command table. */
import type { OptionSpec } from '#daemon';
import type { Command } from './command.js';
import { namingText, synopsis } from './help.js';
import { commonOptions, tableOptions } from './options.js';
import type { CommandGroup, CtlProgram } from './program.js';

const commonTexts: Readonly<Record<string, string>> = {
  db: 'the database, or several remotes of one with commas between them',
  'no-syslog': 'accepted; nothing is ever sent to syslog',
  help: 'prints all commands and options',
  commands: 'prints the commands in the form that shell completion reads',
  options: 'prints the options in that form',
  version: 'prints the version, and that of the schema',
  'dry-run': 'runs the commands and prints what they print, but changes nothing',
  oneline: 'prints what each command prints on one line: line ends as `\\n`, backslashes doubled',
  timeout: 'ends with SIGALRM (exit code 142) after so many seconds; OVS_CTL_TIMEOUT in the environment does the same',
  format: '`list` (default), `table`, `html`, `csv` or `json`',
  data: 'values as `string` (default: what the commands read), `bare` (without quotes and brackets) or `json`',
  'no-headings': 'leaves out the headings of tables',
  pretty: 'indents JSON',
  bare: '`--format=list --data=bare --no-headings`',
  'max-column-width': 'longest cell of format `table`, in bytes',
};

function optionLine({ name, short, argument }: OptionSpec): string {
  const value = { none: '', required: '=VALUE', optional: '[=VALUE]' }[argument];
  const words = [...(short === undefined ? [] : [`-${short}`]), `--${name}${value}`].join(', ');
  return `| \`${words}\` | ${commonTexts[name] ?? ''} |`;
}

function commandText(command: Command): string {
  const effect = command.isReadOnly ? ' Changes nothing.' : '';
  return `- \`${synopsis(command)}\`\n  ${capital(command.summary)}${effect}\n`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** `compatible` is the name of the C tool that it stands for. */
export function referencePage(program: CtlProgram, groups: readonly CommandGroup[], compatible: string): string {
  const { catalog } = program;
  const tables = Object.keys(catalog.database.tables).sort();
  const namings = tables.map((table) => {
    const ways = (catalog.namings[table] ?? []).map(namingText);
    return `| ${table} | ${['by UUID', ...ways].join('; ')} |`;
  });
  return `# ${program.program}

<!-- Made from the command table by packages/ctl/src/reference.ts; \`HEDDLE_RECORD=1 npm test\` writes it anew. -->

${capital(program.title)}: the commands, output, messages and exit codes of \`${compatible}\`, under whose name it runs from
\`bin/compat\`. Messages begin with the name it was called by.

    ${program.program} [OPTIONS] COMMAND [ARGUMENT...] [-- [OPTIONS] COMMAND [ARGUMENT...]]...

All commands of one command line are one transaction: all take effect or none, and nothing is printed before it has
succeeded. A later command sees what earlier ones did. Options of a command stand before its name. When somebody else has changed
what a command read, the chain is run again on the new contents.

Exit codes: 0; 1 for any error, with one line on stderr; 2 from \`br-exists\`; 142 at the end of \`--timeout\`.

## Commands

${groups.map((group) => `### ${group.heading}\n\n${group.commands.map(commandText).join('')}`).join('\n')}
## Options

Given before the first command. Long ones may be abbreviated as long as they are unique.

${program.optionsHelp
  .trimEnd()
  .split('\n')
  .map((line) => `    ${line.slice(2)}`)
  .join('\n')}

| option | meaning |
|---|---|
${[...commonOptions, ...tableOptions].map(optionLine).join('\n')}

Default database: \`${program.defaultDatabase({ run: 'RUNDIR', log: '', database: '' })}\`${
    program.databaseVariable === undefined ? '' : `, or what \`${program.databaseVariable}\` in the environment names`
  }.${program.optionsVariable === undefined ? '' : ` Options in \`${program.optionsVariable}\` stand before those of the command line.`}

## Names of records

Besides its uuid, or the first four or more digits of it as long as they are unique, and \`.\` for the only row of a table:

| table | records may be named |
|---|---|
${namings.join('\n')}

## Values

Tables and columns may be abbreviated; case does not matter, and \`-\` is \`_\`. Integers, reals, \`true\`/\`false\`, strings (in
double quotes with JSON's escapes where they hold anything but letters, digits, \`_\`, \`-\` and \`.\`, or look like another type),
uuids or \`@NAME\` of a row that the same command line makes or finds by \`--id\`. Sets: \`a,b\` or \`[a, b]\`, integers also as
ranges \`3-7\`; maps: \`k=v,k2=v2\` or \`{k=v}\`. Conditions of \`find\` and \`wait-until\`: \`=\`, \`!=\`, \`<\`, \`>\`, \`<=\`, \`>=\` compare
sets by size, then element by element; \`{=}\`, \`{!=}\`, \`{<}\`, \`{>}\`, \`{<=}\`, \`{>=}\`, \`{in}\`, \`{not-in}\` as sets.
`;
}
