import type { Output } from '#shared/contract/contract.ts';
import { OrebookError } from '#shared/contract/errors.ts';
import type { Explanation, Figure, Verdict } from '#shared/contract/figure.ts';
import type { BidRow, TenderHead, TenderRow } from '#shared/contract/tenders.ts';
import { termsAt } from '#shared/domain/contract.ts';
import type { Bid, Tender } from '#shared/domain/tender.ts';
import { message, serial, text } from '#shared/messages/text.ts';
import { renderLabel, renderMessage } from '#shared/presentation/message.ts';
import { formatDate, formatNumber, formatPercent } from '#shared/units/format.ts';
import { draftedDeal } from '../contracts/draftedDeal.ts';
import { quotationMessage } from '../contracts/previewSentence.ts';
import { destinationOf } from '../contracts/rows.ts';
import { computeEffect } from '../effect/effect.ts';
import { contractReferences, inWords, priceSources } from '../portfolio/explain.ts';
import { count, dmtPerYear, explained, month, usdPerDmt, words } from '../portfolio/figures.ts';
import type { Workbook } from '../portfolio/portfolio.ts';
import { problemMessage } from '../portfolio/problems.ts';
import { recordOf } from '../portfolio/records.ts';
import { deckName } from '../summaries/recordNames.ts';
import { type DefaultRates, spotNetback, type ValuedBid, valuedBid } from './netback.ts';

type Stored = { readonly tender: Tender; readonly version: number };

/** A bid with what it is worth, or why that is not known. */
type Priced = { readonly bid: Bid; readonly worth: ValuedBid | OrebookError };

const totalOf = ({ worth }: Priced): number => (worth instanceof OrebookError ? Number.NEGATIVE_INFINITY : worth.netback.total);

/** The bids of a tender, the best netback first. */
const ranked = (book: Workbook, { bids }: Tender, rates: DefaultRates): readonly Priced[] =>
  bids.map((bid) => ({ bid, worth: valuedBid(book, bid.deal, rates) })).sort((a, b) => totalOf(b) - totalOf(a));

const headOf = ({ bids: _bids, ...head }: Tender): TenderHead => head;

const netbackFigure = (book: Workbook, { bid: { deal } }: Priced, worth: ValuedBid): Figure =>
  explained(
    usdPerDmt(worth.netback.total),
    inWords(worth.netback.lines, {
      title: message('tenders.netback'),
      formula: message('tenders.netbackFormula', { rate: formatPercent(book.settings.discountRate) }),
      unit: 'usdPerDmt',
      decimals: 2,
      sources: priceSources(book, contractReferences(deal), deal.start, deal.end),
    }),
  );

const lineOf = (book: Workbook, tender: Tender): Figure | undefined => {
  if (tender.walkAway !== undefined) return usdPerDmt(tender.walkAway, { origin: 'user' });
  const spot = spotNetback(book, tender);
  if (spot === undefined) return undefined;
  const explanation: Explanation = {
    title: message('tenders.spotLine'),
    formula: message('tenders.spotLineFormula', { plan: book.plan().plan.name }),
    lines: [],
    total: { label: message('common.total'), amount: spot, unit: 'usdPerDmt', decimals: 2 },
    sources: [],
  };
  return explained(usdPerDmt(spot, { origin: 'house' }), explanation);
};

