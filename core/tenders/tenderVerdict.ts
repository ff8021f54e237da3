import { isMaterialDifference } from '#engine';
import { OrebookError } from '#shared/contract/errors.ts';
import type { Figure, Sentence, Verdict } from '#shared/contract/figure.ts';
import type { BidRow } from '#shared/contract/tenders.ts';
import type { OfftakeContract } from '#shared/domain/contract.ts';
import type { Tender } from '#shared/domain/tender.ts';
import { limitRoute } from '#shared/routes.ts';
import { identifyLimit, limitFigure, limitLevel } from '../limits/limitFigures.ts';
import { listLimitObjections } from '../limits/limitObjections.ts';
import { dmtPerYear, labelFigure, month, share, usdPerDmt, words, year as yearFigure } from '../portfolio/figures.ts';
import { chosenDeck } from '../portfolio/labels.ts';
import type { Workbook } from '../portfolio/portfolio.ts';
import { recordOf } from '../portfolio/records.ts';
import { type AssessedBids, bestAdmissible, isAdmissible, type PricedBid } from './assessBids.ts';
import { type DefaultRates, identifyBid } from './netback.ts';

type VerdictInput = {
  readonly book: Workbook;
  readonly tender: Tender;
  readonly assessed: AssessedBids;
  readonly rates: DefaultRates;
  readonly rows: readonly BidRow[];
  readonly line: Figure | undefined;
};

const withTonnesShare = (deal: OfftakeContract, part: number): OfftakeContract => ({
  ...deal,
  terms: deal.terms.map((terms) => ({ ...terms, quantity: { ...terms.quantity, tonnesPerYear: terms.quantity.tonnesPerYear * part } })),
});

const BISECTIONS = 8;

/** The largest share of a bid's tonnes that no limit objects to, to 1/256; 0 where there is none. Bisection: a larger bid moves a limit more. */
const largestAdmissibleShare = (book: Workbook, deal: OfftakeContract, { excluded }: AssessedBids): number => {
  const before = book.without(excluded).limits();
  const isAllowed = (part: number): boolean => {
    try {
      const plan = book.withDraft(withTonnesShare(deal, part), undefined, excluded);
      return plan.problems.size === 0 && listLimitObjections(book.limits, before, plan.limits()).length === 0;
    } catch (error) {
      if (error instanceof OrebookError) return false;
      throw error;
    }
  };
  let [low, high] = [0, 1];
  for (let step = 0; step < BISECTIONS; step++) {
    const middle = (low + high) / 2;
    if (isAllowed(middle)) low = middle;
    else high = middle;
  }
  return low;
};

const buyerWords = ({ book, tender }: VerdictInput, { bid: { deal } }: PricedBid): Figure =>
  words(recordOf(book.buyers, deal.buyerId, 'buyer').name, { route: `/contracts/tenders/${tender.id}/bids/${deal.id}` });

const valueFigure = ({ book, rows }: VerdictInput, { bid, valued }: PricedBid): Figure =>
  rows.find(({ id }) => id === bid.deal.id)?.riskAdjusted ??
  usdPerDmt(valued.riskAdjusted, { identity: identifyBid(book, valued, bid.deal, 'riskAdjustedNetback') });

/** Why a bid is not admissible: the first limit with its figure, and how many others there are. */
const objectionSentence = (input: VerdictInput, one: PricedBid): readonly Sentence[] => {
  const [first, ...others] = one.objections;
  if (first === undefined) return [];
  const { book, assessed } = input;
  const { limit, kind, year, before, after } = first;
  const planBefore = book.without(assessed.excluded);
  return [
    {
      key: `tenders.verdict.${kind}.${limit.direction}`,
      figures: {
        buyer: buyerWords(input, one),
        limit: words(limit.name, { route: limitRoute(limit.id) }),
        value: limitFigure(limit, after, { state: 'breached', identity: identifyLimit(book, one.valued.drafted.plan, limit, year) }),
        ...(before === undefined ? {} : { before: limitFigure(limit, before, { identity: identifyLimit(book, planBefore, limit, year) }) }),
        level: limitLevel(limit),
        year: yearFigure(year),
      },
    },
    ...(others.length > 0
      ? [
          {
            key: 'tenders.verdict.otherLimits',
            figures: {
              limits: labelFigure({ list: others.map((other) => other.limit.name), by: 'serial' }, { state: 'breached' as const }),
            },
          },
        ]
      : []),
  ];
};

