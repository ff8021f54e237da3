import { OrebookError } from '#shared/contract/errors.ts';
import type { Assay } from '#shared/domain/metal.ts';
import type { Payable, Penalty, PriceBasis } from '#shared/domain/terms.ts';
import { centsPerPoundToUsdPerTonne, usdPerOunceToUsdPerTonne } from '#shared/units/conversions.ts';
import { finite, notNegative, positive, within } from '../inputs.ts';
import { priceParticipation, treatmentCharge } from './charges.ts';
import type { PriceLine, PriceLineLabel } from './lines.ts';
import { payableGrade } from './payableGrade.ts';
import { chargeAmount, type PriceMarket, refiningUnit, usdPerTonne } from './quotes.ts';

type BasisTerms<B extends PriceBasis['basis']> = Extract<PriceBasis, { basis: B }>;

/** A line without a negative zero, so that no page ever shows one. */
export const line = (label: PriceLineLabel, amount: number): PriceLine => ({ label, amount: amount + 0 });

/** Grade of an element that the price is made of; NOT_FINITE where the assay does not name it. */
const gradeOf = (assay: Assay, element: string): number => within(assay[element] ?? Number.NaN, `assay.${element}`, 0, 1);

/** Penalties of an assay; an element that the assay does not name lies below its threshold. */
const penaltyLines = (penalties: readonly Penalty[], assay: Assay): PriceLine[] => {
  const lines: PriceLine[] = [];
  for (const [i, penalty] of penalties.entries()) {
    const grade = within(assay[penalty.element] ?? 0, `assay.${penalty.element}`, 0, 1);
    const threshold = within(penalty.threshold, `penalties.${i}.threshold`, 0, 1);
    const rate = notNegative(penalty.rate, `penalties.${i}.rate`);
    // rate (g - threshold) / increment, above the threshold only
    const amount = (rate * Math.max(0, grade - threshold)) / positive(penalty.increment, `penalties.${i}.increment`);
    if (amount > 0) lines.push(line(`penalty.${penalty.element}`, -amount));
  }
  return lines;
};

/** Payable content of a metal, a fraction of a dmt. */
export const payableOf = (metal: Payable, assay: Assay): number =>
  payableGrade({
    grade: gradeOf(assay, metal.element),
    payable: metal.payable,
    deduction: metal.deduction,
    rule: metal.rule,
    scale: metal.rule === 'scale' ? (metal.scale ?? []) : undefined,
  });

/**
 * Refining charge of a metal in USD per tonne of it. Copper without a figure of its own follows the treatment charge where that
 * one follows a reference: RC USc/lb = TC/10 of the contract's own TC, its differential included (trade convention, 10 to 1).
 */
const refiningUsdPerTonne = (metal: Payable, index: number, terms: BasisTerms<'payableMetal'>, tc: number, market: PriceMarket) => {
  const charge = metal.refiningCharge;
  if (charge === undefined) {
    const floats = terms.treatmentCharge.kind === 'benchmark' || terms.treatmentCharge.kind === 'index';
    return metal.element === 'Cu' && floats ? centsPerPoundToUsdPerTonne(tc / 10) : undefined;
  }
  const unit = refiningUnit(metal.reference, metal.element, market);
  const amount = chargeAmount(charge, `payables.${index}.refiningCharge`, unit, market);
  return unit === 'USD/toz' ? usdPerOunceToUsdPerTonne(amount) : centsPerPoundToUsdPerTonne(amount);
};

const payableMetalLines = (terms: BasisTerms<'payableMetal'>, assay: Assay, market: PriceMarket): PriceLine[] => {
  const first = terms.payables[0];
  if (first === undefined) throw new OrebookError('EMPTY', { field: 'payables' });
  const tc = chargeAmount(terms.treatmentCharge, 'treatmentCharge', 'USD/dmt', market);
  const payables: PriceLine[] = [];
  const refining: PriceLine[] = [];
  for (const [i, metal] of terms.payables.entries()) {
    const grade = payableOf(metal, assay);
    // q P and q RC
    payables.push(line(`payable.${metal.element}`, grade * usdPerTonne(metal.reference, 'metal', market, metal.element)));
    const rc = refiningUsdPerTonne(metal, i, terms, tc, market);
    if (rc !== undefined) refining.push(line(`refiningCharge.${metal.element}`, -grade * rc));
  }
  const lines = [...payables, line('treatmentCharge', -tc)];
  const firstPrice = usdPerTonne(first.reference, 'metal', market, first.element);
  if (terms.escalator !== undefined) {
    // TC(P) - TC
    lines.push(line('escalator', -treatmentCharge({ base: 0, ...terms.escalator }, firstPrice)));
  }
  lines.push(...refining, ...penaltyLines(terms.penalties, assay));
  if (terms.participation !== undefined) {
    // per tonne of the first payable metal, so times its payable grade
    lines.push(line('participation', -payableOf(first, assay) * priceParticipation(terms.participation, firstPrice)));
  }
  return lines;
};

