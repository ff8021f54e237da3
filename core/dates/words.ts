import { formatTonnes } from '#shared/units/format.ts';

/** Tonnes as a sentence says them: 12.5 kdmt. */
export const kdmtWords = (dmt: number): string => {
  const { text, unit } = formatTonnes(dmt, 'kdmt', 1);
  return `${text} ${unit}`;
};
