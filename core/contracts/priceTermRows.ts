import { unique } from '#shared/collections.ts';
import type { Amount, FigureUnit, Label, Message } from '#shared/contract/figure.ts';
import type { AverageFallback, IndexAverage } from '#shared/domain/indexAverage.ts';
import type { PriceUnit } from '#shared/domain/reference.ts';
import { referencesIn } from '#shared/domain/termReferences.ts';
import { type Charge, followsTreatmentCharge, type Payable, type Penalty, type PriceBasis } from '#shared/domain/terms.ts';
import { message } from '#shared/messages/text.ts';
import { month, quotedPrice } from '../portfolio/figures.ts';
import { elementLabel, referenceLabel } from '../portfolio/labels.ts';
import type { Workbook } from '../portfolio/portfolio.ts';
import { recordOf } from '../portfolio/records.ts';

/** One term of a contract and its value. Values with the same text are equal as JSON. */
export type TermRow = { readonly term: Label; readonly value: Label };

const PRECIOUS = new Set(['Au', 'Ag', 'Pt', 'Pd']);
const MAX_DECIMALS = 4;

/** Counts the fewest decimals that show a number exactly, at most four. */
const exactDecimals = (value: number): number => {
  let decimals = 0;
  while (decimals < MAX_DECIMALS && Math.abs(value * 10 ** decimals - Math.round(value * 10 ** decimals)) > 1e-6) decimals += 1;
  return decimals;
};

/** Presents a number with the decimals in which it was agreed. */
const exactAmount = (value: number, unit: FigureUnit, options: Pick<Amount, 'sign'> = {}): Amount => {
  const decimals = exactDecimals(value);
  return { value: Number(value.toFixed(decimals)), unit, decimals, ...options };
};
const exactNumber = (value: number): Amount => exactAmount(value, 'count');

/** Presents a fraction in per cent with the decimals in which it was agreed. */
export const exactShare = (fraction: number): Amount => {
  const decimals = exactDecimals(fraction * 100);
  return { value: Number(fraction.toFixed(decimals + 2)), unit: 'fraction', decimals };
};

export const exactUsdPerDmt = (value: number): Amount => exactAmount(value, 'usdPerDmt');
export const exactUsdPerWmt = (value: number): Amount => exactAmount(value, 'usdPerWmt');

/** Presents a grade: grams per tonne for precious metals, else per cent. */
export const gradeAmount = (element: string, grade: number): Amount =>
  PRECIOUS.has(element) ? exactAmount(grade * 1e6, 'gramsPerT') : exactShare(grade);

const chargeLabel = (book: Workbook, charge: Charge, unit: 'usdPerDmt' | 'usdPerToz' | 'centsPerLb'): Label => {
  switch (charge.kind) {
    case 'fixed':
      return message('summaries.term.charge.fixed', { amount: exactAmount(charge.amount, unit) });
    case 'benchmark':
    case 'index': {
      const reference = referenceLabel(book.references, charge.reference);
      return charge.differential === 0
        ? message(`summaries.term.charge.${charge.kind}`, { reference })
        : message(`summaries.term.charge.${charge.kind}And`, {
            reference,
            differential: exactAmount(charge.differential, unit, { sign: true }),
          });
    }
    case 'bricks':
      return {
        list: charge.bricks.map(({ year, share, amount }) =>
          message('summaries.term.charge.brick', { year, share: exactShare(share), amount: exactAmount(amount, unit) }),
        ),
        by: 'semicolon',
      };
  }
};

const payableMessage = (book: Workbook, { element, reference: code, rule, payable, deduction, scale }: Payable): Message => {
  const reference = referenceLabel(book.references, code);
  if (rule === 'scale') {
    const steps = (scale ?? []).map(({ from, payable: share }) =>
      message('summaries.term.payable.step', { share: exactShare(share), grade: gradeAmount(element, from) }),
    );
    return message('summaries.term.payable.scale', { scale: { list: steps, by: 'comma' }, reference });
  }
  const share = exactShare(payable);
  if (deduction === 0) return message('summaries.term.payable.plain', { share, reference });
  return message(`summaries.term.payable.${rule}`, {
    share,
    deduction: PRECIOUS.has(element)
      ? gradeAmount(element, deduction)
      : message('summaries.term.units', { count: exactNumber(deduction * 100) }),
    reference,
  });
};

