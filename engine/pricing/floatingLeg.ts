import { OrebookError } from '#shared/contract/errors.ts';
import type { Assay } from '#shared/domain/metal.ts';
import { followsTreatmentCharge, type Payable, type Penalty, type PriceBasis } from '#shared/domain/terms.ts';
import { centsPerPoundToUsdPerTonne, usdPerOunceToUsdPerTonne } from '#shared/units/conversions.ts';
import { requireFinite, requireNotNegative, requirePositive, requireWithin } from '../numberChecks.ts';
import { createParticipation, createTreatmentCharge } from './charges.ts';
import { payableGrade } from './payableGrade.ts';
import type { LineInputs, PriceLineLabel } from './priceLine.ts';
import { type PriceUse, type QuoteList, type ResolvedCharge, refiningUnit, resolveCharge, type Units, usdConversion } from './quotes.ts';

type BasisTerms<B extends PriceBasis['basis']> = Extract<PriceBasis, { basis: B }>;

/**
 * One line of a floating leg in USD/dmt (USD/t of refined metal): constant + x, or constant + transform(x), where
 * x = share * quote / rate. `quote` and `rate` are indices into the quote list; -1 = none.
 */
export type LegLine = {
  readonly label: PriceLineLabel;
  readonly constant: number;
  readonly share: number;
  readonly quote: number;
  readonly rate: number;
  readonly transform: ((x: number) => number) | undefined;
  /** The numbers of the transform: equal texts are equal functions. */
  readonly transformTerms?: string | undefined;
  readonly inputs?: LineInputs | undefined;
};

type LegInput = { readonly assay: Assay; readonly units: Units; readonly quotes: QuoteList };

const fixedLine = (label: PriceLineLabel, constant: number, inputs?: LineInputs): LegLine => ({
  label,
  constant,
  share: 0,
  quote: -1,
  rate: -1,
  transform: undefined,
  inputs,
});

const chargeLine = (label: PriceLineLabel, { constant, quote }: ResolvedCharge, times: number, inputs?: LineInputs): LegLine => ({
  label,
  constant: times * constant,
  share: times,
  quote,
  rate: -1,
  transform: undefined,
  inputs: inputs ?? { kind: 'charge', constant },
});

/** Creates a line of `times` a price in USD per tonne of contained metal or of product. */
type CreateQuotedLine = (
  label: PriceLineLabel,
  times: number,
  inputs: LineInputs,
  transform?: Required<Pick<LegLine, 'transform' | 'transformTerms'>>,
) => LegLine;

const quotedLineOf = (reference: string, use: PriceUse, { units, quotes }: LegInput, element?: string): CreateQuotedLine => {
  const { factor, currency } = usdConversion(reference, use, units, element);
  const quote = quotes.register({ kind: 'average', reference });
  const rate = currency === undefined ? -1 : quotes.register({ kind: 'rate', currency });
  return (label, times, inputs, transform) => ({
    label,
    constant: 0,
    share: times * factor,
    quote,
    rate,
    transform: undefined,
    ...transform,
    inputs,
  });
};

/** Grade of an element that the price depends on. Errors: NOT_FINITE if the assay lacks it, OUT_OF_RANGE. */
const gradeOf = (assay: Assay, element: string): number => requireWithin(assay[element] ?? Number.NaN, `assay.${element}`, 0, 1);

/** Lists the penalties of an assay; an element that the assay lacks counts as below its threshold. */
const penaltyLines = (penalties: readonly Penalty[], { assay }: LegInput): LegLine[] => {
  const lines: LegLine[] = [];
  for (const [i, penalty] of penalties.entries()) {
    const grade = requireWithin(assay[penalty.element] ?? 0, `assay.${penalty.element}`, 0, 1);
    const threshold = requireWithin(penalty.threshold, `penalties.${i}.threshold`, 0, 1);
    const rate = requireNotNegative(penalty.rate, `penalties.${i}.rate`);
    // rate * max(0, g - threshold) / increment
    const amount = (rate * Math.max(0, grade - threshold)) / requirePositive(penalty.increment, `penalties.${i}.increment`);
    if (amount > 0)
      lines.push(
        fixedLine(`penalty.${penalty.element}`, -amount, { kind: 'penalty', grade, threshold, increment: penalty.increment, rate }),
      );
  }
  return lines;
};

/** The inputs of a metal's payable line. */
const payableInputs = (metal: Payable, assay: Assay, content: number): LineInputs => {
  const grade = gradeOf(assay, metal.element);
  const isScale = metal.rule === 'scale';
  const step = isScale ? metal.scale?.findLast(({ from }) => grade >= from) : undefined;
  return {
    kind: 'payable',
    element: metal.element,
    rule: metal.rule,
    grade,
    share: isScale ? (step?.payable ?? 0) : metal.payable,
    deduction: isScale ? 0 : metal.deduction,
    from: isScale ? (step ?? metal.scale?.[0])?.from : undefined,
    content,
  };
};