/** What would make a bid admissible: fewer tonnes, or another level of the limits that it breaches. */
const changeSentences = (input: VerdictInput, one: PricedBid): readonly Sentence[] => {
  const { book, assessed } = input;
  const { deal } = one.bid;
  const part = largestAdmissibleShare(book, deal, assessed);
  const tonnes = (deal.terms[0]?.quantity.tonnesPerYear ?? 0) * part;
  const buyer = buyerWords(input, one);
  const { limit, after, year } = one.objections[0]!;
  return [
    part > 0
      ? {
          key: 'tenders.verdict.change.tonnes',
          figures: {
            buyer,
            tonnes: dmtPerYear(Math.floor(tonnes)),
            share: share(part, { decimals: 0, identity: identifyBid(book, one.valued, deal, 'admissibleShare') }),
          },
        }
      : { key: 'tenders.verdict.change.noTonnes', figures: { buyer } },
    {
      key: 'tenders.verdict.change.level',
      figures: {
        limit: words(limit.name, { route: limitRoute(limit.id) }),
        level: limitFigure(limit, after, { identity: identifyLimit(book, one.valued.drafted.plan, limit, year) }),
      },
    },
  ];
};

const bestSentence = (input: VerdictInput, best: PricedBid): Sentence => {
  const { book, assessed } = input;
  const admissible = assessed.priced.filter(isAdmissible);
  const second = admissible[1];
  const figures = {
    buyer: buyerWords(input, best),
    netback: valueFigure(input, best),
    deck: labelFigure(chosenDeck(book, 'inSentence')),
  };
  if (assessed.priced.length === 1) return { key: 'tenders.verdict.only', figures };
  if (second === undefined) return { key: 'tenders.verdict.onlyAdmissible', figures };
  const ahead = best.valued.riskAdjusted - second.valued.riskAdjusted;
  const key = isMaterialDifference(best.valued.riskAdjusted, second.valued.riskAdjusted) ? 'best' : 'level';
  const isEvery = admissible.length === assessed.priced.length;
  return {
    key: `tenders.verdict.${key}${isEvery ? '' : 'Admissible'}`,
    figures: {
      ...figures,
      ahead: usdPerDmt(ahead, {
        identity: identifyBid(book, best.valued, best.bid.deal, 'riskAdjustedNetback', `less:${second.bid.deal.id}`),
      }),
      second: buyerWords(input, second),
    },
  };
};

/** The bid of the highest value where it is not the recommended one, and why it is not admissible. */
const highestSentences = (input: VerdictInput, best: PricedBid): readonly Sentence[] => {
  const { book } = input;
  const highest = input.assessed.priced[0]!;
  if (highest === best) return [];
  const by = highest.valued.riskAdjusted - best.valued.riskAdjusted;
  const isMaterial = isMaterialDifference(highest.valued.riskAdjusted, best.valued.riskAdjusted);
  return [
    {
      key: isMaterial ? 'tenders.verdict.higher' : 'tenders.verdict.higherLevel',
      figures: {
        buyer: buyerWords(input, highest),
        netback: valueFigure(input, highest),
        by: usdPerDmt(by, {
          identity: identifyBid(book, highest.valued, highest.bid.deal, 'riskAdjustedNetback', `less:${best.bid.deal.id}`),
        }),
      },
    },
    ...objectionSentence(input, highest),
  ];
};

const walkAwaySentences = ({ book, line }: VerdictInput, best: PricedBid): readonly Sentence[] => {
  if (line === undefined) return [];
  const by = best.valued.riskAdjusted - Number(line.value);
  const identity = identifyBid(book, best.valued, best.bid.deal, by >= 0 ? 'aboveWalkAway' : 'belowWalkAway');
  return [
    { key: by >= 0 ? 'tenders.verdict.above' : 'tenders.verdict.below', figures: { line, by: usdPerDmt(Math.abs(by), { identity }) } },
  ];
};

/** The tender in words: the best admissible bid, the highest one where it is another, and what would change a tender without any. */
export const tenderVerdict = (input: VerdictInput): Verdict => {
  const { book, tender, assessed } = input;
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
  const codes = assessed.excluded.flatMap((id) => book.contracts.find((contract) => contract.id === id)?.code ?? []);
  const basis =
    codes.length === 0
      ? []
      : [
          {
            key: 'tenders.verdict.basis',
            figures: { plan: words(book.plan().plan.name), contracts: labelFigure({ list: codes, by: 'serial' }) },
          },
        ];
  const [highest] = assessed.priced;
  if (highest === undefined) return [what, { key: 'tenders.verdict.noBid', figures: {} }, ...basis];
  const best = bestAdmissible(assessed);
  if (best === undefined) {
    return [
      what,
      { key: 'tenders.verdict.noneAdmissible', figures: { buyer: buyerWords(input, highest), netback: valueFigure(input, highest) } },
      ...objectionSentence(input, highest),
      ...changeSentences(input, highest),
      ...walkAwaySentences(input, highest),
      ...basis,
    ];
  }
  return [what, bestSentence(input, best), ...highestSentences(input, best), ...walkAwaySentences(input, best), ...basis];
};