const penaltyRow = ({ element, rate, increment, threshold, rejectAbove, importLimit }: Penalty): TermRow => ({
  term: message('summaries.term.penalty', { element: elementLabel(element) }),
  value: {
    list: [
      message('summaries.term.penaltyValue', {
        rate: exactUsdPerDmt(rate),
        increment: gradeAmount(element, increment),
        threshold: gradeAmount(element, threshold),
      }),
      ...(rejectAbove === undefined ? [] : [message('summaries.term.penalty.reject', { level: gradeAmount(element, rejectAbove) })]),
      ...(importLimit === undefined ? [] : [message('summaries.term.penalty.import', { level: gradeAmount(element, importLimit) })]),
    ],
    by: 'semicolon',
  },
});

const premiumRow = (premium: number, unit: 'usdPerDmt' | 'usdPerT'): readonly TermRow[] =>
  premium === 0 ? [] : [{ term: message('summaries.term.premium'), value: exactAmount(premium, unit) }];

const payableMetalRows = (book: Workbook, basis: Extract<PriceBasis, { basis: 'payableMetal' }>): readonly TermRow[] => {
  const { payables, treatmentCharge, escalator, participation, penalties } = basis;
  const refining = payables.flatMap(({ element, reference, refiningCharge }): readonly TermRow[] => {
    if (refiningCharge === undefined) {
      if (!followsTreatmentCharge(element, treatmentCharge)) return [];
      return [
        {
          term: message('summaries.term.refiningCharge', { element: elementLabel(element) }),
          value: message('summaries.term.refiningTenth'),
        },
      ];
    }
    const unit = recordOf(book.references, reference, 'reference').unit === 'USD/toz' ? 'usdPerToz' : 'centsPerLb';
    return [
      {
        term: message('summaries.term.refiningCharge', { element: elementLabel(element) }),
        value: chargeLabel(book, refiningCharge, unit),
      },
    ];
  });
  const bands = (escalator?.bands ?? []).map(({ from, to, share }) =>
    to === undefined
      ? message('summaries.term.escalator.open', { share: exactShare(share), from: exactNumber(from) })
      : message('summaries.term.escalator.band', { share: exactShare(share), from: exactNumber(from), to: exactNumber(to) }),
  );
  return [
    ...payables.map((payable) => ({ term: elementLabel(payable.element), value: payableMessage(book, payable) })),
    { term: message('summaries.term.treatmentCharge'), value: chargeLabel(book, treatmentCharge, 'usdPerDmt') },
    ...refining,
    ...(escalator === undefined
      ? []
      : [
          {
            term: message('summaries.term.escalator'),
            value: message('summaries.term.escalatorValue', {
              price: exactNumber(escalator.basisPrice),
              bands: { list: bands, by: 'comma' },
            }),
          },
        ]),
    ...(participation === undefined
      ? []
      : [
          {
            term: message('summaries.term.participation'),
            value: message('summaries.term.participationValue', {
              share: exactShare(participation.share),
              price: exactNumber(participation.basisPrice),
            }),
          },
        ]),
    ...penalties.map(penaltyRow),
  ];
};

const averageIndexMessage = (book: Workbook, { reference, share, from, to }: IndexAverage['indices'][number]): Message => {
  const values = { share: exactShare(share), reference: referenceLabel(book.references, reference) };
  if (from === undefined)
    return to === undefined ? message('market.average.index', values) : message('market.average.indexTo', { ...values, to: month(to) });
  return to === undefined
    ? message('market.average.indexFrom', { ...values, from: month(from) })
    : message('market.average.indexBetween', { ...values, from: month(from), to: month(to) });
};

