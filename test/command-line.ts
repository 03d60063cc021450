import yargs, { type Options } from 'yargs';

/**
 * The command line of one of the project's own programs (demo, bench, parity, interop), which have no C counterpart to
 * agree with: named options, names of parts to run, --help, and one line for what is not understood (exit status 1).
 */
export function commandLine<O extends Readonly<Record<string, Options>>>(usage: string, options: O, epilogue = '') {
  return yargs(process.argv.slice(2))
    .scriptName('')
    .usage(`${usage}${epilogue === '' ? '' : `\n\n${epilogue}`}`)
    .options(options)
    .strictOptions()
    .version(false)
    .wrap(100)
    .fail((message, error) => {
      process.stderr.write(`${message ?? error.message}; see --help\n`);
      process.exit(1);
    })
    .parseSync();
}