const rowOf = (book: Workbook, tender: Tender, priced: Priced, rank: number | undefined, line: number | undefined): BidRow => {
  const { deal, contractId } = priced.bid;
  const buyer = recordOf(book.buyers, deal.buyerId, 'buyer');
  const terms = termsAt(deal, deal.start);
  const made = contractId === undefined ? undefined : book.contracts.find(({ id }) => id === contractId);
  const said = {
    id: deal.id,
    buyerId: deal.buyerId,
    buyer: buyer.name,
    rating: buyer.rating,
    destination: renderLabel(destinationOf(buyer, book).label),
    tonnesPerYear: terms.quantity.tonnesPerYear,
    basis: text(`summaries.term.basis.${terms.price.basis}`),
    incoterm: terms.delivery.incoterm,
    quotation: terms.price.basis === 'fixed' ? text('common.none') : renderMessage(quotationMessage(terms.quotation)),
    paymentMonths: terms.payment.paymentMonths,
    letterOfCredit: terms.payment.letterOfCredit,
    ...(terms.collar?.floor === undefined ? {} : { floor: terms.collar.floor }),
    note: deal.note,
    ...(made === undefined ? {} : { accepted: { id: made.id, code: made.code } }),
  };
  const { worth } = priced;
  if (worth instanceof OrebookError) return { ...said, breached: [], cured: [], problem: problemMessage(worth, book.references) };
  const [price, timing, credit] = worth.netback.lines;
  const product = recordOf(book.products, tender.productId, 'product');
  const effect = computeEffect(book, product, book.without(deal.id), worth.drafted.plan);
  const china = effect.rows.find(({ key }) => key === 'chinaShare')?.change;
  return {
    ...said,
    ...(rank === undefined ? {} : { rank }),
    netback: netbackFigure(book, priced, worth),
    price: usdPerDmt(price!.amount),
    timing: usdPerDmt(timing!.amount, { decimals: 2, sign: true }),
    credit: usdPerDmt(credit!.amount, { decimals: 2, sign: true }),
    clauses: usdPerDmt(worth.clauses, { decimals: 2, sign: true }),
    ...(line === undefined ? {} : { aboveLine: usdPerDmt(worth.netback.total - line, { sign: true }) }),
    ...(china === undefined ? {} : { chinaShare: china }),
    breached: effect.breached,
    cured: effect.cured,
  };
};

/** What signing a bid changes in the chosen plan; of one that was accepted, what the contract it made does. */
export const bidEffect = (book: Workbook, { deal, contractId }: Bid): Output<'tenders.effect'> => {
  const buyer = recordOf(book.buyers, deal.buyerId, 'buyer').name;
  const made = book.contracts.some(({ id }) => id === contractId) ? contractId : undefined;
  const drafted = draftedDeal(book, made === undefined ? deal : { ...deal, id: made });
  if (drafted instanceof OrebookError) return { buyer, problem: problemMessage(drafted, book.references) };
  return { buyer, effect: computeEffect(book, drafted.product, book.without(drafted.contract.id), drafted.plan) };
};

const tenderRow = (book: Workbook, { tender, version }: Stored, bids: readonly Priced[]): TenderRow => {
  const product = recordOf(book.products, tender.productId, 'product');
  const best = bids[0];
  const codes = new Map(book.contracts.map(({ id, code }) => [id, code]));
  return {
    head: headOf(tender),
    version,
    product: product.name,
    metal: product.metal,
    bids: tender.bids.length,
    ...(best && !(best.worth instanceof OrebookError)
      ? { best: netbackFigure(book, best, best.worth), bestBuyer: recordOf(book.buyers, best.bid.deal.buyerId, 'buyer').name }
      : {}),
    accepted: tender.bids.flatMap(({ contractId }) => {
      const code = contractId === undefined ? undefined : codes.get(contractId);
      return code === undefined ? [] : [code];
    }),
  };
};

/** Every tender with its best bid. */
export const tenderList = (book: Workbook, stored: readonly Stored[], rates: DefaultRates): Output<'tenders.list'> => {
  const rows = stored.map((one) => tenderRow(book, one, ranked(book, one.tender, rates)));
  const open = rows.filter(({ accepted }) => accepted.length === 0);
  const first = open.find(({ head }) => head.due >= book.settings.valuationDate);
  return {
    verdict: [
      rows.length === 0
        ? { key: 'tenders.verdict.none', figures: {} }
        : {
            key: 'tenders.verdict.list',
            figures: { count: count(open.length), bids: count(open.reduce((sum, { bids }) => sum + bids, 0)) },
          },
      ...(first
        ? [
            {
              key: 'tenders.verdict.due',
              figures: {
                name: words(first.head.name, { route: `/contracts/tenders/${first.head.id}` }),
                date: words(formatDate(first.head.due)),
              },
            },
          ]
        : []),
    ],
    rows,
  };
};

