import type { FigureUnit, Label } from '#shared/contract/figure.ts';
import type { SensitivityDriver } from '#shared/contract/sensitivity.ts';
import type { OfftakeContract } from '#shared/domain/contract.ts';
import { referencesIn } from '#shared/domain/termReferences.ts';
import type { Charge, Collar, Payable, PriceBasis, Terms } from '#shared/domain/terms.ts';
import { message } from '#shared/messages/text.ts';
import { collarUnit } from '../contracts/contractRows.ts';
import { month, priceFigureUnit } from '../portfolio/figures.ts';
import { elementLabel } from '../portfolio/labels.ts';
import type { Workbook } from '../portfolio/portfolio.ts';
import { averageLevel } from './priceLevels.ts';

/** A numeric term of a contract that may change. */
export type TermDriver = SensitivityDriver & { readonly change: (contract: OfftakeContract, value: number) => OfftakeContract };

type Range = readonly [number, number];

/** A term of one set of terms; `key` is its path in them. */
type Term = Pick<SensitivityDriver, 'key' | 'label' | 'unit' | 'decimals' | 'now' | 'min' | 'max'> & {
  readonly range: Range;
  readonly change: (terms: Terms, value: number) => Terms;
};

/** The least range of a charge or premium around its level, USD/dmt. */
const LEAST_REACH = 50;
/** The largest change of a payable up or down, a fraction. */
const PAYABLE_REACH = 0.1;
const MOST_MONEY = 1e6;
const MOST_TONNES = 1e9;

const around = (value: number, minimum: number): Range => [
  value - Math.max(Math.abs(value), minimum),
  value + Math.max(Math.abs(value), minimum),
];
const upTo = (value: number, minimum: number): Range => [0, Math.max(2 * value, minimum)];
const within = ([low, high]: Range, min: number, max: number): Range => [Math.max(min, low), Math.min(max, high)];

const money = (
  key: string,
  label: Label,
  currentValue: number,
  change: Term['change'],
  {
    unit = 'usdPerDmt',
    range = around(currentValue, LEAST_REACH),
    min = -MOST_MONEY,
  }: { unit?: FigureUnit; range?: Range; min?: number } = {},
): Term => ({ key, label, unit, decimals: 2, now: currentValue, range, min, max: MOST_MONEY, change });

/** A fraction from 0 to 1 or `max`. */
const fraction = (key: string, label: Label, currentValue: number, change: Term['change'], range: Range = [0, 1], max = 1): Term => ({
  key,
  label,
  unit: 'fraction',
  decimals: 2,
  now: currentValue,
  range: within(range, 0, max),
  min: 0,
  max,
  change,
});

const withPrice =
  <B extends PriceBasis>(change: (price: B, value: number) => B): Term['change'] =>
  // the term is offered only for the basis of the price
  (terms, value) => ({ ...terms, price: change(terms.price as B, value) });

const quantityTerms = ({ quantity }: Terms): readonly Term[] => [
  {
    key: 'quantity.tonnesPerYear',
    label: message('sensitivity.driver.tonnes'),
    unit: 'dmtPerYear',
    decimals: 1,
    now: quantity.tonnesPerYear,
    range: upTo(quantity.tonnesPerYear, 1000),
    min: 0,
    max: MOST_TONNES,
    change: (terms, tonnesPerYear) => ({ ...terms, quantity: { ...terms.quantity, tonnesPerYear } }),
  },
  fraction('quantity.takeOrPayShare', message('sensitivity.driver.takeOrPay'), quantity.takeOrPayShare, (terms, takeOrPayShare) => ({
    ...terms,
    quantity: { ...terms.quantity, takeOrPayShare },
  })),
];

/** The amount of a fixed charge, or the differential of one that follows a benchmark or an index; bricks have several amounts. */
const chargeTerm = (
  key: string,
  label: Label,
  charge: Charge,
  unit: FigureUnit,
  minimum: number,
  change: (terms: Terms, charge: Charge) => Terms,
): readonly Term[] => {
  switch (charge.kind) {
    case 'bricks':
      return [];
    case 'fixed':
      return [
        money(`${key}.amount`, label, charge.amount, (terms, amount) => change(terms, { ...charge, amount }), {
          unit,
          range: around(charge.amount, minimum),
        }),
      ];
    default:
      return [
        money(
          `${key}.differential`,
          message('sensitivity.driver.differential', { term: label }),
          charge.differential,
          (terms, differential) => change(terms, { ...charge, differential }),
          { unit, range: around(charge.differential, minimum) },
        ),
      ];
  }
};

