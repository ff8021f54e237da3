import type { Figure, Sentence, Verdict } from '#shared/contract/figure.ts';
import type { OfftakeContract, Renewal } from '#shared/domain/contract.ts';
import type { Charge, Payment, PriceBasis, Terms } from '#shared/domain/terms.ts';
import { shippedText } from '#shared/messages/shipped.ts';
import { serial, text } from '#shared/messages/text.ts';
import { formatMonth } from '#shared/units/format.ts';
import { months, price, share, usd, usdPerDmt, words } from '../portfolio/figures.ts';
import type { Workbook } from '../portfolio/portfolio.ts';
import { recordOf } from '../portfolio/records.ts';
import { elementName } from '../summaries/recordNames.ts';

type Of<Basis extends PriceBasis['basis']> = Extract<PriceBasis, { basis: Basis }>;

/** A name inside a sentence: "Copper concentrate" is written small, "MHP" is not. */
export const small = (name: string): string =>
  /^\p{Lu}\p{Ll}/u.test(name) ? name.charAt(0).toLocaleLowerCase('en') + name.slice(1) : name;

/** Whole per cent without decimals, others with one. */
export const percent = (fraction: number): Figure =>
  share(fraction, { decimals: Math.abs(fraction * 100 - Math.round(fraction * 100)) < 1e-9 ? 0 : 1 });

/** A reference as a sentence names it: without the metal that the sentence has already said ("LME cash"). */
export const referenceFigure = (book: Workbook, code: string): Figure => {
  const { metal, ...reference } = recordOf(book.references, code, 'reference');
  const name = shippedText(reference.name);
  const said = metal === undefined ? '' : `${text(`metal.${metal}`)}, `;
  return words(said !== '' && name.startsWith(said) ? name.slice(said.length) : small(name), { route: `/market?reference=${code}` });
};

/** The same where a price is made of several metals, each with its own: "LME cash (nickel)". */
export const metalReferenceFigure = (book: Workbook, code: string): Figure => {
  const figure = referenceFigure(book, code);
  const { name, metal } = recordOf(book.references, code, 'reference');
  if (metal === undefined || !name.startsWith(`${text(`metal.${metal}`)}, `)) return figure;
  return { ...figure, value: text('sentence.ofMetal', { reference: String(figure.value), metal: small(text(`metal.${metal}`)) }) };
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
      const mean = charge.bricks.reduce((sum, { share: part, amount }) => sum + part * amount, 0);
      const years = words(charge.bricks.map(({ year }) => String(year)).join(serial()));
      return { key: 'sentence.charge.bricks', figures: { charge: usdPerDmt(mean), years } };
    }
  }
};

/** A treatment charge, what moves it with the price, and the buyer's share of a high price. */
const payableForms = (book: Workbook, { treatmentCharge, escalator, participation }: Of<'payableMetal'>): Verdict => [
  chargeSentence(book, treatmentCharge),
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

const premiumSentence = (premium: number): readonly Sentence[] => {
  if (premium === 0) return [];
  return premium > 0
    ? [{ key: 'sentence.premium', figures: { premium: usdPerDmt(premium) } }]
    : [{ key: 'sentence.discount', figures: { discount: usdPerDmt(-premium) } }];
};

const gradeSentence = ({ adjustment, element, referenceGrade }: Of<'indexDmt'>): Sentence => {
  const figures = { grade: percent(referenceGrade), element: words(elementName(element).toLocaleLowerCase('en')) };
  return adjustment.kind === 'proRata'
    ? { key: 'sentence.proRata', figures }
    : { key: 'sentence.differential', figures: { ...figures, amount: usdPerDmt(adjustment.perPercent, { decimals: 2 }) } };
};

/** Elements with a penalty, each once. */
const penaltySentence = (basis: PriceBasis): readonly Sentence[] => {
  const elements = 'penalties' in basis ? [...new Set(basis.penalties.map(({ element }) => element))] : [];
  if (elements.length === 0) return [];
  const list = elements.map((element) => elementName(element).toLocaleLowerCase('en')).join(serial());
  return [{ key: 'sentence.penalties', figures: { elements: words(list) } }];
};

const baseForms = (book: Workbook, basis: PriceBasis): Verdict => {
  switch (basis.basis) {
    case 'payableMetal':
      return payableForms(book, basis);
    case 'indexDmt':
      return [gradeSentence(basis), ...premiumSentence(basis.premium)];
    case 'indexDmtu':
      return premiumSentence(basis.premium);
    case 'percentage':
      // the sale names the first two
      return [
        ...basis.payables.slice(2).map(({ payable, reference }) => ({
          key: 'sentence.alsoPercentage',
          figures: { percentage: percent(payable), reference: metalReferenceFigure(book, reference) },
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
    // the sale says all of it
    case 'refined':
    case 'fixed':
      return [];
  }
};

/** What shapes a price beside its reference: charge, escalator and participation; grade and premium; formula; penalties. */
export const formSentences = (book: Workbook, basis: PriceBasis): Verdict => [...baseForms(book, basis), ...penaltySentence(basis)];

/** When other terms follow those that are told; nothing where they hold to the end. */
export const laterSentence = ({ terms: sets, end }: OfftakeContract, told: Terms): readonly Sentence[] => {
  const later = sets.slice(sets.indexOf(told) + 1).filter(({ from }) => from <= end);
  if (later.length === 0) return [];
  return [{ key: 'sentence.later', figures: { months: words(later.map(({ from }) => formatMonth(from)).join(serial())) } }];
};

/** What may follow the last month; nothing where nothing may. */
export const renewalSentence = (renewal: Renewal): readonly Sentence[] => {
  if (renewal.kind === 'none') return [];
  const figures = { months: months(renewal.kind === 'evergreen' ? renewal.noticeMonths : renewal.months) };
  return [{ key: `sentence.renewal.${renewal.kind}`, figures }];
};

/** How a prepayment comes back: its interest, the months that carry it, and those before them. */
export const prepaymentSentence = ({ amountUsd, annualRate, graceMonths, repayMonths }: NonNullable<Payment['prepayment']>): Sentence => {
  const kind = `${annualRate === 0 ? 'free' : 'rate'}${graceMonths === 0 ? '' : 'Grace'}` as const;
  return {
    key: `sentence.prepayment.${kind}`,
    figures: {
      amount: usd(amountUsd),
      rate: percent(annualRate),
      months: months(repayMonths),
      grace: months(graceMonths),
    },
  };
};
