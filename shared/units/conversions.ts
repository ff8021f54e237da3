/** Mass and assay conversions of the trade. One table; every other number in the product is derived from these. */

/** Pounds in a metric tonne, 1 / 0.45359237 kg (international avoirdupois pound, exact by definition, NIST SP 811 app. B). */
export const POUNDS_PER_TONNE = 1000 / 0.45359237;

/** Grams in a troy ounce, exact by definition (NIST SP 811 app. B). */
export const GRAMS_PER_TROY_OUNCE = 31.1034768;

/** One unit is one per cent of a dry metric tonne (trade usage). */
export const UNITS_PER_DMT = 100;

/** USD per wmt as USD per dmt: freight / (1 - moisture). */
export const perDryTonne = (usdPerWetTonne: number, moisture: number): number => usdPerWetTonne / (1 - moisture);

/** US cents per pound as USD per tonne. */
export const centsPerPoundToUsdPerTonne = (centsPerPound: number): number => (centsPerPound / 100) * POUNDS_PER_TONNE;

/** USD per troy ounce as USD per tonne of metal. */
export const usdPerOunceToUsdPerTonne = (usdPerOunce: number): number => (usdPerOunce * 1_000_000) / GRAMS_PER_TROY_OUNCE;
