/** Decimals of tonnes a year in kdmt: less than 1 kdmt is shown to the dmt, so that no buyer or deal with tonnes has 0.0. */
export const tonnageDecimals = (tonnes: number): number => (tonnes !== 0 && tonnes < 1000 ? 3 : 1);

/** Tonnes rounded to the last decimal that is shown: the nearest hundred dmt, or dmt. */
export const roundAsShown = (tonnes: number, decimals = tonnageDecimals(tonnes)): number =>
  Math.round(tonnes / 10 ** (3 - decimals)) * 10 ** (3 - decimals);
