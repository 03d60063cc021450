/** `--oneline`: what a command printed on exactly one line. */
export function onOneLine(text: string): string {
  const body = text.endsWith('\n') ? text.slice(0, -1) : text;
  return `${body.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')}\n`;
}
