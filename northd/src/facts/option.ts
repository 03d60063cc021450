/** How OVN reads booleans in `options` maps: anything but the one word that changes the default leaves it. */

/** True when the option is the word `true` (the option's default is false). */
export function isOn(options: ReadonlyMap<string, string>, name: string): boolean {
  return options.get(name)?.toLowerCase() === 'true';
}

/** True unless the option is the word `false` (the option's default is true). */
export function isNotOff(options: ReadonlyMap<string, string>, name: string): boolean {
  return options.get(name)?.toLowerCase() !== 'false';
}

/** The option as a whole number, decimal; `fallback` when it is absent or none. */
export function integerOption(options: ReadonlyMap<string, string>, name: string, fallback: number): number {
  const text = options.get(name);
  return text !== undefined && /^[+-]?\d+$/.test(text) ? Number(text) : fallback;
}
