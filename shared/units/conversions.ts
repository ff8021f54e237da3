// Mass and assay conversions of the trade; every other conversion in the product is derived from these.

/** Pounds per metric tonne; one international avoirdupois pound = 0.45359237 kg, exact by definition (NIST SP 811 app. B). */
export const POUNDS_PER_TONNE = 1000 / 0.45359237;

/** Grams per troy ounce, exact by definition (NIST SP 811 app. B). */
export const GRAMS_PER_TROY_OUNCE = 31.1034768;

/** One unit is 1 % of a dry metric tonne (trade usage). */
export const UNITS_PER_DMT = 100;

/** Converts USD/wmt to USD/dmt: amount / (1 - moisture). */
export const perDryTonne = (usdPerWetTonne: number, moisture: number): number => usdPerWetTonne / (1 - moisture);

/** Converts US cents per pound to USD per tonne. */
export const centsPerPoundToUsdPerTonne = (centsPerPound: number): number => (centsPerPound / 100) * POUNDS_PER_TONNE;

/** Converts USD per troy ounce to USD per tonne of metal. */
export const usdPerOunceToUsdPerTonne = (usdPerOunce: number): number => (usdPerOunce * 1_000_000) / GRAMS_PER_TROY_OUNCE;