/** Payable content of a metal, a fraction of a dmt. */
const payableGradeOf = (metal: Payable, assay: Assay): number =>
  payableGrade({
    grade: gradeOf(assay, metal.element),
    payable: metal.payable,
    deduction: metal.deduction,
    rule: metal.rule,
    scale: metal.rule === 'scale' ? (metal.scale ?? []) : undefined,
  });

/**
 * Creates the line of a metal's refining charge; undefined if it has none. Where it follows the treatment charge, RC USc/lb = TC/10.
 */
const refiningLine = (
  metal: Payable,
  index: number,
  grade: number,
  terms: BasisTerms<'payableMetal'>,
  tc: ResolvedCharge,
  { units, quotes }: LegInput,
): LegLine | undefined => {
  const label = `refiningCharge.${metal.element}` as const;
  const { refiningCharge: charge } = metal;
  if (charge === undefined) {
    return followsTreatmentCharge(metal.element, terms.treatmentCharge)
      ? chargeLine(label, tc, -grade * centsPerPoundToUsdPerTonne(1 / 10), {
          kind: 'refining',
          element: metal.element,
          content: grade,
          constant: tc.constant,
          unit: 'USc/lb',
          ofTreatmentCharge: 1 / 10,
        })
      : undefined;
  }
  const unit = refiningUnit(metal.reference, metal.element, units);
  const perTonne = unit === 'USD/toz' ? usdPerOunceToUsdPerTonne(1) : centsPerPoundToUsdPerTonne(1);
  // payable content (per dmt) x refining charge
  const resolvedCharge = resolveCharge(charge, `payables.${index}.refiningCharge`, unit, units, quotes);
  return chargeLine(label, resolvedCharge, -grade * perTonne, {
    kind: 'refining',
    element: metal.element,
    content: grade,
    constant: resolvedCharge.constant,
    unit,
  });
};

const payableMetalLeg = (terms: BasisTerms<'payableMetal'>, source: LegInput): LegLine[] => {
  const first = terms.payables[0];
  if (first === undefined) throw new OrebookError('EMPTY', { field: 'payables' });
  const tc = resolveCharge(terms.treatmentCharge, 'treatmentCharge', 'USD/dmt', source.units, source.quotes);
  const payables: LegLine[] = [];
  const refining: LegLine[] = [];
  for (const [i, metal] of terms.payables.entries()) {
    const grade = payableGradeOf(metal, source.assay);
    // payable content (per dmt) x price
    payables.push(
      quotedLineOf(
        metal.reference,
        'metal',
        source,
        metal.element,
      )(`payable.${metal.element}`, grade, payableInputs(metal, source.assay, grade)),
    );
    const rc = refiningLine(metal, i, grade, terms, tc, source);
    if (rc !== undefined) refining.push(rc);
  }
  const lines = [...payables, chargeLine('treatmentCharge', tc, -1)];
  const createFirstMetalLine = quotedLineOf(first.reference, 'metal', source, first.element);
  if (terms.escalator !== undefined) {
    const charge = createTreatmentCharge({ base: 0, ...terms.escalator });
    // TC(P) - TC
    const transformTerms = JSON.stringify(terms.escalator);
    lines.push(createFirstMetalLine('escalator', 1, { kind: 'price' }, { transform: (price) => -charge(price), transformTerms }));
  }
  lines.push(...refining, ...penaltyLines(terms.penalties, source));
  if (terms.participation !== undefined) {
    const grade = payableGradeOf(first, source.assay);
    const participation = createParticipation(terms.participation);
    // the participation is per tonne of the first payable metal: times its payable grade
    const transformTerms = JSON.stringify({ grade, ...terms.participation });
    lines.push(
      createFirstMetalLine('participation', 1, { kind: 'price' }, { transform: (price) => -grade * participation(price), transformTerms }),
    );
  }
  return lines;
};

/** Computes g/g0 - 1, the share that a price pro rata on grade gains or loses. Errors: NOT_FINITE, OUT_OF_RANGE. */
const gradeExcess = (grade: number, referenceGrade: number): number =>
  grade / requireWithin(requirePositive(referenceGrade, 'referenceGrade'), 'referenceGrade', 0, 1) - 1;

const premiumLines = (premium: number): LegLine[] => (requireFinite(premium, 'premium') === 0 ? [] : [fixedLine('premium', premium)]);

