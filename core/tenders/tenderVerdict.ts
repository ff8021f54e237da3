import { isMaterialDifference } from '#engine';
import { findById } from '#shared/collections.ts';
import { OrebookError } from '#shared/contract/errors.ts';
import type { Figure, Sentence, Verdict } from '#shared/contract/figure.ts';
import type { BidRow } from '#shared/contract/tenders.ts';
import type { OfftakeContract } from '#shared/domain/contract.ts';
import type { Tender } from '#shared/domain/tender.ts';
import { limitRoute } from '#shared/routes.ts';
import { identifyLimit, limitFigure, limitLevel } from '../limits/limitFigures.ts';
import { listLimitObjections } from '../limits/limitObjections.ts';
import { countedYear } from '../portfolio/countedYear.ts';
import { dmtPerYear, labelFigure, month, share, usdPerDmt, words } from '../portfolio/figures.ts';
import { chosenDeck, nameInSentence } from '../portfolio/labels.ts';
import { valueInSteps, type Workbook } from '../portfolio/portfolio.ts';
import { recordOf } from '../portfolio/records.ts';
import { type AssessedBids, bestAdmissibleBid, isAdmissible, type PricedBid } from './assessBids.ts';
import { type DefaultRates, identifyBid } from './netback.ts';

type VerdictInput = {
  readonly book: Workbook;
  readonly tender: Tender;
  readonly assessed: AssessedBids;
  readonly rates: DefaultRates;
  readonly rows: readonly BidRow[];
  readonly walkAway: Figure | undefined;
};

const withTonnesShare = (deal: OfftakeContract, part: number): OfftakeContract => ({
  ...deal,
  terms: deal.terms.map((terms) => ({ ...terms, quantity: { ...terms.quantity, tonnesPerYear: terms.quantity.tonnesPerYear * part } })),
});

const BISECTIONS = 8;

