/**
 * Where a thread's program is: beside the module that starts it, or beside the bundle that the module is part of
 * (scripts/bundle.mjs). `moduleUrl`: the module's `import.meta.url`.
 */
export function threadProgram(moduleUrl: string, name: string): URL {
  return new URL(`./${name}.${moduleUrl.endsWith('.mjs') ? 'mjs' : 'js'}`, moduleUrl);
}
