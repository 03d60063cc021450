// Fresh clone to built tree in one step. Runs before `npm run demo`, `npm test` and the rest; when nothing
// is to be done it takes a fraction of a second. Nothing here may import a dependency: node_modules may not exist yet.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const at = (...parts) => join(root, ...parts);
const npm = process.env.npm_execpath ? [process.execPath, process.env.npm_execpath] : ['npm'];
const say = (message) => process.stderr.write(`setup: ${message}\n`);

function run(command, env = {}) {
  const result = spawnSync(command[0], command.slice(1), {
    cwd: root,
    stdio: ['ignore', 2, 2],
    env: { ...process.env, ...env },
  });
  return result.status ?? 1;
}

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  say(`Node 20.19 or newer is needed, this is ${process.version}`);
  process.exit(1);
}

const abi = `${process.platform}-${process.arch}-abi${process.versions.modules}`;
installPackages();
removeStaleOutputs();
if (run([process.execPath, at('node_modules', 'typescript', 'bin', 'tsc'), '-b']) !== 0) process.exit(1);
bundlePrograms();

function installPackages() {
  const stamp = createHash('sha256')
    .update(readFileSync(at('package-lock.json')))
    .update(abi)
    .digest('hex');
  const stampFile = at('node_modules', '.setup-stamp');
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return;
  const started = Date.now();
  say('installing packages (npm ci)');
  if (run([...npm, 'ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']) !== 0) process.exit(1);
  ensureSqlite();
  writeFileSync(stampFile, stamp);
  say(`packages ready in ${((Date.now() - started) / 1000).toFixed(1)} s`);
}

/** The release of better-sqlite3 that this Node gets: see packages/ovsdb/src/server/store/sqlite.ts. */
function sqlitePackage() {
  return major < 22 ? 'better-sqlite3' : 'better-sqlite3-13';
}

function sqliteWorks() {
  const program = `new (require('${sqlitePackage()}'))(':memory:').close()`;
  return spawnSync(process.execPath, ['-e', program], { cwd: root }).status === 0;
}

function ensureSqlite() {
  // The one for newer releases of Node comes compiled.
  if (sqlitePackage() !== 'better-sqlite3') {
    if (sqliteWorks()) return;
    say(
      `better-sqlite3 13 does not run here (Node ${process.version}, ${process.platform} ${process.arch}): Node 20 compiles its own`,
    );
    process.exit(1);
  }
  const { version } = JSON.parse(readFileSync(at('node_modules', 'better-sqlite3', 'package.json'), 'utf8'));
  const file = at('node_modules', 'better-sqlite3', 'build', 'Release', 'better_sqlite3.node');
  const cacheHome = process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache');
  const cached = join(cacheHome, 'heddle', `better-sqlite3-${version}-${abi}.node`);
  if (existsSync(cached)) {
    mkdirSync(dirname(file), { recursive: true });
    copyFileSync(cached, file);
    if (sqliteWorks()) return;
  }
  say(
    'building better-sqlite3: a download where a prebuilt binary can be had, else one to two minutes of compiling, once',
  );
  const prefix = resolve(dirname(process.execPath), '..'); // the headers that came with this Node, so that none are fetched
  const hasHeaders = existsSync(join(prefix, 'include', 'node', 'node.h'));
  run([...npm, 'rebuild', 'better-sqlite3', '--loglevel=error'], hasHeaders ? { npm_config_nodedir: prefix } : {});
  if (!sqliteWorks()) {
    say(
      'better-sqlite3 could not be built: it needs python3, make and a C++ compiler (Debian: apt-get install -y build-essential python3)',
    );
    process.exit(1);
  }
  try {
    mkdirSync(dirname(cached), { recursive: true });
    copyFileSync(file, cached);
  } catch {
    // A cache that cannot be written only costs time at the next fresh clone.
  }
}

/** A test whose source was deleted or renamed must not go on running: drop compiled files without a source. */
function removeStaleOutputs() {
  if (!existsSync(at('build'))) return;
  for (const entry of readdirSync(at('build'), { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !/\.js(\.map)?$/.test(entry.name)) continue;
    const output = join(entry.parentPath ?? entry.path, entry.name);
    const source = at(relative(at('build'), output).replace(/\.js(\.map)?$/, '.ts'));
    if (!existsSync(source)) rmSync(output);
  }
}

/** One ES module bundle a program: command lines start in half the time that 300 small modules take. */
function bundlePrograms() {
  const status = run([process.execPath, at('scripts', 'bundle.mjs')]);
  if (status !== 0) process.exit(status);
}
