import { removeNoise } from '../math.ts';

/** Maximum number of characters of a calculation. */
const MAX_LENGTH = 200;

/**
 * Calculates a text such as "=50*1.1" or "=(120+30)/2" of numbers, + - * / and brackets; undefined for any other text, for one that does
 * not begin with "=", and for a division by zero. Numbers have a decimal point, and commas only between thousands.
 */
export const calculate = (text: string): number | undefined => {
  const trimmed = text.trim();
  if (!trimmed.startsWith('=') || trimmed.length > MAX_LENGTH) return undefined;
  const tokens = trimmed.slice(1).match(/\d{1,3}(?:,\d{3})+(?:\.\d*)?|\d+\.?\d*(?:e[+-]?\d+)?|\.\d+|[-+*/()]|\S/giu) ?? [];
  let at = 0;
  const take = (wanted: string): boolean => {
    if (tokens[at] !== wanted) return false;
    at += 1;
    return true;
  };
  // factor = number | -factor | +factor | (sum); product = factor {*|/ factor}; sum = product {+|- product}
  const factor = (): number => {
    if (take('-')) return -factor();
    if (take('+')) return factor();
    if (take('(')) {
      const inner = sum();
      return take(')') ? inner : Number.NaN;
    }
    const token = tokens[at];
    if (token === undefined || !/^[\d.]/.test(token)) return Number.NaN;
    at += 1;
    return Number(token.replaceAll(',', ''));
  };
  const product = (): number => {
    let value = factor();
    for (;;) {
      if (take('*')) value *= factor();
      else if (take('/')) value /= factor();
      else return value;
    }
  };
  const sum = (): number => {
    let value = product();
    for (;;) {
      if (take('+')) value += product();
      else if (take('-')) value -= product();
      else return value;
    }
  };
  const value = sum();
  return at === tokens.length && Number.isFinite(value) ? removeNoise(value) : undefined;
};
