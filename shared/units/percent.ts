/** Shifts the decimal point of a number in text by `places`. Exact, unlike a multiplication by 100. */
export const shiftDecimal = (text: string, places: number): string => {
  const [digits = '', exponent = '0'] = text.toLowerCase().split('e');
  return `${digits}e${Number(exponent) + places}`;
};

/** Converts a percentage to a fraction. Exact, so that 0.7 % is 0.007. */
export const fractionOf = (percent: number | string): number => Number(shiftDecimal(String(percent), -2));

/** Writes a fraction as a percentage from which `fractionOf` restores the exact number. */
export const exactPercent = (fraction: number): string => {
  const percent = Number(shiftDecimal(String(fraction), 2));
  return `${fractionOf(percent) === fraction ? percent : shiftDecimal(String(fraction), 2)} %`;
};
