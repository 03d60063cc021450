// `npm run check`: types (setup compiled them), lint, format.
import { spawnSync } from 'node:child_process';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const steps = [
  ['lint and format', [join(root, 'node_modules', '@biomejs', 'biome', 'bin', 'biome'), 'check', '.']],
  ['import boundaries', [join(root, 'scripts', 'boundaries.mjs')]],
];
let failed = 0;
for (const [name, command] of steps) {
  process.stderr.write(`check: ${name}\n`);
  if (spawnSync(process.execPath, command, { cwd: root, stdio: 'inherit' }).status !== 0) failed++;
}
process.exit(failed === 0 ? 0 : 1);
