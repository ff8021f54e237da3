import type { ClauseTimeValues } from '#engine';
import { findById } from '#shared/collections.ts';
import type { BarsChart } from '#shared/contract/charts.ts';
import type { Output } from '#shared/contract/contract.ts';
import { OrebookError } from '#shared/contract/errors.ts';
import type { Amount, Explanation, Figure, Message } from '#shared/contract/figure.ts';
import type { BidRow, LimitObjectionRow, TenderRow } from '#shared/contract/tenders.ts';
import { type OfftakeContract, termsAt } from '#shared/domain/contract.ts';
import type { FigureIdentity, FigureMeasure } from '#shared/domain/figureIdentity.ts';
import type { ContractId } from '#shared/domain/ids.ts';
import type { Bid, Tender, TenderHead } from '#shared/domain/tender.ts';
import { sumBy } from '#shared/math.ts';
import { message } from '#shared/messages/text.ts';
import type { Steps } from '#shared/steps.ts';
import { clauseLabel } from '../contracts/contractClauses.ts';
import { destinationOf } from '../contracts/contractRows.ts';
import { quotationMessage } from '../contracts/dealSentence.ts';
import { valueDraftOrError } from '../contracts/draftedContract.ts';
import { chinaShareChange, computeEffect } from '../effect/effect.ts';
import { identifyLimit, limitFigure, limitLevel } from '../limits/limitFigures.ts';
import type { LimitObjection } from '../limits/limitObjections.ts';
import { contractReferences, explanation, lineMessage, priceSources } from '../portfolio/explain.ts';
import { identifyInPlan } from '../portfolio/figureIdentity.ts';
import { count, emptyFigure, labelFigure, share, usdPerDmt, withExplanation, words } from '../portfolio/figures.ts';
import { type ValuedPlan, valueInSteps, type Workbook } from '../portfolio/portfolio.ts';
import { problemMessage } from '../portfolio/problems.ts';
import { recordOf } from '../portfolio/records.ts';
import { createYielder, runWithYielding } from '../yielding.ts';
import { type AssessedBids, assessBids, bestAdmissibleBid, listAcceptedContracts, type PricedBid } from './assessBids.ts';
import { type BidLine, type DefaultRates, defaultProbability, identifyBid, priceLines, spotNetback, type ValuedBid } from './netback.ts';
import { offerSentence, tenderVerdict } from './tenderVerdict.ts';

type StoredTender = { readonly tender: Tender; readonly version: number };

const tenderHead = ({ bids: _bids, ...head }: Tender): TenderHead => head;

type BidFigure = {
  readonly title: Message;
  readonly formula: Message;
  readonly lines: readonly BidLine[];
  readonly more?: Partial<Figure>;
  readonly sources?: Explanation['sources'];
};

/** A figure of a bid in USD/dmt with its lines. */
const bidFigure = (amount: number, { title, formula, lines, more = {}, sources = [] }: BidFigure): Figure =>
  withExplanation(usdPerDmt(amount, more), explanation(lines, amount, { title, formula, unit: 'usdPerDmt', decimals: 2, sources }));

const clauseLineLabel = (key: ClauseTimeValues['lines'][number]['key'], deal: OfftakeContract): Message =>
  key === 'together' ? message('tenders.together') : clauseLabel(key, termsAt(deal, deal.start));

/** What uncertain prices add to a tonne through the clauses of a valued deal, explained by clause. */
export const clausesFigure = ({ clauses }: Pick<ValuedBid, 'clauses'>, deal: OfftakeContract, identity: FigureIdentity): Figure =>
  bidFigure(clauses.total, {
    title: message('tenders.clauses'),
    formula: message('tenders.clausesFormula'),
    lines: clauses.lines.map(({ key, value }) => ({ label: clauseLineLabel(key, deal), amount: value })),
    more: { decimals: 2, sign: true, identity },
  });

