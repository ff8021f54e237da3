import type { ContractEffect, Effect } from '#shared/contract/contracts.ts';
import type { Figure, Message, MessageValue, Sentence, Verdict } from '#shared/contract/figure.ts';
import { type OfftakeContract, termsAt } from '#shared/domain/contract.ts';
import type { LimitState } from '#shared/domain/limit.ts';
import type { Delivery, PriceBasis, Quotation, QuotationalPeriod, Terms } from '#shared/domain/terms.ts';
import { message } from '#shared/messages/text.ts';
import { dmt, labelFigure, month, price, usdPerDmt, words } from '../portfolio/figures.ts';
import { nameInSentence } from '../portfolio/labels.ts';
import type { Workbook } from '../portfolio/portfolio.ts';
import { recordOf } from '../portfolio/records.ts';
import { facilitiesOf } from '../portfolio/valuedPrepayments.ts';
import { collarUnit } from './contractRows.ts';
import { laterSentence, percent, prepaymentSentence, priceSentences, referenceFigure, renewalSentence } from './priceSentences.ts';

const monthMessage = ({ offset, from }: QuotationalPeriod): Message => {
  const event = message(`quotation.${from}`);
  if (offset === 0) return message('quotation.month.of', { event });
  const count = Math.abs(offset);
  const ordinal = count === 1 ? '' : message(`quotation.ordinal.${count as 2 | 3 | 4 | 5 | 6}`);
  return message(offset > 0 ? 'quotation.month.after' : 'quotation.month.before', { count, ordinal, event });
};

const periodMessage = (period: QuotationalPeriod): Message =>
  period.length === 1 ? monthMessage(period) : message('quotation.months', { length: period.length, first: monthMessage(period) });

/** Describes the quotational period: "third month after shipment", "month or fourth month after shipment, buyer's choice". */
export const quotationMessage = ({ alternatives, holder }: Quotation): Message => {
  const periods = holder === 'none' ? alternatives.slice(0, 1) : alternatives;
  const choice = periods.map(periodMessage).reduce((first, second) => message('quotation.or', { first, second }));
  return holder === 'none' || periods.length === 1 ? choice : message(`quotation.choice.${holder}`, { alternatives: choice });
};

/** Incoterm and its port: CIF Qingdao. */
export const deliveryPoint = ({ incoterm, loadPort, destinationPort }: Delivery): string => {
  const port = incoterm === 'FOB' || incoterm === 'FCA' || incoterm === 'EXW' ? loadPort : destinationPort;
  return port === '' ? incoterm : `${incoterm} ${port}`;
};

/** Figures of the sentence that depend on the price basis. */
const priceFigures = (book: Workbook, basis: PriceBasis): Record<string, Figure> => {
  switch (basis.basis) {
    case 'payableMetal':
      return { reference: referenceFigure(book, basis.payables[0]!.reference) };
    case 'percentage': {
      const [first, second] = basis.payables;
      return {
        percentage: percent(first!.payable),
        reference: referenceFigure(book, first!.reference, second ? 'metalLast' : 'withoutMetal'),
        ...(second
          ? { secondPercentage: percent(second.payable), secondReference: referenceFigure(book, second.reference, 'metalLast') }
          : {}),
      };
    }
    case 'refined':
      return { reference: referenceFigure(book, basis.reference), premium: usdPerDmt(basis.premium) };
    case 'fixed':
      return { price: usdPerDmt(basis.amount) };
    default:
      return { reference: referenceFigure(book, basis.reference) };
  }
};

const saleSentence = (book: Workbook, contract: OfftakeContract, terms: Terms): Sentence => {
  const buyer = recordOf(book.buyers, contract.buyerId, 'buyer');
  const product = recordOf(book.products, contract.productId, 'product');
  const { basis } = terms.price;
  const hasTwoMetals = basis === 'percentage' && terms.price.payables.length > 1;
  return {
    key: `sentence.sell.${hasTwoMetals ? 'percentageTwo' : basis}`,
    figures: {
      buyer: words(buyer.name, { route: `/buyers/${buyer.id}` }),
      quantity: dmt(terms.quantity.tonnesPerYear),
      product: labelFigure(nameInSentence(product)),
      start: month(contract.start),
      end: month(contract.end),
      delivery: words(deliveryPoint(terms.delivery)),
      ...priceFigures(book, terms.price),
      ...(basis === 'fixed' ? {} : { quotation: labelFigure(quotationMessage(terms.quotation)) }),
    },
  };
};

