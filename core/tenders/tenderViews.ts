import type { BarsChart } from '#shared/contract/charts.ts';
import type { Output } from '#shared/contract/contract.ts';
import { OrebookError } from '#shared/contract/errors.ts';
import type { Amount, Explanation, Figure, Verdict } from '#shared/contract/figure.ts';
import type { BidRow, TenderHead, TenderRow } from '#shared/contract/tenders.ts';
import { termsAt } from '#shared/domain/contract.ts';
import type { Bid, Tender } from '#shared/domain/tender.ts';
import { sumBy } from '#shared/math.ts';
import { message } from '#shared/messages/text.ts';
import { destinationOf } from '../contracts/contractRows.ts';
import { quotationMessage } from '../contracts/dealSentence.ts';
import { valueDraftOrError } from '../contracts/draftedContract.ts';
import { computeEffect } from '../effect/effect.ts';
import { contractReferences, inWords, priceSources } from '../portfolio/explain.ts';
import { count, dmtPerYear, explained, month, share, usdPerDmt, worded, words } from '../portfolio/figures.ts';
import type { Workbook } from '../portfolio/portfolio.ts';
import { problemMessage } from '../portfolio/problems.ts';
import { recordOf } from '../portfolio/records.ts';
import { type DefaultRates, spotNetback, type ValuedBid, valueBid } from './netback.ts';

type StoredTender = { readonly tender: Tender; readonly version: number };

/** A bid with its value, or the error for which it has none. */
type PricedBid = { readonly bid: Bid; readonly valued: ValuedBid | OrebookError };

const rankingNetback = ({ valued }: PricedBid): number =>
  valued instanceof OrebookError ? Number.NEGATIVE_INFINITY : valued.netback.total;

/** Values the bids of a tender and sorts them by netback, the best first. */
const rankBids = (book: Workbook, { bids }: Tender, rates: DefaultRates): readonly PricedBid[] =>
  bids.map((bid) => ({ bid, valued: valueBid(book, bid.deal, rates) })).sort((a, b) => rankingNetback(b) - rankingNetback(a));

const tenderHead = ({ bids: _bids, ...head }: Tender): TenderHead => head;

const netbackFigure = (book: Workbook, { bid: { deal } }: PricedBid, { netback }: ValuedBid): Figure =>
  explained(
    usdPerDmt(netback.total),
    inWords(netback.lines, {
      title: message('tenders.netback'),
      formula: message('tenders.netbackFormula', { rate: share(book.settings.discountRate, { decimals: 0 }) }),
      unit: 'usdPerDmt',
      decimals: 2,
      sources: priceSources(book, contractReferences(deal), deal.start, deal.end),
    }),
  );