const indexDmtLeg = (terms: BasisTerms<'indexDmt'>, source: LegInput): LegLine[] => {
  const createReferenceLine = quotedLineOf(terms.reference, 'dmt', source);
  const grade = gradeOf(source.assay, terms.element);
  const { adjustment, referenceGrade } = terms;
  return [
    createReferenceLine('reference', 1, { kind: 'index' }),
    adjustment.kind === 'proRata'
      ? createReferenceLine('gradeAdjustment', gradeExcess(grade, referenceGrade), { kind: 'grade', grade, referenceGrade })
      : // d 100 (g - g0), d in USD per 1 %
        fixedLine(
          'gradeAdjustment',
          requireFinite(adjustment.perPercent, 'adjustment.perPercent') *
            100 *
            (grade - requireWithin(referenceGrade, 'referenceGrade', 0, 1)),
          { kind: 'grade', grade, referenceGrade, perPoint: adjustment.perPercent },
        ),
    ...premiumLines(terms.premium),
    ...penaltyLines(terms.penalties, source),
  ];
};

const indexDmtuLeg = (terms: BasisTerms<'indexDmtu'>, source: LegInput): LegLine[] => {
  const grade = gradeOf(source.assay, terms.element);
  return [
    // P 100 g
    quotedLineOf(terms.reference, 'dmtu', source)('reference', grade, { kind: 'index', grade }),
    ...premiumLines(terms.premium),
    ...penaltyLines(terms.penalties, source),
  ];
};

const percentageLeg = (terms: BasisTerms<'percentage'>, source: LegInput): LegLine[] => [
  ...terms.payables.map((metal, i) => {
    const { element } = metal;
    const share = requireWithin(metal.payable, `payables.${i}.payable`, 0, 2);
    const grade = gradeOf(source.assay, element);
    // p g P
    const content = share * grade;
    const inputs = { kind: 'payable', element, rule: 'deduct-then-pay', grade, share, deduction: 0, content } as const;
    return quotedLineOf(metal.reference, 'metal', source, element)(`payable.${element}`, content, inputs);
  }),
  ...premiumLines(terms.premium),
];

const chemicalLeg = (terms: BasisTerms<'chemical'>, source: LegInput): LegLine[] => {
  const perTonne = requirePositive(terms.tonnesPerTonne, 'tonnesPerTonne');
  const createReferenceLine = quotedLineOf(terms.reference, 'dmt', source);
  // (k P - conversion - margin) / n at the reference grade, then pro rata on grade
  const share = requireNotNegative(terms.factor, 'factor') / perTonne;
  const conversion = -requireFinite(terms.conversion, 'conversion') / perTonne;
  const margin = -requireFinite(terms.margin, 'margin') / perTonne;
  const gradeExcessShare = gradeExcess(gradeOf(source.assay, terms.element), terms.referenceGrade);
  return [
    createReferenceLine('reference', share, { kind: 'price' }),
    fixedLine('conversion', conversion),
    fixedLine('margin', margin),
    {
      ...createReferenceLine('gradeAdjustment', share * gradeExcessShare, { kind: 'price' }),
      constant: (conversion + margin) * gradeExcessShare,
    },
  ];
};

/** Resolves a floating leg before blend, collar and costs, and registers its quotes in `quotes`. Errors: as `resolvePrice`. */
export const resolveLeg = (terms: PriceBasis, assay: Assay, units: Units, quotes: QuoteList): LegLine[] => {
  const source: LegInput = { assay, units, quotes };
  switch (terms.basis) {
    case 'payableMetal':
      return payableMetalLeg(terms, source);
    case 'indexDmt':
      return indexDmtLeg(terms, source);
    case 'indexDmtu':
      return indexDmtuLeg(terms, source);
    case 'percentage':
      return percentageLeg(terms, source);
    case 'refined':
      return [quotedLineOf(terms.reference, 'metal', source)('reference', 1, { kind: 'index' }), ...premiumLines(terms.premium)];
    case 'chemical':
      return chemicalLeg(terms, source);
    case 'fixed':
      return [fixedLine('fixed', requireFinite(terms.amount, 'amount'))];
    default:
      throw new OrebookError('BAD_SHAPE', { field: 'basis' });
  }
};

/** Computes the amount of a line in USD per dmt (per t for refined metal); `figures` holds one value per quote. */
export const lineAmount = ({ constant, share, quote, rate, transform }: LegLine, figures: ArrayLike<number>): number => {
  if (quote < 0) return constant;
  const x = rate < 0 ? share * figures[quote]! : (share * figures[quote]!) / figures[rate]!;
  return constant + (transform === undefined ? x : transform(x));
};

/** Returns the reference that a collar at reference level limits; undefined for a fixed price. */
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