type MetalPrice = Extract<PriceBasis, { basis: 'payableMetal' }>;

const payableTerms = (book: Workbook, payable: Payable, i: number): readonly Term[] => {
  const { element: symbol, reference, rule, refiningCharge } = payable;
  const element = elementLabel(symbol);
  const change = (changePayable: (payable: Payable, value: number) => Payable) =>
    withPrice<MetalPrice>((price, value) => ({
      ...price,
      payables: price.payables.map((payable, j) => (j === i ? changePayable(payable, value) : payable)),
    }));
  const reach: Range = [payable.payable - PAYABLE_REACH, payable.payable + PAYABLE_REACH];
  const isPrecious = book.references.get(reference)?.unit === 'USD/toz';
  return [
    ...(rule === 'scale'
      ? []
      : [
          fraction(
            `price.payables.${i}.payable`,
            message('sensitivity.driver.payable', { element }),
            payable.payable,
            change((payable, share) => ({ ...payable, payable: share })),
            reach,
          ),
        ]),
    ...(refiningCharge === undefined
      ? []
      : chargeTerm(
          `price.payables.${i}.refiningCharge`,
          message('sensitivity.driver.refiningCharge', { element }),
          refiningCharge,
          isPrecious ? 'usdPerToz' : 'centsPerLb',
          5,
          (terms, charge) => change((payable) => ({ ...payable, refiningCharge: charge }))(terms, 0),
        )),
  ];
};

const premiumTerm = (premium: number, unit: FigureUnit = 'usdPerDmt'): Term =>
  money(
    'price.premium',
    message('form.premium'),
    premium,
    withPrice<Extract<PriceBasis, { premium: number }>>((price, value) => ({ ...price, premium: value })),
    { unit },
  );

const priceTerms = (book: Workbook, { price }: Terms): readonly Term[] => {
  switch (price.basis) {
    case 'payableMetal':
      return [
        ...chargeTerm(
          'price.treatmentCharge',
          message('form.treatmentCharge'),
          price.treatmentCharge,
          'usdPerDmt',
          LEAST_REACH,
          (terms, charge) => withPrice<MetalPrice>((metalPrice) => ({ ...metalPrice, treatmentCharge: charge }))(terms, 0),
        ),
        ...price.payables.flatMap((payable, i) => payableTerms(book, payable, i)),
        ...(price.participation === undefined
          ? []
          : [
              fraction(
                'price.participation.share',
                message('sensitivity.driver.participation'),
                price.participation.share,
                withPrice<MetalPrice>((metalPrice, share) => ({ ...metalPrice, participation: { ...metalPrice.participation!, share } })),
              ),
            ]),
      ];
    case 'percentage':
      return [
        ...price.payables.map(({ element, payable }, i) =>
          fraction(
            `price.payables.${i}.payable`,
            message('sensitivity.driver.payable', { element: elementLabel(element) }),
            payable,
            withPrice<typeof price>((metalPrice, share) => ({
              ...metalPrice,
              payables: metalPrice.payables.map((payable, j) => (j === i ? { ...payable, payable: share } : payable)),
            })),
            [payable - PAYABLE_REACH, payable + PAYABLE_REACH],
            2,
          ),
        ),
        premiumTerm(price.premium),
      ];
    case 'chemical':
      return (['margin', 'conversion'] as const).map((key) =>
        money(
          `price.${key}`,
          message(`form.${key}`),
          price[key],
          withPrice<typeof price>((chemicalPrice, value) => ({ ...chemicalPrice, [key]: value })),
          { unit: 'usdPerT', range: around(price[key], 500) },
        ),
      );
    case 'fixed':
      return [
        money(
          'price.amount',
          message('form.fixedPrice'),
          price.amount,
          withPrice<typeof price>((fixedPrice, amount) => ({ ...fixedPrice, amount })),
          { range: [0.5 * price.amount, 1.5 * price.amount] },
        ),
      ];
    case 'refined':
      return [premiumTerm(price.premium, 'usdPerT')];
    default:
      return [premiumTerm(price.premium)];
  }
};

/** Floor and cap as shares of the average price of the leading reference; without a reference, of the level agreed. */
const COLLAR_RANGE = { floor: [0.4, 1.2], cap: [0.8, 2] } as const satisfies Readonly<Record<'floor' | 'cap', Range>>;

