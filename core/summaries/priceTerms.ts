import type { Charge, Payable, Penalty, PriceBasis } from '#shared/domain/terms.ts';
import { shippedText } from '#shared/messages/shipped.ts';
import { comma, semicolon, text } from '#shared/messages/text.ts';
import { formatNumber, formatPercent, formatPrice } from '#shared/units/format.ts';
import type { Workbook } from '../portfolio/portfolio.ts';
import { recordOf } from '../portfolio/records.ts';
import { elementName } from './recordNames.ts';

/** One term and what was agreed on it, ready to read. */
export type TermRow = { readonly term: string; readonly value: string };

const PRECIOUS = new Set(['Au', 'Ag', 'Pt', 'Pd']);
const MOST_DECIMALS = 4;

/** The fewest decimals that show a number exactly, four at most. */
const exact = (value: number): number => {
  let decimals = 0;
  while (decimals < MOST_DECIMALS && Math.abs(value * 10 ** decimals - Math.round(value * 10 ** decimals)) > 1e-6) decimals += 1;
  return decimals;
};

/** A number with as many decimals as were agreed. */
export const agreed = (value: number): string => formatNumber(value, { decimals: exact(value) });
export const percent = (fraction: number): string => formatPercent(fraction, { decimals: exact(fraction * 100) });
const usdPer = (value: number, per: 'dmt' | 't'): string => `${agreed(value)}\u00a0USD/${per}`;
export const usdPerDmtText = (value: number): string => usdPer(value, 'dmt');
const signed = (value: number, unit: string): string => `${formatNumber(value, { decimals: exact(value), sign: true })}\u00a0${unit}`;

/** A grade: grams a tonne for precious metals, per cent for the rest. */
export const gradeText = (element: string, grade: number): string =>
  PRECIOUS.has(element) ? `${agreed(grade * 1e6)}\u00a0g/t` : percent(grade);

const referenceName = (book: Workbook, code: string): string => shippedText(recordOf(book.references, code, 'reference').name);

const chargeText = (book: Workbook, charge: Charge, unit: string): string => {
  switch (charge.kind) {
    case 'fixed':
      return text('summaries.term.charge.fixed', { amount: `${agreed(charge.amount)}\u00a0${unit}` });
    case 'benchmark':
    case 'index': {
      const values = { reference: referenceName(book, charge.reference), differential: signed(charge.differential, unit) };
      return text(charge.differential === 0 ? `summaries.term.charge.${charge.kind}` : `summaries.term.charge.${charge.kind}And`, values);
    }
    case 'bricks':
      return charge.bricks
        .map(({ year, share, amount }) =>
          text('summaries.term.charge.brick', { year: String(year), share: percent(share), amount: `${agreed(amount)}\u00a0${unit}` }),
        )
        .join(semicolon());
  }
};

const payableText = (book: Workbook, { element, reference, rule, payable, deduction, scale }: Payable): string => {
  const name = referenceName(book, reference);
  if (rule === 'scale') {
    const steps = (scale ?? []).map(({ from, payable: share }) =>
      text('summaries.term.payable.step', { share: percent(share), grade: gradeText(element, from) }),
    );
    return text('summaries.term.payable.scale', { scale: steps.join(comma()), reference: name });
  }
  const share = percent(payable);
  if (deduction === 0) return text('summaries.term.payable.plain', { share, reference: name });
  const taken = PRECIOUS.has(element) ? gradeText(element, deduction) : text('summaries.term.units', { count: agreed(deduction * 100) });
  return text(`summaries.term.payable.${rule}`, { share, deduction: taken, reference: name });
};

const penaltyRow = ({ element, rate, increment, threshold, rejectAbove, importLimit }: Penalty): TermRow => ({
  term: text('summaries.term.penalty', { element: elementName(element) }),
  value: [
    text('summaries.term.penaltyValue', {
      rate: usdPerDmtText(rate),
      increment: gradeText(element, increment),
      threshold: gradeText(element, threshold),
    }),
    ...(rejectAbove === undefined ? [] : [text('summaries.term.penalty.reject', { level: gradeText(element, rejectAbove) })]),
    ...(importLimit === undefined ? [] : [text('summaries.term.penalty.import', { level: gradeText(element, importLimit) })]),
  ].join(semicolon()),
});