/** Value of the grade beyond the reference grade: P g/g0 - P. */
const proRata = (price: number, grade: number, referenceGrade: number): number =>
  (price * grade) / within(positive(referenceGrade, 'referenceGrade'), 'referenceGrade', 0, 1) - price;

const premiumLines = (premium: number): PriceLine[] => (finite(premium, 'premium') === 0 ? [] : [line('premium', premium)]);

const indexDmtLines = (terms: BasisTerms<'indexDmt'>, assay: Assay, market: PriceMarket): PriceLine[] => {
  const price = usdPerTonne(terms.reference, 'dmt', market);
  const grade = gradeOf(assay, terms.element);
  const adjustment =
    terms.adjustment.kind === 'proRata'
      ? proRata(price, grade, terms.referenceGrade)
      : // d 100 (g - g0), d in USD per 1 %
        finite(terms.adjustment.perPercent, 'adjustment.perPercent') * 100 * (grade - within(terms.referenceGrade, 'referenceGrade', 0, 1));
  return [
    line('reference', price),
    line('gradeAdjustment', adjustment),
    ...premiumLines(terms.premium),
    ...penaltyLines(terms.penalties, assay),
  ];
};

const indexDmtuLines = (terms: BasisTerms<'indexDmtu'>, assay: Assay, market: PriceMarket): PriceLine[] => [
  // P 100 g
  line('reference', usdPerTonne(terms.reference, 'dmtu', market) * gradeOf(assay, terms.element)),
  ...premiumLines(terms.premium),
  ...penaltyLines(terms.penalties, assay),
];

const percentageLines = (terms: BasisTerms<'percentage'>, assay: Assay, market: PriceMarket): PriceLine[] => [
  ...terms.payables.map((metal, i) =>
    line(
      `payable.${metal.element}`,
      // p g P
      within(metal.payable, `payables.${i}.payable`, 0, 2) *
        gradeOf(assay, metal.element) *
        usdPerTonne(metal.reference, 'metal', market, metal.element),
    ),
  ),
  ...premiumLines(terms.premium),
];

const chemicalLines = (terms: BasisTerms<'chemical'>, assay: Assay, market: PriceMarket): PriceLine[] => {
  const perTonne = positive(terms.tonnesPerTonne, 'tonnesPerTonne');
  // (k P - conversion - margin) / n at the reference grade, then pro rata on grade
  const reference = (notNegative(terms.factor, 'factor') * usdPerTonne(terms.reference, 'dmt', market)) / perTonne;
  const conversion = -finite(terms.conversion, 'conversion') / perTonne;
  const margin = -finite(terms.margin, 'margin') / perTonne;
  const grade = gradeOf(assay, terms.element);
  return [
    line('reference', reference),
    line('conversion', conversion),
    line('margin', margin),
    line('gradeAdjustment', proRata(reference + conversion + margin, grade, terms.referenceGrade)),
  ];
};

/** Lines of the floating leg, before blend, collar and costs. */
export const legLines = (terms: PriceBasis, assay: Assay, market: PriceMarket): PriceLine[] => {
  switch (terms.basis) {
    case 'payableMetal':
      return payableMetalLines(terms, assay, market);
    case 'indexDmt':
      return indexDmtLines(terms, assay, market);
    case 'indexDmtu':
      return indexDmtuLines(terms, assay, market);
    case 'percentage':
      return percentageLines(terms, assay, market);
    case 'refined':
      return [line('reference', usdPerTonne(terms.reference, 'metal', market)), ...premiumLines(terms.premium)];
    case 'chemical':
      return chemicalLines(terms, assay, market);
    case 'fixed':
      return [line('fixed', finite(terms.amount, 'amount'))];
    default:
      throw new OrebookError('BAD_SHAPE', { field: 'basis' });
  }
};

/** The reference that a collar on the reference looks at; a fixed price has none. */
export const leadingReference = (terms: PriceBasis): string | undefined => {
  switch (terms.basis) {
    case 'payableMetal':
    case 'percentage':
      return terms.payables[0]?.reference;
    case 'fixed':
      return undefined;
    default:
      return terms.reference;
  }
};