const collarSentence = (book: Workbook, { collar, price: basis }: Terms): Sentence => {
  const unit = collar && collarUnit(collar, basis, book);
  const figures = {
    ...(collar?.floor === undefined || unit === undefined ? {} : { floor: price(collar.floor, unit) }),
    ...(collar?.cap === undefined || unit === undefined ? {} : { cap: price(collar.cap, unit) }),
  };
  const kind = 'floor' in figures ? ('cap' in figures ? 'Both' : 'Floor') : 'cap' in figures ? 'Cap' : 'None';
  return { key: `sentence.collar${kind}`, figures };
};

const supportSentence = (book: Workbook, { priceSupport }: Terms): readonly Sentence[] => {
  if (priceSupport === undefined) return [];
  const { reference, element, floor, upsideShare, payer } = priceSupport;
  const figures = {
    payer: labelFigure({ name: payer }),
    floor: price(floor, element === undefined ? 'USD/dmt' : 'USD/t'),
    reference: referenceFigure(book, reference, 'metalLast'),
  };
  return [
    upsideShare === 0
      ? { key: 'sentence.priceSupport', figures }
      : { key: 'sentence.priceSupportShared', figures: { ...figures, share: percent(upsideShare) } },
  ];
};

const NUMBERS = ['1', '2', '3', '4', '5', '6', '7', '8', '9'] as const;

/** A count in words up to nine, in digits above. */
const countLabel = (count: number): MessageValue => {
  const number = NUMBERS[count - 1];
  return number === undefined ? String(count) : message(`number.${number}`);
};

/** Describes the effect of the deal on limits, only the most severe; undefined where no limit changes its state. */
const effectFigure = (effect: Effect, isIncluded: boolean): Figure | undefined => {
  const limitsFigure = (count: number, infinitive: 'breach' | 'near' | 'cure', verb: 'breaches' | 'nears' | 'cures', state: LimitState) =>
    labelFigure(message(`effect.${isIncluded ? verb : infinitive}`, { count, words: countLabel(count) }), { state });
  if (effect.breached.length > 0) return limitsFigure(effect.breached.length, 'breach', 'breaches', 'breached');
  if (effect.warned.length > 0) return limitsFigure(effect.warned.length, 'near', 'nears', 'near');
  if (effect.cured.length > 0) return limitsFigure(effect.cured.length, 'cure', 'cures', 'holds');
  return undefined;
};

/** Describes what was agreed as one sentence in parts: sale, price, floor and cap, take-or-pay, later terms, renewal, prepayment. */
export const dealSentence = (book: Workbook, contract: OfftakeContract): Verdict => {
  const terms = termsAt(contract, Math.max(contract.start, book.valuationMonth + 1));
  const { quantity, blend, price: basis } = terms;
  return [
    saleSentence(book, contract, terms),
    ...priceSentences(book, basis),
    ...(blend === undefined
      ? []
      : [{ key: 'sentence.blend', figures: { share: percent(blend.fixedShare), price: usdPerDmt(blend.fixedPrice) } }]),
    ...(basis.basis === 'fixed' && terms.collar === undefined ? [] : [collarSentence(book, terms)]),
    ...supportSentence(book, terms),
    quantity.takeOrPayShare > 0
      ? { key: 'sentence.takeOrPay', figures: { takeOrPay: percent(quantity.takeOrPayShare) } }
      : { key: 'sentence.takeOrPayNone', figures: {} },
    ...laterSentence(contract, terms),
    ...renewalSentence(contract.renewal),
    ...facilitiesOf(book.facilities, contract.id)
      .filter(({ kind }) => kind === 'prepayment')
      .map(prepaymentSentence),
  ];
};

/** Describes what was agreed in a contract, and its value. */
export const contractSentence = (
  book: Workbook,
  contract: OfftakeContract,
  { npv, arrears, plan }: { readonly npv: Figure; readonly plan: string; readonly arrears: Figure | undefined },
): Verdict => [
  ...dealSentence(book, contract),
  ...(arrears === undefined ? [] : [{ key: 'sentence.arrears', figures: { amount: arrears } }]),
  {
    key: 'sentence.value',
    figures: { npv, rate: percent(book.settings.discountRate), plan: words(plan, { route: '/plans' }) },
  },
];

/** Which sentence states the value of a contract with its effect on limits. */
export const limitResult = (effect: Effect, isIncluded: boolean): ContractEffect['result'] => {
  const limits = effectFigure(effect, isIncluded);
  if (limits === undefined) return { key: 'sentence.resultQuiet' };
  return { key: isIncluded ? 'sentence.resultIn' : 'sentence.result', effect: limits };
};