/** The walk-away value: the entered one, else the spot value of the tonnes. */
const walkAwayFigure = (book: Workbook, tender: Tender): Figure | undefined => {
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

const bidRow = (book: Workbook, tender: Tender, priced: PricedBid, rank: number | undefined, line: number | undefined): BidRow => {
  const { deal, contractId } = priced.bid;
  const buyer = recordOf(book.buyers, deal.buyerId, 'buyer');
  const terms = termsAt(deal, deal.start);
  const contract = contractId === undefined ? undefined : book.contracts.find(({ id }) => id === contractId);
  const row = {
    id: deal.id,
    buyerId: deal.buyerId,
    buyer: buyer.name,
    rating: buyer.rating,
    destination: destinationOf(buyer, book).label,
    tonnesPerYear: terms.quantity.tonnesPerYear,
    basis: message(`summaries.term.basis.${terms.price.basis}`),
    incoterm: terms.delivery.incoterm,
    quotation: terms.price.basis === 'fixed' ? message('common.none') : quotationMessage(terms.quotation),
    paymentMonths: terms.payment.paymentMonths,
    letterOfCredit: terms.payment.letterOfCredit,
    ...(terms.collar?.floor === undefined ? {} : { floor: terms.collar.floor }),
    note: deal.note,
    ...(contract === undefined ? {} : { accepted: { id: contract.id, code: contract.code } }),
  };
  const { valued } = priced;
  if (valued instanceof OrebookError) return { ...row, breached: [], cured: [], problem: problemMessage(valued, book.references) };
  const [price, timing, credit] = valued.netback.lines;
  const product = recordOf(book.products, tender.productId, 'product');
  const effect = computeEffect(book, product, book.without(deal.id), valued.drafted.plan);
  const china = effect.rows.find(({ key }) => key === 'chinaShare')?.change;
  return {
    ...row,
    ...(rank === undefined ? {} : { rank }),
    netback: netbackFigure(book, priced, valued),
    price: usdPerDmt(price!.amount),
    timing: usdPerDmt(timing!.amount, { decimals: 2, sign: true }),
    credit: usdPerDmt(credit!.amount, { decimals: 2, sign: true }),
    clauses: usdPerDmt(valued.clauses, { decimals: 2, sign: true }),
    ...(line === undefined ? {} : { aboveLine: usdPerDmt(valued.netback.total - line, { sign: true }) }),
    ...(china === undefined ? {} : { chinaShare: china }),
    breached: effect.breached,
    cured: effect.cured,
  };
};

/** What signing a bid changes in the chosen plan; of an accepted bid, what its contract changes. */
export const bidEffect = (book: Workbook, { deal, contractId }: Bid): Output<'tenders.effect'> => {
  const buyer = recordOf(book.buyers, deal.buyerId, 'buyer').name;
  const accepted = book.contracts.some(({ id }) => id === contractId) ? contractId : undefined;
  const drafted = valueDraftOrError(book, accepted === undefined ? deal : { ...deal, id: accepted });
  if (drafted instanceof OrebookError) return { buyer, problem: problemMessage(drafted, book.references) };
  return { buyer, effect: computeEffect(book, drafted.product, book.without(drafted.contract.id), drafted.plan) };
};

const tenderRow = (book: Workbook, { tender, version }: StoredTender, bids: readonly PricedBid[]): TenderRow => {
  const product = recordOf(book.products, tender.productId, 'product');
  const best = bids[0];
  const codes = new Map(book.contracts.map(({ id, code }) => [id, code]));
  return {
    head: tenderHead(tender),
    version,
    product: product.name,
    metal: product.metal,
    bids: tender.bids.length,
    ...(best && !(best.valued instanceof OrebookError)
      ? { best: netbackFigure(book, best, best.valued), bestBuyer: recordOf(book.buyers, best.bid.deal.buyerId, 'buyer').name }
      : {}),
    accepted: tender.bids.flatMap(({ contractId }) => {
      const code = contractId === undefined ? undefined : codes.get(contractId);
      return code === undefined ? [] : [code];
    }),
  };
};

/** Lists the tenders, each with its best bid. */
export const listTenderRows = (book: Workbook, stored: readonly StoredTender[], rates: DefaultRates): Output<'tenders.list'> => {
  const rows = stored.map((one) => tenderRow(book, one, rankBids(book, one.tender, rates)));
  const open = rows.filter(({ accepted }) => accepted.length === 0);
  const first = open.find(({ head }) => head.due >= book.settings.valuationDate);
  return {
    verdict: [
      rows.length === 0
        ? { key: 'tenders.verdict.none', figures: {} }
        : {
            key: 'tenders.verdict.list',
            figures: { count: count(open.length), bids: count(sumBy(open, ({ bids }) => bids)) },
          },
      ...(first
        ? [
            {
              key: 'tenders.verdict.due',
              figures: {
                name: words(first.head.name, { route: `/contracts/tenders/${first.head.id}` }),
                date: worded({ value: first.head.due, unit: 'date' }),
              },
            },
          ]
        : []),
    ],
    rows,
  };
};

/** Each bid's netback relative to the walk-away value or, without one, to the best bid; labelled with the netback. */
const netbackChart = (book: Workbook, tender: Tender, rows: readonly BidRow[], line: number | undefined): BarsChart | undefined => {
  const priced = rows.filter(({ netback }) => netback !== undefined);
  if (priced.length === 0) return undefined;
  const { metal } = recordOf(book.products, tender.productId, 'product');
  const netbacks = priced.map(({ netback }) => Number(netback?.value));
  const from = line ?? netbacks[0]!;
  const bare = (value: number): Amount => ({ value, unit: 'usdPerDmt', decimals: 1, withoutUnit: true });
  return {
    kind: 'bars',
    title: message(line === undefined ? 'tenders.pictureBest' : 'tenders.picture'),
    summary: message(line === undefined ? 'tenders.pictureBestSummary' : 'tenders.pictureSummary', {
      best: priced[0]!.buyer,
      value: bare(netbacks[0]!),
      count: netbacks.length,
      above: netbacks.filter((value) => value >= from).length,
      line: bare(from),
    }),
    unit: 'usdPerDmt',
    decimals: 1,
    horizontal: true,
    stacked: false,
    categories: priced.map(({ buyer }) => ({ label: { name: buyer } })),
    series: [
      {
        label: message(line === undefined ? 'tenders.pictureBest' : 'tenders.picture'),
        role: `metal.${metal}`,
        fill: 'solid',
        values: netbacks.map((value) => value - from),
      },
    ],
    barLabels: netbacks.map(bare),
    ...(line === undefined
      ? {}
      : { marks: [{ axis: 'x', value: 0, label: message('tenders.lineMark', { value: bare(line) }), role: 'ink', style: 'dashed' }] }),
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
        deck: worded(message(`deck.${book.settings.deck}`, {}, 'inSentence')),
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
            figures: { buyer: words(best.buyer), limits: worded({ list: best.breached, by: 'serial' }, { state: 'breached' }) },
          },
        ]
      : []),
  ];
};

/** A tender with its bids ranked by netback at the chosen deck, the walk-away value, and the effect of each bid. */
export const tenderView = (book: Workbook, stored: StoredTender, rates: DefaultRates): Output<'tenders.get'> => {
  const { tender } = stored;
  const priced = rankBids(book, tender, rates);
  const line = walkAwayFigure(book, tender);
  const level = line && Number(line.value);
  const bids = priced.map((one, i) => bidRow(book, tender, one, one.valued instanceof OrebookError ? undefined : i + 1, level));
  const chart = netbackChart(book, tender, bids, level);
  return {
    tender: tenderRow(book, stored, priced),
    verdict: verdictOf(book, tender, bids, line),
    ...(line ? { line } : {}),
    bids,
    ...(chart ? { chart } : {}),
  };
};