const collarTerms = (book: Workbook, { collar: agreedCollar, price }: Terms): readonly Term[] => {
  const collar: Collar = agreedCollar ?? { level: 'reference' };
  const [code] = referencesIn(price);
  const reference = code === undefined ? undefined : averageLevel(book, code);
  if (price.basis === 'fixed') return [];
  return (['floor', 'cap'] as const).flatMap((key): readonly Term[] => {
    const currentLevel = collar[key];
    // other levels are in USD/dmt of the product, which no reference gives a range for
    const scale = collar.level === 'reference' ? (reference ?? currentLevel) : currentLevel;
    if (scale === undefined || scale <= 0) return [];
    const [lowFactor, highFactor] = COLLAR_RANGE[key];
    return [
      {
        key: `collar.${key}`,
        label: message(`form.${key}`),
        unit: priceFigureUnit(collarUnit(collar, price, book)),
        decimals: 2,
        ...(currentLevel === undefined ? {} : { now: currentLevel }),
        range: [lowFactor * scale, highFactor * scale],
        min: 0,
        change: (terms, value) => ({ ...terms, collar: { ...(terms.collar ?? { level: 'reference' }), [key]: value } }),
      },
    ];
  });
};

/** The floor of a price support, around the level agreed, and the payer's share of the upside. */
const supportTerms = ({ priceSupport }: Terms): readonly Term[] => {
  if (priceSupport === undefined) return [];
  const { floor, upsideShare, element } = priceSupport;
  return [
    money(
      'priceSupport.floor',
      message('form.support.floor'),
      floor,
      (terms, value) => ({ ...terms, priceSupport: { ...priceSupport, floor: value } }),
      { unit: element === undefined ? 'usdPerDmt' : 'usdPerT', range: [0.4 * floor, 1.6 * floor], min: 0 },
    ),
    fraction('priceSupport.upsideShare', message('form.support.upsideShare'), upsideShare, (terms, value) => ({
      ...terms,
      priceSupport: { ...priceSupport, upsideShare: value },
    })),
  ];
};

const otherTerms = ({ blend, delivery, payment }: Terms): readonly Term[] => [
  ...(blend === undefined
    ? []
    : [
        fraction('blend.fixedShare', message('form.fixedShare'), blend.fixedShare, (terms, fixedShare) => ({
          ...terms,
          blend: { ...blend, fixedShare },
        })),
        money('blend.fixedPrice', message('form.fixedPrice'), blend.fixedPrice, (terms, fixedPrice) => ({
          ...terms,
          blend: { ...blend, fixedPrice },
        })),
      ]),
  money(
    'delivery.freightUsdPerWmt',
    message('form.freightAlone'),
    delivery.freightUsdPerWmt,
    (terms, freightUsdPerWmt) => ({ ...terms, delivery: { ...terms.delivery, freightUsdPerWmt } }),
    { unit: 'usdPerWmt', range: upTo(delivery.freightUsdPerWmt, 50), min: 0 },
  ),
  money(
    'delivery.otherUsdPerDmt',
    message('form.otherCosts'),
    delivery.otherUsdPerDmt,
    (terms, otherUsdPerDmt) => ({ ...terms, delivery: { ...terms.delivery, otherUsdPerDmt } }),
    { range: upTo(delivery.otherUsdPerDmt, 20), min: 0 },
  ),
  fraction('payment.provisionalShare', message('form.provisional'), payment.provisionalShare, (terms, provisionalShare) => ({
    ...terms,
    payment: { ...terms.payment, provisionalShare },
  })),
];

/** Lists the numeric terms of a contract; with several sets of terms, those of each set. */
export const listTermDrivers = (book: Workbook, contract: OfftakeContract): readonly TermDriver[] =>
  contract.terms.flatMap((terms, set) =>
    [...priceTerms(book, terms), ...collarTerms(book, terms), ...supportTerms(terms), ...quantityTerms(terms), ...otherTerms(terms)].map(
      ({ key, label, range: [low, high], change, ...term }): TermDriver => ({
        ...term,
        key: `terms.${set}.${key}`,
        group: 'term',
        label:
          contract.terms.length === 1
            ? label
            : message('sensitivity.driver.inSet', { term: label, from: month(set === 0 ? contract.start : terms.from) }),
        low,
        high,
        canApply: true,
        change: (of, value) => ({ ...of, terms: of.terms.map((termsOfSet, i) => (i === set ? change(termsOfSet, value) : termsOfSet)) }),
      }),
    ),
  );
