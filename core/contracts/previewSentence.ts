import type { Effect } from '#shared/contract/contracts.ts';
import type { Figure, Message, Sentence, Verdict } from '#shared/contract/figure.ts';
import { type OfftakeContract, termsAt } from '#shared/domain/contract.ts';
import type { Delivery, PriceBasis, Quotation, QuotationalPeriod, Terms } from '#shared/domain/terms.ts';
import { message, text } from '#shared/messages/text.ts';
import { dmt, month, price, usdPerDmt, worded, words } from '../portfolio/figures.ts';
import type { Workbook } from '../portfolio/portfolio.ts';
import { recordOf } from '../portfolio/records.ts';
import {
  formSentences,
  laterSentence,
  metalReferenceFigure,
  percent,
  prepaymentSentence,
  referenceFigure,
  renewalSentence,
  small,
} from './formSentences.ts';
import { collarUnit } from './rows.ts';

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
  const offered = holder === 'none' ? alternatives.slice(0, 1) : alternatives;
  const either = offered.map(periodMessage).reduce((first, second) => message('quotation.or', { first, second }));
  return holder === 'none' || offered.length === 1 ? either : message(`quotation.choice.${holder}`, { alternatives: either });
};

/** Incoterm and its port: CIF Qingdao. */
export const deliveryPoint = ({ incoterm, loadPort, destinationPort }: Delivery): string => {
  const port = incoterm === 'FOB' || incoterm === 'FCA' || incoterm === 'EXW' ? loadPort : destinationPort;
  return port === '' ? incoterm : `${incoterm} ${port}`;
};

/** The figures that only some bases have. */
const priceFigures = (book: Workbook, basis: PriceBasis): Record<string, Figure> => {
  switch (basis.basis) {
    case 'payableMetal':
      return { reference: referenceFigure(book, basis.payables[0]!.reference) };
    case 'percentage': {
      const [first, second] = basis.payables;
      return {
        percentage: percent(first!.payable),
        reference: (second ? metalReferenceFigure : referenceFigure)(book, first!.reference),
        ...(second ? { secondPercentage: percent(second.payable), secondReference: metalReferenceFigure(book, second.reference) } : {}),
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

const sell = (book: Workbook, contract: OfftakeContract, terms: Terms): Sentence => {
  const buyer = recordOf(book.buyers, contract.buyerId, 'buyer');
  const product = recordOf(book.products, contract.productId, 'product');
  const { basis } = terms.price;
  const two = basis === 'percentage' && terms.price.payables.length > 1;
  return {
    key: `sentence.sell.${two ? 'percentageTwo' : basis}`,
    figures: {
      buyer: words(buyer.name, { route: `/buyers/${buyer.id}` }),
      quantity: dmt(terms.quantity.tonnesPerYear),
      product: words(small(product.name)),
      start: month(contract.start),
      end: month(contract.end),
      delivery: words(deliveryPoint(terms.delivery)),
      ...priceFigures(book, terms.price),
      ...(basis === 'fixed' ? {} : { quotation: worded(quotationMessage(terms.quotation)) }),
    },
  };
};

const collar = (book: Workbook, { collar: agreed, price: basis }: Terms): Sentence => {
  const unit = agreed && collarUnit(agreed, basis, book);
  const figures = {
    ...(agreed?.floor === undefined || unit === undefined ? {} : { floor: price(agreed.floor, unit) }),
    ...(agreed?.cap === undefined || unit === undefined ? {} : { cap: price(agreed.cap, unit) }),
  };
  const kind = 'floor' in figures ? ('cap' in figures ? 'Both' : 'Floor') : 'cap' in figures ? 'Cap' : 'None';
  return { key: `sentence.collar${kind}`, figures };
};

const NUMBERS = ['1', '2', '3', '4', '5', '6', '7', '8', '9'] as const;

const countWords = (count: number): string => {
  const number = NUMBERS[count - 1];
  return number === undefined ? String(count) : text(`number.${number}`);
};

/** What the deal does to the limits of the house, worst first; undefined where it moves none. */
const effectWords = (effect: Effect, included: boolean): Figure | undefined => {
  const said = (count: number, would: 'breach' | 'near' | 'cure', does: 'breaches' | 'nears' | 'cures') =>
    text(`effect.${included ? does : would}`, { count, words: countWords(count) });
  if (effect.breached.length > 0) return words(said(effect.breached.length, 'breach', 'breaches'), { state: 'breached' });
  if (effect.warned.length > 0) return words(said(effect.warned.length, 'near', 'nears'), { state: 'near' });
  if (effect.cured.length > 0) return words(said(effect.cured.length, 'cure', 'cures'), { state: 'holds' });
  return undefined;
};

/** What was agreed, in parts that read as one text: what is sold, the price, floor and cap, take-or-pay, prepayment. */
export const dealSentence = (book: Workbook, contract: OfftakeContract): Verdict => {
  const terms = termsAt(contract, Math.max(contract.start, book.valuationMonth + 1));
  const { quantity, payment, blend, price: basis } = terms;
  return [
    sell(book, contract, terms),
    ...formSentences(book, basis),
    ...(blend === undefined
      ? []
      : [{ key: 'sentence.blend', figures: { share: percent(blend.fixedShare), price: usdPerDmt(blend.fixedPrice) } }]),
    ...(basis.basis === 'fixed' && terms.collar === undefined ? [] : [collar(book, terms)]),
    quantity.takeOrPayShare > 0
      ? { key: 'sentence.takeOrPay', figures: { takeOrPay: percent(quantity.takeOrPayShare) } }
      : { key: 'sentence.takeOrPayNone', figures: {} },
    ...laterSentence(contract, terms),
    ...renewalSentence(contract.renewal),
    ...(payment.prepayment === undefined ? [] : [prepaymentSentence(payment.prepayment)]),
  ];
};

/** A contract in words: what was agreed, and what it comes to. */
export const contractSentence = (
  book: Workbook,
  contract: OfftakeContract,
  {
    npv,
    arrears,
    effect,
    included,
  }: { readonly npv: Figure; readonly arrears: Figure | undefined; readonly effect: Effect; readonly included: boolean },
): Verdict => {
  const moved = effectWords(effect, included);
  const rate = percent(book.settings.discountRate);
  return [
    ...dealSentence(book, contract),
    ...(arrears === undefined ? [] : [{ key: 'sentence.arrears', figures: { amount: arrears } }]),
    moved === undefined
      ? { key: 'sentence.resultQuiet', figures: { npv, rate } }
      : { key: included ? 'sentence.resultIn' : 'sentence.result', figures: { npv, rate, effect: moved } },
  ];
};
