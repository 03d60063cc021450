/** Characters of matches and actions by what they may do in a token. */
export const CLASS_OTHER = 0;
export const CLASS_SPACE = 1;
export const CLASS_LETTER = 2;
export const CLASS_DIGIT = 3;
/** Letters, digits, `_` and `.` by what they may do; one byte a character code. */
export const CLASSES = new Uint8Array(128);
export const IS_HEX = new Uint8Array(128);
for (const character of ' \t\n\r\v\f') CLASSES[character.charCodeAt(0)] = CLASS_SPACE;
for (const character of 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_') {
  CLASSES[character.charCodeAt(0)] = CLASS_LETTER;
}
for (const character of '0123456789') CLASSES[character.charCodeAt(0)] = CLASS_DIGIT;
for (const character of '0123456789abcdefABCDEF') IS_HEX[character.charCodeAt(0)] = 1;

export const DOT = 46;
export const COLON = 58;
export const BACKSLASH = 92;

/** Letters belong to a constant, if only to make it a wrong one; `_` does not. */
export function isConstantLetter(code: number): boolean {
  const letter = code | 32;
  return letter >= 97 && letter <= 122;
}

/** Characters that integer constants go on with. */
export const IN_CONSTANT = new Uint8Array(128);
for (let code = 0; code < 128; code++) {
  if (CLASSES[code] === CLASS_DIGIT || isConstantLetter(code) || code === COLON || code === DOT) IN_CONSTANT[code] = 1;
}