/** How far each bid is from the line below which we walk away; where there is none, from the best. Its netback stands on its bar. */
const pictureOf = (book: Workbook, tender: Tender, rows: readonly BidRow[], line: number | undefined): Output<'tenders.get'>['picture'] => {
  const priced = rows.filter(({ netback }) => netback !== undefined);
  if (priced.length === 0) return undefined;
  const { metal } = recordOf(book.products, tender.productId, 'product');
  const netbacks = priced.map(({ netback }) => Number(netback?.value));
  const from = line ?? netbacks[0]!;
  const shown = (value: number) => formatNumber(value, { decimals: 1 });
  return {
    kind: 'bars',
    title: text(line === undefined ? 'tenders.pictureBest' : 'tenders.picture'),
    summary: text(line === undefined ? 'tenders.pictureBestSummary' : 'tenders.pictureSummary', {
      best: priced[0]!.buyer,
      value: shown(netbacks[0]!),
      count: netbacks.length,
      above: netbacks.filter((value) => value >= from).length,
      line: shown(from),
    }),
    unit: 'USD/dmt',
    decimals: 1,
    horizontal: true,
    stacked: false,
    categories: priced.map(({ buyer }) => ({ label: buyer })),
    series: [
      {
        label: text(line === undefined ? 'tenders.pictureBest' : 'tenders.picture'),
        role: `metal.${metal}`,
        fill: 'solid',
        values: netbacks.map((value) => value - from),
      },
    ],
    barLabels: netbacks.map(shown),
    marks:
      line === undefined
        ? []
        : [{ axis: 'x', value: 0, label: text('tenders.lineMark', { value: shown(line) }), role: 'ink', style: 'dashed' }],
    axis: {},
  };
};

const verdictOf = (book: Workbook, tender: Tender, rows: readonly BidRow[], line: Figure | undefined): Verdict => {
  const product = recordOf(book.products, tender.productId, 'product');
  const what = {
    key: 'tenders.verdict.what',
    figures: {
      tonnes: dmtPerYear(tender.tonnesPerYear),
      product: words(product.name.toLocaleLowerCase('en'), { route: `/products/${product.id}` }),
      start: month(tender.start),
      end: month(tender.end),
    },
  };
  const [best, second] = rows.filter(({ netback }) => netback !== undefined);
  if (!best?.netback) return [what, { key: 'tenders.verdict.noBid', figures: {} }];
  const ahead = second?.netback && usdPerDmt(Number(best.netback.value) - Number(second.netback.value));
  return [
    what,
    {
      key: ahead ? 'tenders.verdict.best' : 'tenders.verdict.only',
      figures: {
        buyer: words(best.buyer, { route: `/contracts/tenders/${tender.id}/bids/${best.id}` }),
        netback: best.netback,
        deck: words(deckName(book)),
        ...(ahead && second ? { ahead, second: words(second.buyer) } : {}),
      },
    },
    ...(line && best.aboveLine
      ? [
          {
            key: Number(best.aboveLine.value) >= 0 ? 'tenders.verdict.above' : 'tenders.verdict.below',
            figures: { line, by: usdPerDmt(Math.abs(Number(best.aboveLine.value))) },
          },
        ]
      : []),
    ...(best.breached.length > 0
      ? [
          {
            key: 'tenders.verdict.breaches',
            figures: { buyer: words(best.buyer), limits: words(best.breached.join(serial()), { state: 'breached' as const }) },
          },
        ]
      : []),
  ];
};

/** A tender: its bids ranked by netback on the chosen deck, the line below which we walk away, and what each would change. */
export const tenderView = (book: Workbook, stored: Stored, rates: DefaultRates): Output<'tenders.get'> => {
  const { tender } = stored;
  const priced = ranked(book, tender, rates);
  const line = lineOf(book, tender);
  const level = line && Number(line.value);
  const bids = priced.map((one, i) => rowOf(book, tender, one, one.worth instanceof OrebookError ? undefined : i + 1, level));
  const picture = pictureOf(book, tender, bids, level);
  return {
    tender: tenderRow(book, stored, priced),
    verdict: verdictOf(book, tender, bids, line),
    ...(line ? { line } : {}),
    bids,
    ...(picture ? { picture } : {}),
  };
};
