const ZERO = 48;
const NINE = 57;

/** Compares as people count: `vm2` before `vm10`. Runs of digits compare by value, all else by code unit. */
export function compareNatural(a: string, b: string): number {
  let i = 0;
  let j = 0;
  while (i < a.length && j < b.length) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(j);
    if (isDigit(x) && isDigit(y)) {
      const startA = skipZeros(a, i);
      const startB = skipZeros(b, j);
      i = skipDigits(a, startA);
      j = skipDigits(b, startB);
      const difference = i - startA - (j - startB);
      if (difference !== 0) return difference;
      for (let k = 0; k < i - startA; k++) {
        const step = a.charCodeAt(startA + k) - b.charCodeAt(startB + k);
        if (step !== 0) return step;
      }
    } else if (x !== y) return x - y;
    else {
      i++;
      j++;
    }
  }
  if (i < a.length || j < b.length) return i < a.length ? 1 : -1;
  return a < b ? -1 : a > b ? 1 : 0;
}

function isDigit(code: number): boolean {
  return code >= ZERO && code <= NINE;
}

function skipZeros(text: string, from: number): number {
  let at = from;
  while (text.charCodeAt(at) === ZERO) at++;
  return at;
}

function skipDigits(text: string, from: number): number {
  let at = from;
  while (isDigit(text.charCodeAt(at))) at++;
  return at;
}