const premiumRow = (premium: number, per: 'dmt' | 't'): readonly TermRow[] =>
  premium === 0 ? [] : [{ term: text('summaries.term.premium'), value: usdPer(premium, per) }];

const payableMetalRows = (book: Workbook, basis: Extract<PriceBasis, { basis: 'payableMetal' }>): readonly TermRow[] => {
  const { payables, treatmentCharge, escalator, participation, penalties } = basis;
  const refining = payables.flatMap(({ element, reference, refiningCharge }) => {
    if (refiningCharge === undefined) return [];
    const unit = recordOf(book.references, reference, 'reference').unit === 'USD/toz' ? 'USD/toz' : 'USc/lb';
    return [
      { term: text('summaries.term.refiningCharge', { element: elementName(element) }), value: chargeText(book, refiningCharge, unit) },
    ];
  });
  const bands = (escalator?.bands ?? []).map(({ from, to, share }) =>
    text(to === undefined ? 'summaries.term.escalator.open' : 'summaries.term.escalator.band', {
      share: percent(share),
      from: agreed(from),
      to: to === undefined ? '' : agreed(to),
    }),
  );
  return [
    ...payables.map((payable) => ({ term: elementName(payable.element), value: payableText(book, payable) })),
    { term: text('summaries.term.treatmentCharge'), value: chargeText(book, treatmentCharge, 'USD/dmt') },
    ...refining,
    ...(escalator === undefined
      ? []
      : [
          {
            term: text('summaries.term.escalator'),
            value: text('summaries.term.escalatorValue', { price: agreed(escalator.basisPrice), bands: bands.join(comma()) }),
          },
        ]),
    ...(participation === undefined
      ? []
      : [
          {
            term: text('summaries.term.participation'),
            value: text('summaries.term.participationValue', {
              share: percent(participation.share),
              price: agreed(participation.basisPrice),
            }),
          },
        ]),
    ...penalties.map(penaltyRow),
  ];
};

/** What the price is made of, term by term. */
export const priceRows = (book: Workbook, basis: PriceBasis): readonly TermRow[] => {
  const index = text('summaries.term.index');
  switch (basis.basis) {
    case 'payableMetal':
      return payableMetalRows(book, basis);
    case 'indexDmt': {
      const said = {
        reference: referenceName(book, basis.reference),
        element: elementName(basis.element).toLocaleLowerCase('en'),
        grade: gradeText(basis.element, basis.referenceGrade),
      };
      const value =
        basis.adjustment.kind === 'proRata'
          ? text('summaries.term.index.proRata', said)
          : text('summaries.term.index.differential', { ...said, amount: signed(basis.adjustment.perPercent, 'USD/dmt') });
      return [{ term: index, value }, ...premiumRow(basis.premium, 'dmt'), ...basis.penalties.map(penaltyRow)];
    }
    case 'indexDmtu':
      return [
        {
          term: index,
          value: text('summaries.term.index.dmtu', {
            reference: referenceName(book, basis.reference),
            element: elementName(basis.element).toLocaleLowerCase('en'),
          }),
        },
        ...premiumRow(basis.premium, 'dmt'),
        ...basis.penalties.map(penaltyRow),
      ];
    case 'percentage':
      return [
        ...basis.payables.map(({ element, reference, payable }) => ({
          term: elementName(element),
          value: text('summaries.term.payable.plain', { share: percent(payable), reference: referenceName(book, reference) }),
        })),
        ...premiumRow(basis.premium, 'dmt'),
      ];
    case 'refined':
      return [{ term: index, value: referenceName(book, basis.reference) }, ...premiumRow(basis.premium, 't')];
    case 'chemical':
      return [
        {
          term: text('summaries.term.chemical'),
          value: text('summaries.term.chemicalValue', {
            factor: agreed(basis.factor),
            reference: referenceName(book, basis.reference),
            costs: agreed(basis.conversion + basis.margin),
            tonnes: agreed(basis.tonnesPerTonne),
            element: elementName(basis.element).toLocaleLowerCase('en'),
            grade: gradeText(basis.element, basis.referenceGrade),
          }),
        },
      ];
    case 'fixed':
      return [{ term: text('summaries.term.fixed'), value: formatPrice(basis.amount, 'USD/dmt').text.concat('\u00a0USD/dmt') }];
  }
};
