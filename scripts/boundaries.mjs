// Checks what the compiler cannot: which package may import which, and where sockets, files, clocks and randomness
// may be touched (ARCHITECTURE.md, "Layers"). Prints file:line for each breach; exit status 1 when there is one.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');

/** From the leaf up: a package imports from the layers below its own, and nothing from its own or above. */
const LAYERS = [
  ['base'],
  ['incremental', 'ovsdb/notation', 'openflow', 'packets', 'pipeline'],
  ['ovsdb/jsonrpc', 'schemas'],
  ['ovsdb/server', 'ovsdb/client', 'logical', 'daemon'],
  ['ctl', 'vswitch', 'trace', 'northd', 'controller'],
  ['nbctl', 'sbctl', 'vsctl', 'appctl', 'central', 'ovsdb'],
  ['testing'],
  ['test'],
];
const levelOf = new Map(LAYERS.flatMap((names, level) => names.map((name) => [name, level])));

/** Where the outside world may be touched. A program's main.ts also wires layers together, so it may import any. */
const IS_PROGRAM = /(^|\/)([a-z-]+-)?main\.ts$/;
const MAY_TOUCH_WORLD = [
  IS_PROGRAM,
  /\/io\//,
  /^packages\/base\/src\/clock\.ts$/, // the interface of what is handed in
  /^packages\/(daemon|testing)\//,
  /\/src\/([a-z-]+\/)?(testing|fixture)\//, // fakes and recordings for tests
  /^packages\/ovsdb\/src\/server\/store\//,
  /^packages\/ovsdb\/src\/jsonrpc\/transport\//,
  /^packages\/openflow\/src\/transport\//,
  /^packages\/vswitch\/src\/port\//,
  /^test\//,
  /\.test\.ts$/,
];
const WORLD_MODULES =
  /^(node:(fs|fs\/promises|net|tls|dgram|http|https|child_process|worker_threads|os|timers.*)|better-sqlite3|koffi|ws)$/;
const WORLD_GLOBALS =
  /(?<![.\w'"`])(Date\.now\(|new Date\(\)|performance\.now\(|Math\.random\(|setTimeout\(|setInterval\(|process\.(env|argv|exit|stdout|stderr|stdin)\b)/;

function* sources(directory) {
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    if (entry.name === 'node_modules' || entry.name === 'build' || entry.name === 'dist' || entry.name.startsWith('.'))
      continue;
    const path = join(directory, entry.name);
    if (entry.isDirectory()) yield* sources(path);
    else if (entry.name.endsWith('.ts')) yield path;
  }
}

/** The package a file belongs to: `packages/NAME/...`, a part of packages/ovsdb, or a top-level folder. */
function packageOf(path) {
  const [first, second, , third] = path.split('/');
  if (first !== 'packages') return first;
  return second === 'ovsdb' && levelOf.has(`ovsdb/${third}`) ? `ovsdb/${third}` : second;
}

/** The package that `#name` or `#name/part` stands for. */
function packageOfImport(target) {
  const name = target.slice(1);
  return levelOf.has(name) ? name : name.split('/')[0];
}

const breaches = [];
for (const file of sources(root)) {
  const path = relative(root, file);
  const own = packageOf(path);
  const level = levelOf.get(own);
  const isTest = path.endsWith('.test.ts');
  const mayTouchWorld = MAY_TOUCH_WORLD.some((pattern) => pattern.test(path));
  const report = (line, text) => breaches.push(`${path}:${line}: ${text}`);
  if (level === undefined) report(1, `package ${own} has no layer in scripts/boundaries.mjs`);
  readFileSync(file, 'utf8')
    .split('\n')
    .forEach((text, index) => {
      const line = index + 1;
      const from =
        /^\s*(?:import|export)\b.*?['"]([^'"]+)['"];?\s*$|^\} from ['"]([^'"]+)['"]|\bimport\(['"]([^'"]+)['"]\)/.exec(
          text,
        );
      const target = from?.[1] ?? from?.[2] ?? from?.[3];
      if (target?.startsWith('#')) {
        const other = packageOfImport(target);
        const otherLevel = levelOf.get(other);
        if (other === own) report(line, `imports its own package as ${target}: use a relative path`);
        else if (otherLevel === undefined) report(line, `imports ${target}, which has no layer`);
        else if (otherLevel >= level && !isTest && !IS_PROGRAM.test(path))
          report(line, `${own} must not import ${target}: it is not in a layer below`);
      } else if (target?.startsWith('.')) {
        const other = packageOf(relative(root, resolve(dirname(file), target)));
        const isOwnTest = isTest && path.split('/')[1] === relative(root, resolve(dirname(file), target)).split('/')[1];
        if (other !== own && !isOwnTest) report(line, `reaches into ${other} by a relative path: import #${other}`);
      } else if (
        target !== undefined &&
        !mayTouchWorld &&
        WORLD_MODULES.test(target) &&
        !/^\s*import type/.test(text)
      ) {
        report(line, `${target} is for main.ts, io/ and the packages that ARCHITECTURE.md names: have it handed in`);
      }
      const code = text.replace(/\/\/.*$/, '').replace(/^\s*\*.*$/, '');
      if (!mayTouchWorld && WORLD_GLOBALS.test(code)) {
        report(line, `${WORLD_GLOBALS.exec(code)[1]} in pure code: have time, randomness and the process handed in`);
      }
    });
}
for (const breach of breaches) process.stderr.write(`${breach}\n`);
process.exit(breaches.length === 0 ? 0 : 1);
