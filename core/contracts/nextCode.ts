const FIRST_PREFIX = 'C-';
const DIGITS = 3;

/**
 * Returns the next free code of the series of `exampleCode`: one more than its highest number, with as many digits as its longest (C-041 is
 * followed by C-042). A code that would exceed 20 characters is replaced by one of the default series.
 */
export const nextCode = (codes: readonly string[], exampleCode = `${FIRST_PREFIX}${'0'.repeat(DIGITS)}`): string => {
  const prefix = exampleCode.replace(/\d+$/, '');
  let highestNumber = 0;
  let width = DIGITS;
  for (const code of codes) {
    const digits = code.toLocaleLowerCase('en').startsWith(prefix.toLocaleLowerCase('en')) ? code.slice(prefix.length) : '';
    if (!/^\d{1,9}$/.test(digits)) continue;
    highestNumber = Math.max(highestNumber, Number(digits));
    width = Math.max(width, digits.length);
  }
  const next = `${prefix}${String(highestNumber + 1).padStart(width, '0')}`;
  return next.length <= 20 ? next : nextCode(codes);
};
