export { PriceRows } from './PriceRows.tsx';
export { BASES } from './priceChoices.ts';
export { mainReference, type PriceContext, PriceProvider } from './priceContext.ts';
export { defaultPrice, priceFits, usualBasis } from './priceDefaults.ts';
export { priceEdits } from './priceEdits.ts';
export { priceFields, priceIn, usdPerDmt } from './priceFields.ts';
