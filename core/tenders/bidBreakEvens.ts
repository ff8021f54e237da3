import { OrebookError } from '#shared/contract/errors.ts';
import type { Figure } from '#shared/contract/figure.ts';
import type { BidBreakEven, BreakEvenTerm } from '#shared/contract/tenders.ts';
import { type OfftakeContract, termsAt } from '#shared/domain/contract.ts';
import type { FigureMeasure } from '#shared/domain/figureIdentity.ts';
import type { Tender } from '#shared/domain/tender.ts';
import type { Charge, PriceBasis } from '#shared/domain/terms.ts';
import { sumBy } from '#shared/math.ts';
import { message } from '#shared/messages/text.ts';
import { explanation } from '../portfolio/explain.ts';
import { points, share, usdPerDmt, withExplanation } from '../portfolio/figures.ts';
import type { Workbook } from '../portfolio/portfolio.ts';
import { recordOf } from '../portfolio/records.ts';
import { createYielder } from '../yielding.ts';
import { assessBids, bestAdmissibleBid, type PricedBid } from './assessBids.ts';
import { type DefaultRates, identifyBid, valueBid } from './netback.ts';

/** A term of a price with its level and the price at another one. */
type TermChange = {
  readonly term: BreakEvenTerm;
  readonly level: number;
  /** Units of the term for one USD/dmt of netback; 1 by default. */
  readonly perUsd?: number | undefined;
  readonly change: (price: PriceBasis, by: number) => PriceBasis;
};

const chargeLevel = (charge: Charge): number => {
  switch (charge.kind) {
    case 'fixed':
      return charge.amount;
    case 'bricks':
      return sumBy(charge.bricks, (brick) => brick.share * brick.amount);
    default:
      return charge.differential;
  }
};

const raiseCharge = (charge: Charge, by: number): Charge => {
  switch (charge.kind) {
    case 'fixed':
      return { ...charge, amount: charge.amount + by };
    case 'bricks':
      return { ...charge, bricks: charge.bricks.map((brick) => ({ ...brick, amount: brick.amount + by })) };
    default:
      return { ...charge, differential: charge.differential + by };
  }
};

const raisePayable = (price: PriceBasis, by: number): PriceBasis => {
  if (price.basis !== 'payableMetal' && price.basis !== 'percentage') return price;
  return {
    ...price,
    payables: price.payables.map((payable, i) => (i === 0 ? { ...payable, payable: payable.payable + by } : payable)),
  } as PriceBasis;
};

/** Lists the terms of a price that a break-even is solved for. */
const listTermChanges = (price: PriceBasis): readonly TermChange[] => {
  switch (price.basis) {
    case 'payableMetal': {
      const first = price.payables[0];
      return [
        {
          term: 'treatmentCharge',
          level: chargeLevel(price.treatmentCharge),
          change: (bidPrice, by) =>
            bidPrice.basis === 'payableMetal' ? { ...bidPrice, treatmentCharge: raiseCharge(bidPrice.treatmentCharge, by) } : bidPrice,
        },
        ...(first === undefined || first.rule === 'scale'
          ? []
          : [{ term: 'payable' as const, level: first.payable, change: raisePayable }]),
      ];
    }
    case 'percentage':
      return price.payables[0] === undefined ? [] : [{ term: 'payable', level: price.payables[0].payable, change: raisePayable }];
    case 'fixed':
      return [
        {
          term: 'fixedPrice',
          level: price.amount,
          change: (bidPrice, by) => (bidPrice.basis === 'fixed' ? { ...bidPrice, amount: bidPrice.amount + by } : bidPrice),
        },
      ];
    case 'chemical':
      return [
        {
          term: 'margin',
          level: price.margin,
          perUsd: price.tonnesPerTonne,
          change: (bidPrice, by) => (bidPrice.basis === 'chemical' ? { ...bidPrice, margin: bidPrice.margin + by } : bidPrice),
        },
      ];
    default:
      return [
        {
          term: 'premium',
          level: price.premium,
          change: (bidPrice, by) => ('premium' in bidPrice ? { ...bidPrice, premium: bidPrice.premium + by } : bidPrice),
        },
      ];
  }
};

/** USD/dmt; a netback this close to the target equals it. */
const NETBACK_TOLERANCE = 0.005;
/** The smallest distance from the level of a term that is searched, USD/dmt. */
const MIN_REACH = 100;
const MAX_STEPS = 60;

/** Levels between which a break-even is searched: a share up to the whole, money by as much as the whole netback. */
const searchRange = ({ term, level, perUsd = 1 }: TermChange, netback: number): readonly [number, number] => {
  if (term === 'payable') return [0, Math.max(1, level)];
  const reach = perUsd * Math.max(MIN_REACH, Math.abs(netback));
  return [level - reach, level + reach];
};

/**
 * Finds where a monotone function becomes zero between two levels by false position with halved end values (the Illinois method), which
 * needs two steps on a straight line and a bisection's number at a jump. Undefined where it has one sign. Yields between steps.
 */