/** The figures of a bid, each explained; the risk-adjusted netback is the sum of netback, clauses and credit. */
const bidFigures = (book: Workbook, { bid: { deal }, valued }: PricedBid, rates: DefaultRates) => {
  const { netback, clauses, riskAdjusted } = valued;
  const identity = (measure: FigureMeasure) => ({ identity: identifyBid(book, valued, deal, measure) });
  const [price, timing] = netback.lines;
  const buyer = recordOf(book.buyers, deal.buyerId, 'buyer');
  const rate = share(book.settings.discountRate, { decimals: 0 });
  const sources = priceSources(book, contractReferences(deal), deal.start, deal.end);
  const signedFormat = { decimals: 2, sign: true };
  return {
    riskAdjusted: bidFigure(riskAdjusted, {
      title: message('tenders.riskAdjusted'),
      more: identity('riskAdjustedNetback'),
      formula: message('tenders.riskAdjustedFormula'),
      lines: [
        { label: message('tenders.netback'), amount: netback.total },
        { label: message('tenders.clauses'), amount: clauses.total },
        { label: message('tenders.credit'), amount: -netback.creditLoss },
      ],
      sources,
    }),
    netback: bidFigure(netback.total, {
      title: message('tenders.netback'),
      more: identity('netback'),
      formula: message('tenders.netbackFormula', { rate }),
      lines: netback.lines.slice(0, -1).map(({ label, amount }) => ({ label: lineMessage(label), amount })),
      sources,
    }),
    price: bidFigure(price!.amount, {
      title: message('tenders.price'),
      more: identity('netbackPrice'),
      formula: message('tenders.priceFormula', { rate }),
      lines: priceLines(book, valued, deal),
      sources,
    }),
    timing: bidFigure(timing!.amount, {
      title: message('tenders.timing'),
      formula: message('tenders.timingFormula', { rate }),
      lines: [
        { label: message('tenders.presentValue'), amount: netback.total },
        { label: message('tenders.lessPrice'), amount: -price!.amount },
      ],
      more: { ...signedFormat, ...identity('netbackTiming') },
    }),
    clauses: clausesFigure(valued, deal, identifyBid(book, valued, deal, 'netbackClauses')),
    credit: bidFigure(-netback.creditLoss, {
      title: message('tenders.credit'),
      formula: message('tenders.creditFormula', {
        rating: message('tenders.rating', { rating: buyer.rating }),
        rate: share(defaultProbability(buyer, rates), { decimals: 2 }),
      }),
      lines: [],
      more: { ...signedFormat, ...identity('netbackCredit') },
    }),
  };
};

/** The walk-away value: the entered one, else the spot value of the tonnes. */
const walkAwayFigure = (book: Workbook, tender: Tender, excludedContracts: readonly ContractId[]): Figure | undefined => {
  const identity = identifyInPlan(book, book.plan(), 'walkAway', { subject: `tender:${tender.id}` });
  if (tender.walkAway !== undefined) return usdPerDmt(tender.walkAway, { origin: 'user', identity });
  const spotValue = spotNetback(book, tender, excludedContracts);
  if (spotValue === undefined) return undefined;
  const explanation: Explanation = {
    title: message('tenders.spotLine'),
    formula: message('tenders.spotLineFormula', { plan: book.plan().plan.name }),
    lines: [],
    total: { label: message('common.total'), amount: spotValue, unit: 'usdPerDmt', decimals: 2 },
    sources: [],
  };
  return withExplanation(usdPerDmt(spotValue, { origin: 'house', identity }), explanation);
};

const objectionRow = (
  book: Workbook,
  [planBefore, planAfter]: readonly [ValuedPlan, ValuedPlan],
  { limit, kind, year, before, after }: LimitObjection,
): LimitObjectionRow => ({
  id: limit.id,
  name: limit.name,
  kind,
  direction: limit.direction,
  year,
  value: limitFigure(limit, after, { state: 'breached', identity: identifyLimit(book, planAfter, limit, year) }),
  before: before === undefined ? emptyFigure() : limitFigure(limit, before, { identity: identifyLimit(book, planBefore, limit, year) }),
  level: limitLevel(limit),
});

