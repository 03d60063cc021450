// The tests with other releases of Node than the one that runs this: `npm run nodes [-- MAJOR...]`, by default 22, 24 and 26.
// They come from the npm registry once, and are kept beside the other caches below node_modules.
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { delimiter, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const MAJORS = ['22', '24', '26'];

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const npm = process.env.npm_execpath ? [process.execPath, process.env.npm_execpath] : ['npm'];
const say = (message) => process.stderr.write(`nodes: ${message}\n`);

const majors = process.argv.length > 2 ? process.argv.slice(2) : MAJORS;
const wrong = majors.find((major) => !/^\d{2}$/.test(major));
if (wrong !== undefined) {
  say(`${wrong}: give major releases of Node, like 24`);
  process.exit(2);
}
const failed = majors.filter((major) => !passes(major));
if (failed.length > 0) say(`the tests fail with Node ${failed.join(', ')}`);
process.exit(failed.length > 0 ? 1 : 0);

function passes(major) {
  const directory = fetched(major);
  if (directory === undefined) {
    say(`Node ${major} cannot be had for ${process.platform} ${process.arch}`);
    return false;
  }
  const node = join(directory, 'node');
  const { stdout } = spawnSync(node, ['--version'], { encoding: 'utf8' });
  say(`tests with Node ${stdout.trim()}`);
  // What the tests start finds the same one.
  const env = { ...process.env, PATH: `${directory}${delimiter}${process.env.PATH}` };
  return spawnSync(node, [join(root, 'scripts', 'jest.mjs')], { cwd: root, stdio: 'inherit', env }).status === 0;
}

/** Where the executable of the newest release is. */
function fetched(major) {
  const place = join(root, 'node_modules', '.cache', 'heddle-nodes', major);
  const name = `node-${process.platform}-${process.arch}`;
  mkdirSync(place, { recursive: true });
  say(`fetching the newest Node ${major}`);
  const [command, ...before] = npm;
  const install = ['install', '--prefix', place, '--no-save', '--no-audit', '--no-fund', '--loglevel=error'];
  const { status } = spawnSync(command, [...before, ...install, `${name}@${major}`], { stdio: ['ignore', 2, 2] });
  return status === 0 ? join(place, 'node_modules', name, 'bin') : undefined;
}
