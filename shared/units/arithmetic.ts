import { removeNoise } from '../math.ts';

/** Maximum number of characters of a calculation. */
const MAX_LENGTH = 200;

/**
 * Calculates a text such as "=50*1.1" or "=(120+30)/2" of numbers, + - * / and brackets; undefined for any other text, for one that does
 * not begin with "=", and for a division by zero. Numbers have a decimal point, and commas only between thousands.
 */
export const calculate = (text: string): number | undefined => {
  const trimmedText = text.trim();
  if (!trimmedText.startsWith('=') || trimmedText.length > MAX_LENGTH) return undefined;
  const tokens = trimmedText.slice(1).match(/\d{1,3}(?:,\d{3})+(?:\.\d*)?|\d+\.?\d*(?:e[+-]?\d+)?|\.\d+|[-+*/()]|\S/giu) ?? [];
  let position = 0;
  /** Consumes the next token if it is this one. */
  const takesToken = (token: string): boolean => {
    if (tokens[position] !== token) return false;
    position += 1;
    return true;
  };
  // factor = number | -factor | +factor | (sum); product = factor {*|/ factor}; sum = product {+|- product}
  const factor = (): number => {
    if (takesToken('-')) return -factor();
    if (takesToken('+')) return factor();
    if (takesToken('(')) {
      const value = sum();
      return takesToken(')') ? value : Number.NaN;
    }
    const token = tokens[position];
    if (token === undefined || !/^[\d.]/.test(token)) return Number.NaN;
    position += 1;
    return Number(token.replaceAll(',', ''));
  };
  const product = (): number => {
    let value = factor();
    for (;;) {
      if (takesToken('*')) value *= factor();
      else if (takesToken('/')) value /= factor();
      else return value;
    }
  };
  const sum = (): number => {
    let value = product();
    for (;;) {
      if (takesToken('+')) value += product();
      else if (takesToken('-')) value -= product();
      else return value;
    }
  };
  const value = sum();
  return position === tokens.length && Number.isFinite(value) ? removeNoise(value) : undefined;
};
