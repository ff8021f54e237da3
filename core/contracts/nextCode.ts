const FIRST_PREFIX = 'C-';
const DIGITS = 3;

/** The next free code of a series: one more than its highest number, as wide as its widest (C-041 is followed by C-042). */
export const nextCode = (codes: readonly string[], like = `${FIRST_PREFIX}${'0'.repeat(DIGITS)}`): string => {
  const prefix = like.replace(/\d+$/, '');
  let highest = 0;
  let width = DIGITS;
  for (const code of codes) {
    const digits = code.toLocaleLowerCase('en').startsWith(prefix.toLocaleLowerCase('en')) ? code.slice(prefix.length) : '';
    if (!/^\d{1,9}$/.test(digits)) continue;
    highest = Math.max(highest, Number(digits));
    width = Math.max(width, digits.length);
  }
  const next = `${prefix}${String(highest + 1).padStart(width, '0')}`;
  return next.length <= 20 ? next : nextCode(codes);
};