/** The largest share of a bid's tonnes that no limit objects to, to 1/256; 0 where there is none. Bisection: a larger bid moves a limit more. */
const largestAdmissibleShare = async (book: Workbook, deal: OfftakeContract, { excludedContracts }: AssessedBids): Promise<number> => {
  const limitsBefore = book.without(excludedContracts).limits();
  const isAllowed = async (part: number): Promise<boolean> => {
    try {
      const plan = book.withDraft(withTonnesShare(deal, part), undefined, excludedContracts);
      await valueInSteps(plan);
      return plan.problems.size === 0 && listLimitObjections(book.limits, limitsBefore, plan.limits()).length === 0;
    } catch (error) {
      if (error instanceof OrebookError && error.code !== 'CANCELLED') return false;
      throw error;
    }
  };
  let [low, high] = [0, 1];
  for (let step = 0; step < BISECTIONS; step++) {
    const middle = (low + high) / 2;
    if (await isAllowed(middle)) low = middle;
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
const objectionSentence = (input: VerdictInput, pricedBid: PricedBid): readonly Sentence[] => {
  const [first, ...others] = pricedBid.objections;
  if (first === undefined) return [];
  const { book, assessed } = input;
  const { limit, kind, year, before, after } = first;
  const planBefore = book.without(assessed.excludedContracts);
  return [
    {
      key: `tenders.verdict.${kind}.${limit.direction}`,
      figures: {
        buyer: buyerWords(input, pricedBid),
        limit: words(limit.name, { route: limitRoute(limit.id) }),
        value: limitFigure(limit, after, { state: 'breached', identity: identifyLimit(book, pricedBid.valued.drafted.plan, limit, year) }),
        ...(before === undefined ? {} : { before: limitFigure(limit, before, { identity: identifyLimit(book, planBefore, limit, year) }) }),
        level: limitLevel(limit),
        year: labelFigure(countedYear(book, year)),
      },
    },
    ...(others.length > 0
      ? [
          {
            key: 'tenders.verdict.otherLimits',
            figures: {
              limits: labelFigure({ list: others.map((objection) => objection.limit.name), by: 'and' }, { state: 'breached' as const }),
            },
          },
        ]
      : []),
  ];
};

/** What would make a bid admissible: fewer tonnes, or another level of the limits that it breaches. */
const changeSentences = async (input: VerdictInput, pricedBid: PricedBid): Promise<readonly Sentence[]> => {
  const { book, assessed } = input;
  const { deal } = pricedBid.bid;
  const admissibleShare = await largestAdmissibleShare(book, deal, assessed);
  const tonnes = (deal.terms[0]?.quantity.tonnesPerYear ?? 0) * admissibleShare;
  const buyer = buyerWords(input, pricedBid);
  const { limit, after, year } = pricedBid.objections[0]!;
  return [
    admissibleShare > 0
      ? {
          key: 'tenders.verdict.change.tonnes',
          figures: {
            buyer,
            tonnes: dmtPerYear(Math.floor(tonnes)),
            share: share(admissibleShare, { decimals: 0, identity: identifyBid(book, pricedBid.valued, deal, 'admissibleShare') }),
          },
        }
      : { key: 'tenders.verdict.change.noTonnes', figures: { buyer } },
    {
      key: 'tenders.verdict.change.level',
      figures: {
        limit: words(limit.name, { route: limitRoute(limit.id) }),
        level: limitFigure(limit, after, { identity: identifyLimit(book, pricedBid.valued.drafted.plan, limit, year) }),
      },
    },
  ];
};

const bestSentence = (input: VerdictInput, bestBid: PricedBid): Sentence => {
  const { book, assessed } = input;
  const admissibleBids = assessed.priced.filter(isAdmissible);
  const secondBid = admissibleBids[1];
  const figures = {
    buyer: buyerWords(input, bestBid),
    netback: valueFigure(input, bestBid),
    deck: labelFigure(chosenDeck(book, 'inSentence')),
  };
  if (assessed.priced.length === 1) return { key: 'tenders.verdict.only', figures };
  if (secondBid === undefined) return { key: 'tenders.verdict.onlyAdmissible', figures };
  const lead = bestBid.valued.riskAdjusted - secondBid.valued.riskAdjusted;
  const key = isMaterialDifference(bestBid.valued.riskAdjusted, secondBid.valued.riskAdjusted) ? 'best' : 'level';
  const areAllAdmissible = admissibleBids.length === assessed.priced.length;
  return {
    key: `tenders.verdict.${key}${areAllAdmissible ? '' : 'Admissible'}`,
    figures: {
      ...figures,
      ahead: usdPerDmt(lead, {
        between: { value: bestBid.valued.riskAdjusted, from: secondBid.valued.riskAdjusted },
        identity: identifyBid(book, bestBid.valued, bestBid.bid.deal, 'riskAdjustedNetback', `less:${secondBid.bid.deal.id}`),
      }),
      second: buyerWords(input, secondBid),
    },
  };
};

/** The bid of the highest value where it is not the recommended one, and why it is not admissible. */
const highestSentences = (input: VerdictInput, bestBid: PricedBid): readonly Sentence[] => {
  const { book } = input;
  const highestBid = input.assessed.priced[0]!;
  if (highestBid === bestBid) return [];
  const difference = highestBid.valued.riskAdjusted - bestBid.valued.riskAdjusted;
  const isMaterial = isMaterialDifference(highestBid.valued.riskAdjusted, bestBid.valued.riskAdjusted);
  return [
    {
      key: isMaterial ? 'tenders.verdict.higher' : 'tenders.verdict.higherLevel',
      figures: {
        buyer: buyerWords(input, highestBid),
        netback: valueFigure(input, highestBid),
        by: usdPerDmt(difference, {
          between: { value: highestBid.valued.riskAdjusted, from: bestBid.valued.riskAdjusted },
          identity: identifyBid(book, highestBid.valued, highestBid.bid.deal, 'riskAdjustedNetback', `less:${bestBid.bid.deal.id}`),
        }),
      },
    },
    ...objectionSentence(input, highestBid),
  ];
};

/** The bid relative to the walk-away value. The sentence names the bid, as the sentences before it may name another one. */
const walkAwaySentences = (input: VerdictInput, pricedBid: PricedBid): readonly Sentence[] => {
  const { book, walkAway } = input;
  if (walkAway === undefined) return [];
  const [value, level] = [pricedBid.valued.riskAdjusted, Number(walkAway.value)];
  const isAbove = value >= level;
  const identity = identifyBid(book, pricedBid.valued, pricedBid.bid.deal, isAbove ? 'aboveWalkAway' : 'belowWalkAway');
  const values = isAbove ? { value, from: level } : { value: level, from: value };
  return [
    {
      key: isAbove ? 'tenders.verdict.above' : 'tenders.verdict.below',
      figures: {
        buyer: buyerWords(input, pricedBid),
        line: walkAway,
        by: usdPerDmt(values.value - values.from, { between: values, identity }),
      },
    },
  ];
};

/** What the tender offers. */
export const offerSentence = (book: Workbook, tender: Tender): Sentence => {
  const product = recordOf(book.products, tender.productId, 'product');
  return {
    key: 'tenders.verdict.what',
    figures: {
      tonnes: dmtPerYear(tender.tonnesPerYear),
      product: labelFigure(nameInSentence(product), { route: `/products/${product.id}` }),
      start: month(tender.start),
      end: month(tender.end),
    },
  };
};

/** The tender in words: the best admissible bid, the highest one where it is another, and what would change a tender without any. */
export const tenderVerdict = async (input: VerdictInput): Promise<Verdict> => {
  const { book, tender, assessed } = input;
  const offer = offerSentence(book, tender);
  const codes = assessed.excludedContracts.flatMap((id) => findById(book.contracts, id)?.code ?? []);
  const basisSentences =
    codes.length === 0
      ? []
      : [
          {
            key: 'tenders.verdict.basis',
            figures: { plan: words(book.plan().plan.name), contracts: labelFigure({ list: codes, by: 'and' }) },
          },
        ];
  const [highestBid] = assessed.priced;
  if (highestBid === undefined) return [offer, { key: 'tenders.verdict.noBid', figures: {} }, ...basisSentences];
  const bestBid = bestAdmissibleBid(assessed);
  if (bestBid === undefined) {
    return [
      offer,
      { key: 'tenders.verdict.noneAdmissible', figures: { buyer: buyerWords(input, highestBid), netback: valueFigure(input, highestBid) } },
      ...objectionSentence(input, highestBid),
      ...(await changeSentences(input, highestBid)),
      ...walkAwaySentences(input, highestBid),
      ...basisSentences,
    ];
  }
  return [
    offer,
    bestSentence(input, bestBid),
    ...highestSentences(input, bestBid),
    ...walkAwaySentences(input, bestBid),
    ...basisSentences,
  ];
};
