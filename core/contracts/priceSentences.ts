import { unique } from '#shared/collections.ts';
import type { Figure, Sentence, Verdict } from '#shared/contract/figure.ts';
import type { OfftakeContract, Renewal } from '#shared/domain/contract.ts';
import type { Facility } from '#shared/domain/financing.ts';
import { type Charge, followsTreatmentCharge, type PriceBasis, type Terms } from '#shared/domain/terms.ts';
import { sumBy } from '#shared/math.ts';
import { labelFigure, month, months, price, share, usd, usdPerDmt, words } from '../portfolio/figures.ts';
import { elementLabel } from '../portfolio/labels.ts';
import type { Workbook } from '../portfolio/portfolio.ts';
import { recordOf } from '../portfolio/records.ts';
import { prepaymentOfFacility } from '../portfolio/valuedPrepayments.ts';

type BasisTerms<Basis extends PriceBasis['basis']> = Extract<PriceBasis, { basis: Basis }>;

/** Shows a whole per cent without decimals, others with one. */
export const percent = (fraction: number): Figure =>
  share(fraction, { decimals: Math.abs(fraction * 100 - Math.round(fraction * 100)) < 1e-9 ? 0 : 1 });

/**
 * A reference inside a sentence. By default without the metal, which the sentence has already named ("LME cash"); `metalLast` where the
 * price has several metals ("LME cash (nickel)").
 */
export const referenceFigure = (book: Workbook, code: string, form: 'withoutMetal' | 'metalLast' = 'withoutMetal'): Figure => {
  const { name } = recordOf(book.references, code, 'reference');
  return labelFigure({ shipped: name, form }, { route: `/market?reference=${code}` });
};

const chargeSentence = (book: Workbook, charge: Charge): Sentence => {
  switch (charge.kind) {
    case 'fixed': {
      if (charge.amount === 0) return { key: 'sentence.charge.none', figures: {} };
      return charge.amount < 0
        ? { key: 'sentence.charge.paid', figures: { charge: usdPerDmt(-charge.amount) } }
        : { key: 'sentence.charge.fixed', figures: { charge: usdPerDmt(charge.amount) } };
    }
    case 'benchmark':
    case 'index': {
      const figures = { charge: referenceFigure(book, charge.reference) };
      return charge.differential === 0
        ? { key: `sentence.charge.${charge.kind}`, figures }
        : {
            key: `sentence.charge.${charge.kind}And`,
            figures: { ...figures, differential: usdPerDmt(charge.differential, { sign: true }) },
          };
    }
    case 'bricks': {
      const mean = sumBy(charge.bricks, ({ share: part, amount }) => part * amount);
      const years = labelFigure({ list: charge.bricks.map(({ year }) => String(year)), by: 'and' });
      return { key: 'sentence.charge.bricks', figures: { charge: usdPerDmt(mean), years } };
    }
  }
};

/** Describes the refining charge of the first metal. */
const refiningSentence = (book: Workbook, { payables, treatmentCharge }: BasisTerms<'payableMetal'>): readonly Sentence[] => {
  const [first] = payables;
  if (first === undefined) return [];
  const element = labelFigure(elementLabel(first.element, 'inSentence'));
  const { refiningCharge: charge } = first;
  if (charge === undefined) {
    return followsTreatmentCharge(first.element, treatmentCharge) ? [{ key: 'sentence.refining.tenth', figures: { element } }] : [];
  }
  const isPerOunce = recordOf(book.references, first.reference, 'reference').unit === 'USD/toz';
  const amount = (value: number, sign = false): Figure => ({
    value,
    unit: isPerOunce ? 'usdPerToz' : 'centsPerLb',
    decimals: 2,
    ...(sign ? { sign } : {}),
  });
  switch (charge.kind) {
    case 'fixed':
      return charge.amount === 0 ? [] : [{ key: 'sentence.refining.fixed', figures: { element, charge: amount(charge.amount) } }];
    case 'bricks':
      return [
        {
          key: 'sentence.refining.fixed',
          figures: { element, charge: amount(sumBy(charge.bricks, ({ share: part, amount: brickCharge }) => part * brickCharge)) },
        },
      ];
    default: {
      const figures = { element, charge: referenceFigure(book, charge.reference) };
      return charge.differential === 0
        ? [{ key: 'sentence.refining.reference', figures }]
        : [{ key: 'sentence.refining.referenceAnd', figures: { ...figures, differential: amount(charge.differential, true) } }];
    }
  }
};

/** Describes treatment and refining charge, escalator and price participation. */
const chargeSentences = (book: Workbook, basis: BasisTerms<'payableMetal'>): Verdict => {
  const { treatmentCharge, escalator, participation } = basis;
  return [
    chargeSentence(book, treatmentCharge),
    ...refiningSentence(book, basis),
    ...(escalator === undefined ? [] : [{ key: 'sentence.escalator', figures: { price: price(escalator.basisPrice, 'USD/t') } }]),
    ...(participation === undefined
      ? []
      : [
          {
            key: 'sentence.participation',
            figures: { share: percent(participation.share), price: price(participation.basisPrice, 'USD/t') },
          },
        ]),
  ];
};

