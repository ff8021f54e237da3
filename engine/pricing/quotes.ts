import { OrebookError } from '#shared/contract/errors.ts';
import type { PriceUnit } from '#shared/domain/reference.ts';
import type { Charge } from '#shared/domain/terms.ts';
import { centsPerPoundToUsdPerTonne, UNITS_PER_DMT, usdPerOunceToUsdPerTonne } from '#shared/units/conversions.ts';
import { finite, notNegative, positive, within } from '../inputs.ts';

/** What a price is struck on. Tables are keyed by reference code. */
export type PriceMarket = {
  /** Averages over the quotational period, each in its reference's own unit. */
  readonly prices: Readonly<Record<string, number>>;
  /** Unit of a reference; where it is not given the usual one of its use: USD/toz for Au, Ag, Pt, Pd, USD/dmtu per dmtu, else USD/t. */
  readonly units?: Readonly<Record<string, PriceUnit>> | undefined;
  /** Units of a currency for one USD. */
  readonly fx?: { readonly CNY?: number | undefined } | undefined;
  /** Figures of TC and RC references that are not averages over the QP (the year's benchmark); they come before `prices`. */
  readonly charges?: Readonly<Record<string, number>> | undefined;
};

/** What one unit of a price buys: a tonne of contained metal, a dry tonne of product, or a dry metric tonne unit. */
export type PriceUse = 'metal' | 'dmt' | 'dmtu';

const UNITS_OF_USE: Readonly<Record<PriceUse, readonly PriceUnit[]>> = {
  metal: ['USD/t', 'USc/lb', 'USD/toz', 'CNY/t'],
  dmt: ['USD/dmt', 'USD/t', 'CNY/t'],
  dmtu: ['USD/dmtu'],
};

const PRECIOUS = new Set(['Au', 'Ag', 'Pt', 'Pd']);

const unitOf = (reference: string, use: PriceUse, element: string | undefined, market: PriceMarket): PriceUnit => {
  const stated = market.units?.[reference];
  if (stated !== undefined) {
    if (!UNITS_OF_USE[use].includes(stated)) throw new OrebookError('BAD_SHAPE', { field: `units.${reference}`, unit: stated, use });
    return stated;
  }
  if (use === 'dmtu') return 'USD/dmtu';
  return use === 'metal' && element !== undefined && PRECIOUS.has(element) ? 'USD/toz' : 'USD/t';
};

/** The average of a reference as quoted; MISSING_PRICE when the market has none. */
export const quotedPrice = (reference: string, market: PriceMarket): number => {
  const price = market.prices[reference];
  if (price === undefined) throw new OrebookError('MISSING_PRICE', { reference });
  return notNegative(price, `prices.${reference}`);
};

/** The average of a reference in USD per tonne of what it is used for (per tonne of contained metal for a price per dmtu). */
export const usdPerTonne = (reference: string, use: PriceUse, market: PriceMarket, element?: string): number => {
  const price = quotedPrice(reference, market);
  switch (unitOf(reference, use, element, market)) {
    case 'USc/lb':
      return centsPerPoundToUsdPerTonne(price);
    case 'USD/toz':
      return usdPerOunceToUsdPerTonne(price);
    case 'USD/dmtu':
      return price * UNITS_PER_DMT;
    case 'CNY/t': {
      const rate = market.fx?.CNY;
      if (rate === undefined) throw new OrebookError('MISSING_PRICE', { reference: 'CNY' });
      return price / positive(rate, 'fx.CNY');
    }
    default:
      return price;
  }
};

const chargeReference = (reference: string, unit: PriceUnit, market: PriceMarket): number => {
  const stated = market.units?.[reference];
  if (stated !== undefined && stated !== unit && !(unit === 'USD/dmt' && stated === 'USD/t')) {
    throw new OrebookError('BAD_SHAPE', { field: `units.${reference}`, unit: stated, use: unit });
  }
  const figure = market.charges?.[reference] ?? market.prices[reference];
  if (figure === undefined) throw new OrebookError('MISSING_PRICE', { reference });
  return finite(figure, `charges.${reference}`);
};

/** A charge in `unit`: its figure, its reference with the differential, or its bricks weighted by share. */
export const chargeAmount = (charge: Charge, field: string, unit: PriceUnit, market: PriceMarket): number => {
  switch (charge.kind) {
    case 'fixed':
      return finite(charge.amount, `${field}.amount`);
    case 'benchmark':
    case 'index':
      return chargeReference(charge.reference, unit, market) + finite(charge.differential, `${field}.differential`);
    case 'bricks': {
      if (charge.bricks.length === 0) throw new OrebookError('EMPTY', { field: `${field}.bricks` });
      let sum = 0;
      let shares = 0;
      for (const [i, brick] of charge.bricks.entries()) {
        shares += within(brick.share, `${field}.bricks.${i}.share`, 0, 1);
        sum += brick.share * finite(brick.amount, `${field}.bricks.${i}.amount`);
      }
      // Shares are typed by hand to a few decimals; beyond that the bricks do not make up the tonnage.
      if (Math.abs(shares - 1) > 1e-6) throw new OrebookError('OUT_OF_RANGE', { field: `${field}.bricks`, min: 1, max: 1, value: shares });
      return sum;
    }
    default:
      throw new OrebookError('BAD_SHAPE', { field: `${field}.kind` });
  }
};

/** The unit of a metal's refining charge: USD/toz where its price is quoted per ounce, else USc/lb. */
export const refiningUnit = (reference: string, element: string, market: PriceMarket): 'USD/toz' | 'USc/lb' =>
  unitOf(reference, 'metal', element, market) === 'USD/toz' ? 'USD/toz' : 'USc/lb';