/** The facts of a bid that its value does not change. */
const bidHead = (book: Workbook, { deal, contractId }: Bid): Omit<BidRow, 'objections' | 'curedLimits'> => {
  const buyer = recordOf(book.buyers, deal.buyerId, 'buyer');
  const terms = termsAt(deal, deal.start);
  const contract = contractId === undefined ? undefined : findById(book.contracts, contractId);
  return {
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
};

/** A bid without its values. */
const unvaluedBid = (book: Workbook, bid: Bid): BidRow => ({ ...bidHead(book, bid), objections: [], curedLimits: [] });

/** The workbook, the plan and the walk-away value that a tender's bids are compared with. */
type BidContext = {
  readonly book: Workbook;
  readonly rates: DefaultRates;
  /** The chosen plan without the contracts of accepted bids. */
  readonly planBefore: ValuedPlan;
  /** The walk-away value, USD/dmt. */
  readonly walkAway: number | undefined;
};

function* bidRow({ book, rates, planBefore, walkAway }: BidContext, pricedBid: PricedBid, rank: number): Steps<BidRow> {
  const planAfter = pricedBid.valued.drafted.plan;
  const figures = bidFigures(book, pricedBid, rates);
  yield;
  const chinaShare = yield* chinaShareChange(book, planBefore, planAfter);
  yield;
  return {
    ...bidHead(book, pricedBid.bid),
    rank,
    ...figures,
    ...(walkAway === undefined
      ? {}
      : {
          aboveLine: usdPerDmt(pricedBid.valued.riskAdjusted - walkAway, {
            sign: true,
            between: { value: pricedBid.valued.riskAdjusted, from: walkAway },
            identity: identifyBid(book, pricedBid.valued, pricedBid.bid.deal, 'aboveWalkAway'),
          }),
        }),
    chinaShare,
    objections: pricedBid.objections.map((objection) => objectionRow(book, [planBefore, planAfter], objection)),
    curedLimits: pricedBid.curedLimits.map(({ name }) => name),
  };
}

/** What signing a bid changes in the chosen plan without the contracts of accepted bids. */
export const bidEffect = async (book: Workbook, tender: Tender, { deal }: Bid): Promise<Output<'tenders.effect'>> => {
  const buyer = recordOf(book.buyers, deal.buyerId, 'buyer').name;
  const excludedIds = listAcceptedContracts(book, tender);
  const drafted = await valueDraftOrError(book, deal, excludedIds);
  if (drafted instanceof OrebookError) return { buyer, problem: problemMessage(drafted, book.references) };
  const planBefore = book.without(excludedIds);
  await valueInSteps(planBefore);
  return { buyer, effect: await computeEffect(book, drafted.product, planBefore, drafted.plan) };
};

/** A tender, without its best bid where its bids are not assessed. */
const tenderRow = (book: Workbook, { tender, version }: StoredTender, bestBid?: Pick<TenderRow, 'best' | 'bestBuyer'>): TenderRow => {
  const product = recordOf(book.products, tender.productId, 'product');
  return {
    head: tenderHead(tender),
    version,
    product: product.name,
    metal: product.metal,
    bids: tender.bids.length,
    ...bestBid,
    accepted: tender.bids.flatMap(({ contractId }) => {
      const code = contractId === undefined ? undefined : findById(book.contracts, contractId)?.code;
      return code === undefined ? [] : [code];
    }),
  };
};

const bestOf = (book: Workbook, assessedBids: AssessedBids, rates: DefaultRates): Pick<TenderRow, 'best' | 'bestBuyer'> => {
  const bestBid = bestAdmissibleBid(assessedBids);
  if (bestBid === undefined) return {};
  return {
    best: bidFigures(book, bestBid, rates).riskAdjusted,
    bestBuyer: recordOf(book.buyers, bestBid.bid.deal.buyerId, 'buyer').name,
  };
};

/** Lists the tenders, each with its best admissible bid. */
export const listTenderRows = async (
  book: Workbook,
  storedTenders: readonly StoredTender[],
  rates: DefaultRates,
): Promise<Output<'tenders.list'>> => {
  const rows: TenderRow[] = [];
  for (const storedTender of storedTenders)
    rows.push(tenderRow(book, storedTender, bestOf(book, await assessBids(book, storedTender.tender, rates), rates)));
  const openTenders = rows.filter(({ accepted }) => accepted.length === 0);
  const nextDue = openTenders.find(({ head }) => head.due >= book.settings.valuationDate);
  return {
    verdict: [
      rows.length === 0
        ? { key: 'tenders.verdict.none', figures: {} }
        : {
            key: 'tenders.verdict.list',
            figures: { count: count(openTenders.length), bids: count(sumBy(openTenders, ({ bids }) => bids)) },
          },
      ...(nextDue
        ? [
            {
              key: 'tenders.verdict.due',
              figures: {
                name: words(nextDue.head.name, { route: `/contracts/tenders/${nextDue.head.id}` }),
                date: labelFigure({ value: nextDue.head.due, unit: 'date' }),
              },
            },
          ]
        : []),
    ],
    rows,
  };
};

/** Each bid's risk-adjusted netback relative to the walk-away value or, without one, to the best bid; labelled with the netback. */
const netbackChart = (book: Workbook, tender: Tender, rows: readonly BidRow[], walkAway: number | undefined): BarsChart | undefined => {
  const pricedRows = rows.filter(({ riskAdjusted }) => riskAdjusted !== undefined);
  if (pricedRows.length === 0) return undefined;
  const { metal } = recordOf(book.products, tender.productId, 'product');
  const netbacks = pricedRows.map(({ riskAdjusted }) => Number(riskAdjusted?.value));
  const reference = walkAway ?? netbacks[0]!;
  const withoutUnit = (value: number): Amount => ({ value, unit: 'usdPerDmt', decimals: 1, withoutUnit: true });
  return {
    kind: 'bars',
    title: message(walkAway === undefined ? 'tenders.pictureBest' : 'tenders.picture'),
    summary: message(walkAway === undefined ? 'tenders.pictureBestSummary' : 'tenders.pictureSummary', {
      best: pricedRows[0]!.buyer,
      value: withoutUnit(netbacks[0]!),
      count: netbacks.length,
      above: netbacks.filter((value) => value >= reference).length,
      line: withoutUnit(reference),
    }),
    unit: 'usdPerDmt',
    decimals: 1,
    horizontal: true,
    stacked: false,
    categories: pricedRows.map(({ buyer }) => ({ label: { name: buyer } })),
    series: [
      {
        label: message(walkAway === undefined ? 'tenders.pictureBest' : 'tenders.picture'),
        role: `metal.${metal}`,
        fill: 'solid',
        values: netbacks.map((value) => value - reference),
        identity: pricedRows.map(({ riskAdjusted }) =>
          riskAdjusted?.identity ? { ...riskAdjusted.identity, measure: walkAway === undefined ? 'overBestBid' : 'aboveWalkAway' } : null,
        ),
      },
    ],
    barLabels: netbacks.map(withoutUnit),
    ...(walkAway === undefined
      ? {}
      : {
          marks: [
            { axis: 'x', value: 0, label: message('tenders.lineMark', { value: withoutUnit(walkAway) }), role: 'ink', style: 'dashed' },
          ],
        }),
  };
};

/** A tender and its bids as they are stored, which takes no valuation. */
export const tenderTerms = (book: Workbook, storedTender: StoredTender): Output<'tenders.terms'> => ({
  tender: tenderRow(book, storedTender),
  verdict: [offerSentence(book, storedTender.tender)],
  bids: storedTender.tender.bids.map((bid) => unvaluedBid(book, bid)),
});

/** A tender with its bids ranked by risk-adjusted netback at the chosen deck, the walk-away value, and the effect of each bid. */
export const tenderView = async (book: Workbook, storedTender: StoredTender, rates: DefaultRates): Promise<Output<'tenders.get'>> => {
  const { tender } = storedTender;
  const assessedBids = await assessBids(book, tender, rates);
  const walkAway = walkAwayFigure(book, tender, assessedBids.excludedContracts);
  const walkAwayValue = walkAway && Number(walkAway.value);
  const planBefore = book.without(assessedBids.excludedContracts);
  await valueInSteps(planBefore);
  const context = { book, rates, planBefore, walkAway: walkAwayValue };
  const yieldNow = createYielder();
  const pricedRows: BidRow[] = [];
  for (const [i, pricedBid] of assessedBids.priced.entries()) {
    pricedRows.push(await runWithYielding(bidRow(context, pricedBid, i + 1), yieldNow));
    await yieldNow();
  }
  const bids = [
    ...pricedRows,
    ...assessedBids.unpriced.map(
      ({ bid, problem }): BidRow => ({ ...unvaluedBid(book, bid), problem: problemMessage(problem, book.references) }),
    ),
  ];
  const chart = netbackChart(book, tender, bids, walkAwayValue);
  const recommended = bestAdmissibleBid(assessedBids)?.bid.deal.id;
  return {
    tender: tenderRow(book, storedTender, bestOf(book, assessedBids, rates)),
    verdict: await tenderVerdict({ book, tender, assessed: assessedBids, rates, rows: bids, walkAway }),
    ...(walkAway ? { walkAway } : {}),
    ...(recommended === undefined ? {} : { recommended }),
    bids,
    ...(chart ? { chart } : {}),
  };
};