const findZero = async (
  f: (x: number) => Promise<number>,
  [low, high]: readonly [number, number],
  narrowest: number,
  yieldNow: () => Promise<void>,
): Promise<number | undefined> => {
  let [a, b, fa, fb] = [low, high, await f(low), await f(high)];
  if (Number.isNaN(fa) || Number.isNaN(fb)) return undefined;
  if (Math.abs(fa) < NETBACK_TOLERANCE) return a;
  if (Math.abs(fb) < NETBACK_TOLERANCE) return b;
  if (fa > 0 === fb > 0) return undefined;
  for (let step = 0; step < MAX_STEPS && Math.abs(b - a) > narrowest; step++) {
    await yieldNow();
    // b is the newest point: x = b - f(b) (b - a) / (f(b) - f(a))
    const x = b - (fb * (b - a)) / (fb - fa);
    const fx = await f(x);
    if (Math.abs(fx) < NETBACK_TOLERANCE) return x;
    if (fx > 0 === fb > 0) fa /= 2;
    else [a, fa] = [b, fb];
    [b, fb] = [x, fx];
  }
  return Math.abs(b - a) <= narrowest ? b : undefined;
};

const figureOf = (term: BreakEvenTerm, value: number, extras: Partial<Figure>): Figure =>
  term === 'payable' ? share(value, { decimals: 2, ...extras }) : usdPerDmt(value, { decimals: 2, ...extras });

const changeFigure = (term: BreakEvenTerm, change: number, extras: Partial<Figure>): Figure =>
  term === 'payable' ? points(change, { decimals: 2, ...extras }) : usdPerDmt(change, { decimals: 2, sign: true, ...extras });

const withPrice = (deal: OfftakeContract, change: (price: PriceBasis) => PriceBasis): OfftakeContract => ({
  ...deal,
  terms: deal.terms.map((terms) => ({ ...terms, price: change(terms.price) })),
});

const isBenchmark = ({ terms }: OfftakeContract): boolean => {
  const [first] = terms;
  return first?.price.basis === 'payableMetal' && ['benchmark', 'index'].includes(first.price.treatmentCharge.kind);
};

/**
 * Finds for each priced bid but the best the level of its treatment charge, premium or payable at which its risk-adjusted netback equals
 * that of the best admissible bid, everything else as bid. Without an admissible bid it is compared with the one of the highest value.
 */
export const bidBreakEvens = async (
  book: Workbook,
  tender: Tender,
  rates: DefaultRates,
): Promise<{ readonly best?: { readonly buyer: string; readonly value: Figure }; readonly rows: readonly BidBreakEven[] }> => {
  const assessedBids = await assessBids(book, tender, rates);
  const bestBid = bestAdmissibleBid(assessedBids) ?? assessedBids.priced[0];
  if (bestBid === undefined) return { rows: [] };
  const buyerOf = ({ bid }: PricedBid) => recordOf(book.buyers, bid.deal.buyerId, 'buyer').name;
  const target = bestBid.valued.riskAdjusted;
  const yieldNow = createYielder();
  const rows: BidBreakEven[] = [];
  for (const pricedBid of assessedBids.priced) {
    if (pricedBid === bestBid) continue;
    const { deal } = pricedBid.bid;
    for (const change of listTermChanges(termsAt(deal, deal.start).price)) {
      const netbackAt = async (level: number): Promise<number> => {
        if (level === change.level) return pricedBid.valued.riskAdjusted - target;
        const valuedPlan = await valueBid(
          book,
          withPrice(deal, (price) => change.change(price, level - change.level)),
          rates,
          assessedBids.excludedContracts,
        );
        return valuedPlan instanceof OrebookError ? Number.NaN : valuedPlan.riskAdjusted - target;
      };
      const range = searchRange(change, pricedBid.valued.riskAdjusted);
      await yieldNow();
      const breakEvenLevel = await findZero(netbackAt, range, change.term === 'payable' ? 1e-6 : 1e-3, yieldNow);
      const { term, level } = change;
      const identity = (measure: FigureMeasure) => ({ identity: identifyBid(book, pricedBid.valued, deal, measure, term) });
      const label = message(
        term === 'treatmentCharge' && isBenchmark(deal) ? 'tenders.breakEven.differential' : `tenders.breakEven.${term}`,
      );
      rows.push({
        id: deal.id,
        buyer: buyerOf(pricedBid),
        term,
        label,
        now: figureOf(term, level, identity('bidTerm')),
        from: figureOf(term, range[0], { decimals: 0 }),
        to: figureOf(term, range[1], { decimals: 0 }),
        ...(breakEvenLevel === undefined
          ? {}
          : {
              change: changeFigure(term, breakEvenLevel - level, identity('breakEvenChange')),
              at: withExplanation(
                figureOf(term, breakEvenLevel, identity('breakEven')),
                explanation(
                  [
                    { label: message('tenders.breakEven.now'), amount: level },
                    { label: message('tenders.breakEven.change'), amount: breakEvenLevel - level },
                  ],
                  breakEvenLevel,
                  {
                    title: label,
                    formula: message('tenders.breakEven.formula', {
                      buyer: buyerOf(pricedBid),
                      best: buyerOf(bestBid),
                      value: usdPerDmt(target, { decimals: 2 }),
                      term: { ...label, form: 'inSentence' },
                    }),
                    unit: term === 'payable' ? 'fraction' : 'usdPerDmt',
                    decimals: 2,
                  },
                ),
              ),
            }),
      });
    }
  }
  const identity = identifyBid(book, bestBid.valued, bestBid.bid.deal, 'riskAdjustedNetback');
  return { best: { buyer: buyerOf(bestBid), value: usdPerDmt(target, { decimals: 2, identity }) }, rows };
};