const premiumSentence = (premium: number): readonly Sentence[] => {
  if (premium === 0) return [];
  return premium > 0
    ? [{ key: 'sentence.premium', figures: { premium: usdPerDmt(premium) } }]
    : [{ key: 'sentence.discount', figures: { discount: usdPerDmt(-premium) } }];
};

const gradeSentence = ({ adjustment, element, referenceGrade }: BasisTerms<'indexDmt'>): Sentence => {
  const figures = { grade: percent(referenceGrade), element: labelFigure(elementLabel(element, 'inSentence')) };
  return adjustment.kind === 'proRata'
    ? { key: 'sentence.proRata', figures }
    : { key: 'sentence.differential', figures: { ...figures, amount: usdPerDmt(adjustment.perPercent, { decimals: 2 }) } };
};

/** Names the elements with a penalty, each once. */
const penaltySentence = (basis: PriceBasis): readonly Sentence[] => {
  const elements = 'penalties' in basis ? unique(basis.penalties.map(({ element }) => element)) : [];
  if (elements.length === 0) return [];
  const labels = elements.map((element) => elementLabel(element, 'inSentence'));
  return [{ key: 'sentence.penalties', figures: { elements: labelFigure({ list: labels, by: 'and' }) } }];
};

const basisSentences = (book: Workbook, basis: PriceBasis): Verdict => {
  switch (basis.basis) {
    case 'payableMetal':
      return chargeSentences(book, basis);
    case 'indexDmt':
      return [gradeSentence(basis), ...premiumSentence(basis.premium)];
    case 'indexDmtu':
      return premiumSentence(basis.premium);
    case 'percentage':
      // the sentence on the sale names the first two
      return [
        ...basis.payables.slice(2).map(({ payable, reference }) => ({
          key: 'sentence.alsoPercentage',
          figures: { percentage: percent(payable), reference: referenceFigure(book, reference, 'metalLast') },
        })),
        ...premiumSentence(basis.premium),
      ];
    case 'chemical':
      return [
        {
          key: 'sentence.formula',
          figures: {
            factor: percent(basis.factor),
            costs: price(basis.conversion + basis.margin, 'USD/t'),
            tonnes: words(String(basis.tonnesPerTonne)),
            grade: percent(basis.referenceGrade),
          },
        },
      ];
    // the sentence on the sale is complete
    case 'refined':
    case 'fixed':
      return [];
  }
};

/** Describes what determines a price besides its reference: charge, escalator, participation; grade and premium; formula; penalties. */
export const priceSentences = (book: Workbook, basis: PriceBasis): Verdict => [...basisSentences(book, basis), ...penaltySentence(basis)];

/** Names the months from which other terms apply; nothing where the current terms apply to the end. */
export const laterSentence = ({ terms, end }: OfftakeContract, currentTerms: Terms): readonly Sentence[] => {
  const laterTerms = terms.slice(terms.indexOf(currentTerms) + 1).filter(({ from }) => from <= end);
  if (laterTerms.length === 0) return [];
  return [{ key: 'sentence.later', figures: { months: labelFigure({ list: laterTerms.map(({ from }) => month(from)), by: 'and' }) } }];
};

/** Describes the renewal; nothing where the contract has none. */
export const renewalSentence = (renewal: Renewal): readonly Sentence[] => {
  if (renewal.kind === 'none') return [];
  const figures = { months: months(renewal.kind === 'evergreen' ? renewal.noticeMonths : renewal.months) };
  return [{ key: `sentence.renewal.${renewal.kind}`, figures }];
};

/** Describes how a prepayment is repaid: interest, months of repayment, months of grace; with other terms, its maturity. */
export const prepaymentSentence = (facility: Facility): Sentence => {
  const route = `/financing?facility=${facility.id}`;
  const prepayment = prepaymentOfFacility(facility);
  if (prepayment === undefined) {
    return {
      key: 'sentence.prepayment.other',
      figures: { amount: usd(facility.commitment, { route }), name: words(facility.name), maturity: month(facility.finalMaturity) },
    };
  }
  const { amountUsd, annualRate, graceMonths, repayMonths } = prepayment;
  const kind = `${annualRate === 0 ? 'free' : 'rate'}${graceMonths === 0 ? '' : 'Grace'}` as const;
  return {
    key: `sentence.prepayment.${kind}`,
    figures: {
      amount: usd(amountUsd, { route }),
      rate: percent(annualRate),
      months: months(repayMonths),
      grace: months(graceMonths),
    },
  };
};
