// Bundles each program of scripts/programs.json, and those of threads, into dist/NAME.mjs, from what tsc wrote. Skipped when no input is newer.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const programs = JSON.parse(readFileSync(join(root, 'scripts', 'programs.json'), 'utf8'));
// Programs of threads: beside the bundle that starts them.
const threads = {
  'checkpoint-worker': 'packages/ovsdb/src/server/store/checkpoint-worker.js',
  'frame-worker': 'packages/vswitch/src/port/frame-worker.js',
};
const entries = Object.entries({ ...programs, ...threads }).filter(([, source]) =>
  existsSync(join(root, 'build', source)),
);

function newest(directory) {
  let latest = 0;
  for (const entry of readdirSync(directory, { recursive: true, withFileTypes: true })) {
    if (entry.isFile() && entry.name.endsWith('.js')) {
      latest = Math.max(latest, statSync(join(entry.parentPath ?? entry.path, entry.name)).mtimeMs);
    }
  }
  return latest;
}

const inputs = Math.max(newest(join(root, 'build')), statSync(join(root, 'scripts', 'programs.json')).mtimeMs);
const fresh = entries.every(([name]) => {
  const output = join(root, 'dist', `${name}.mjs`);
  return existsSync(output) && statSync(output).mtimeMs >= inputs;
});
if (!fresh && entries.length > 0) {
  const esbuild = await import('esbuild');
  // Command lines are started often: half the text is a quarter less time before the first line runs. Daemons keep
  // theirs, so that the trace of an uncaught error in their log says where.
  const tools = new Set(['appctl', 'nbctl', 'ofctl', 'ovsdb-client', 'ovsdb-tool', 'sbctl', 'trace', 'vsctl']);
  const build = (chosen, minify) =>
    esbuild.build({
      absWorkingDir: root,
      entryPoints: chosen.map(([name, source]) => ({ in: join('build', source), out: name })),
      outdir: 'dist',
      outExtension: { '.js': '.mjs' },
      bundle: true,
      minify,
      format: 'esm',
      platform: 'node',
      target: 'node20',
      external: ['better-sqlite3', 'koffi'],
      sourcemap: 'linked',
      logLevel: 'warning',
      // CommonJS dependencies in an ES module bundle still call require() for Node's own modules.
      banner: {
        js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
      },
    });
  await Promise.all([
    build(
      entries.filter(([name]) => tools.has(name)),
      true,
    ),
    build(
      entries.filter(([name]) => !tools.has(name)),
      false,
    ),
  ]);
}