/** Describes the price of an average after its last index has ended. */
const fallbackMessage = (book: Workbook, fallback: AverageFallback, unit: PriceUnit): Message => {
  switch (fallback.kind) {
    case 'lastValue':
      return message('market.average.lastValue');
    case 'fixed':
      return message('market.average.fixed', { amount: quotedPrice(fallback.amount, unit) });
    case 'index':
      return message('market.average.fallback', { reference: referenceLabel(book.references, fallback.reference) });
  }
};

/** Describes each weighted average of indices that a price names: its indices, their months, and what applies after the last one ends. */
const averageRows = (book: Workbook, price: PriceBasis): readonly TermRow[] =>
  unique(referencesIn(price)).flatMap((code): readonly TermRow[] => {
    const reference = book.references.get(code);
    if (reference?.average === undefined) return [];
    const { indices, fallback } = reference.average;
    // without an end no fallback is needed
    const hasEnd = indices.every(({ to }) => to !== undefined);
    const parts = indices.map((index) => averageIndexMessage(book, index));
    return [
      {
        term: message('market.average.term', { name: referenceLabel(book.references, code) }),
        value: { list: hasEnd ? [...parts, fallbackMessage(book, fallback, reference.unit)] : parts, by: 'semicolon' },
      },
    ];
  });

/** Lists the terms that make up a price. */
export const priceTermRows = (book: Workbook, basis: PriceBasis): readonly TermRow[] => [
  ...basisRows(book, basis),
  ...averageRows(book, basis),
];

const basisRows = (book: Workbook, basis: PriceBasis): readonly TermRow[] => {
  const index = message('summaries.term.index');
  switch (basis.basis) {
    case 'payableMetal':
      return payableMetalRows(book, basis);
    case 'indexDmt': {
      const values = {
        reference: referenceLabel(book.references, basis.reference),
        element: elementLabel(basis.element, 'inSentence'),
        grade: gradeAmount(basis.element, basis.referenceGrade),
      };
      const value =
        basis.adjustment.kind === 'proRata'
          ? message('summaries.term.index.proRata', values)
          : message('summaries.term.index.differential', {
              ...values,
              amount: exactAmount(basis.adjustment.perPercent, 'usdPerDmt', { sign: true }),
            });
      return [{ term: index, value }, ...premiumRow(basis.premium, 'usdPerDmt'), ...basis.penalties.map(penaltyRow)];
    }
    case 'indexDmtu':
      return [
        {
          term: index,
          value: message('summaries.term.index.dmtu', {
            reference: referenceLabel(book.references, basis.reference),
            element: elementLabel(basis.element, 'inSentence'),
          }),
        },
        ...premiumRow(basis.premium, 'usdPerDmt'),
        ...basis.penalties.map(penaltyRow),
      ];
    case 'percentage':
      return [
        ...basis.payables.map(({ element, reference, payable }) => ({
          term: elementLabel(element),
          value: message('summaries.term.payable.plain', {
            share: exactShare(payable),
            reference: referenceLabel(book.references, reference),
          }),
        })),
        ...premiumRow(basis.premium, 'usdPerDmt'),
      ];
    case 'refined':
      return [{ term: index, value: referenceLabel(book.references, basis.reference) }, ...premiumRow(basis.premium, 'usdPerT')];
    case 'chemical':
      return [
        {
          term: message('summaries.term.chemical'),
          value: message('summaries.term.chemicalValue', {
            factor: exactNumber(basis.factor),
            reference: referenceLabel(book.references, basis.reference),
            costs: exactNumber(basis.conversion + basis.margin),
            tonnes: exactNumber(basis.tonnesPerTonne),
            element: elementLabel(basis.element, 'inSentence'),
            grade: gradeAmount(basis.element, basis.referenceGrade),
          }),
        },
      ];
    case 'fixed':
      return [{ term: message('summaries.term.fixed'), value: quotedPrice(basis.amount, 'USD/dmt') }];
  }
};
