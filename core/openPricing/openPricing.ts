import {
  createOpenPricing,
  mergeOpenPricingInSteps,
  type OpenDeclaration,
  type OpenDeliveryPrice,
  type OpenPricing as OpenPositions,
} from '#engine';
import type { ParsedInput } from '#shared/contract/contract.ts';
import type { Figure, Message, MessageValue, Verdict } from '#shared/contract/figure.ts';
import type { OpenChoice, OpenDelivered, OpenPricing, OpenReference } from '#shared/contract/openPricing.ts';
import type { FigureMeasure } from '#shared/domain/figureIdentity.ts';
import type { ContractId } from '#shared/domain/ids.ts';
import type { Month } from '#shared/domain/time.ts';
import { sumBy } from '#shared/math.ts';
import { message } from '#shared/messages/text.ts';
import type { Steps } from '#shared/steps.ts';
import { type HandlersOf, memoizePerRevision } from '../context.ts';
import { deckSource, explanation } from '../portfolio/explain.ts';
import { count, dmt, labelFigure, month as monthFigure, usd, usdPerDmt, withExplanation, words } from '../portfolio/figures.ts';
import { referenceLabel } from '../portfolio/labels.ts';
import { type ValuedPlan, valuedWorkbook, type Workbook } from '../portfolio/portfolio.ts';
import { pageOfRows } from '../rowsPage.ts';
import { createYielder, runWithYielding } from '../yielding.ts';
import { amountOf, type ContractAmount, createLookup, explainByContract, type PlanLookup } from './planLookup.ts';
import { priceMovesChart } from './priceMovesChart.ts';

/** Months after the valuation that the page covers. */
const MONTHS_AHEAD = 12;
/** Months after the valuation in which declarations are listed. */
const DECLARATION_MONTHS_AHEAD = 3;

/** Lines of an explanation in the table of references: it has a figure for each reference and month. */
const LINES_OF_CELL = 8;

/** Computes what deliveries of a plan have an open price in the months ahead; calls `yieldNow` between two contracts. */
export const computeOpenPositions = async (
  book: Workbook,
  { portfolio, value }: Pick<ValuedPlan, 'portfolio' | 'value'>,
  monthsAhead: number,
  yieldNow: () => Promise<void>,
): Promise<OpenPositions> => {
  const openPricingOf = createOpenPricing(portfolio, value, book.market, monthsAhead);
  const parts: OpenPositions[] = [];
  for (const entry of portfolio.contracts) {
    parts.push(openPricingOf(entry));
    await yieldNow();
  }
  return runWithYielding(mergeOpenPricingInSteps(parts), yieldNow);
};

function* tonnesFigure(
  lookup: PlanLookup,
  parts: readonly ContractAmount[],
  title: Message,
  identityField: Pick<Figure, 'identity'>,
): Steps<Figure> {
  const total = sumBy(parts, amountOf);
  return withExplanation(
    dmt(total, { decimals: 1, ...identityField }),
    yield* explainByContract(lookup, parts, total, {
      title,
      formula: message('openPricing.tonnes.formula'),
      unit: 'dmt',
      decimals: 1,
      lineLimit: LINES_OF_CELL,
    }),
  );
}

function* moveFigure(
  lookup: PlanLookup,
  parts: readonly ContractAmount[],
  reference: MessageValue,
  identityField: Pick<Figure, 'identity'>,
): Steps<Figure> {
  const total = sumBy(parts, amountOf);
  return withExplanation(
    usd(total, { decimals: 1, ...identityField }),
    yield* explainByContract(lookup, parts, total, {
      title: message('openPricing.onePercent.title', { reference }),
      formula: message('openPricing.onePercent.formula'),
      unit: 'usd',
      decimals: 2,
      sources: [deckSource(lookup.book)],
      lineLimit: LINES_OF_CELL,
    }),
  );
}

/** Deliveries of which fixings are listed between two yields. */
const DELIVERIES_PER_STEP = 500;

type ContractFixing = OpenDeliveryPrice['fixings'][number] & { readonly contractId: ContractId };

function* listReferences(
  lookup: PlanLookup,
  deliveries: readonly OpenDeliveryPrice[],
  months: readonly Month[],
): Steps<readonly OpenReference[]> {
  const byReference = new Map<string, ContractFixing[]>();
  for (let i = 0; i < deliveries.length; i++) {
    const { contractId, fixings } = deliveries[i]!;
    if (i % DELIVERIES_PER_STEP === 0) yield;
    for (const fixing of fixings) {
      const ofReference = byReference.get(fixing.reference) ?? [];
      ofReference.push({ ...fixing, contractId });
      byReference.set(fixing.reference, ofReference);
    }
  }
  const rows: OpenReference[] = [];
  for (const [code, fixings] of byReference) {
    yield;
    const reference = lookup.book.references.get(code);
    if (reference === undefined) continue;
    const { metal, kind } = reference;
    const name = referenceLabel(lookup.book.references, code);
    const byMonth = Map.groupBy(fixings, ({ month }) => month);
    const parts = (rowParts: typeof fixings): ContractAmount[] =>
      rowParts.map(({ contractId, tonnes }) => ({ contractId, amount: tonnes }));
    yield;
    const tonnes: OpenReference['tonnes'][number][] = [];
    for (const month of months) {
      const rowParts = parts(byMonth.get(month) ?? []);
      if (rowParts.length === 0) continue;
      const title = message('openPricing.tonnes.explain', { reference: name, month: monthFigure(month) });
      const identityField = lookup.identify('openTonnes', `reference:${code}`, month);
      tonnes.push({ month, figure: yield* tonnesFigure(lookup, rowParts, title, identityField) });
    }
    const effects = fixings.map(({ contractId, onePercent }) => ({ contractId, amount: onePercent }));
    rows.push({
      reference: reference.code,
      name,
      ...(metal === undefined ? {} : { metal }),
      tonnes,
      total: yield* tonnesFigure(
        lookup,
        parts(fixings),
        message('openPricing.tonnes.explainAll', { reference: name }),
        lookup.identify('openTonnes', `reference:${code}`),
      ),
      ...(kind === 'treatmentCharge'
        ? {}
        : { onePercent: yield* moveFigure(lookup, effects, name, lookup.identify('onePercentMove', `reference:${code}`)) }),
    });
  }
  return rows.sort((a, b) => Math.abs(Number(b.onePercent?.value ?? 0)) - Math.abs(Number(a.onePercent?.value ?? 0)));
}

/** Mark-to-market of a delivery, USD. */
const markOf = ({ tonnes, expected, provisional = expected }: OpenDeliveryPrice): number => tonnes * expected - tonnes * provisional;

const deliveryMark = (delivery: OpenDeliveryPrice, identityField: Pick<Figure, 'identity'>): Figure => {
  const { tonnes, expected, provisional = expected } = delivery;
  const total = markOf(delivery);
  const lines = [
    { label: message('openPricing.mark.final'), amount: tonnes * expected },
    { label: message('openPricing.mark.provisional'), amount: -tonnes * provisional },
  ];
  const spec = {
    title: message('openPricing.mark.title'),
    formula: message('openPricing.mark.formula'),
    unit: 'usd',
    decimals: 2,
  } as const;
  return withExplanation(usd(total, { decimals: 1, sign: true, ...identityField }), explanation(lines, total, spec));
};

function* deliveredRow(lookup: PlanLookup, delivery: OpenDeliveryPrice): Steps<OpenDelivered> {
  const { contractId, month, tonnes, pricing, known: knownMonths, expected, provisional = expected, state } = delivery;
  const deal = lookup.dealOf(contractId);
  const effects = delivery.fixings.map(({ onePercent }) => ({ contractId, amount: onePercent }));
  const identity = (measure: FigureMeasure) => lookup.identify(measure, `contract:${contractId}`, month);
  return {
    ...deal,
    month,
    isRecorded: state === 'recorded',
    tonnes: dmt(tonnes, { decimals: 1, ...(state === 'recorded' ? {} : { origin: 'house' as const }), ...identity('deliveredTonnes') }),
    pricing,
    known: knownMonths,
    provisional: usdPerDmt(provisional, identity('provisionalPrice')),
    expected: usdPerDmt(expected, identity('expectedPrice')),
    markToMarket: deliveryMark(delivery, identity('markToMarket')),
    onePercent: yield* moveFigure(lookup, effects, deal.code, identity('onePercentMove')),
  };
}

/** Mark-to-market of all delivered tonnes, explained by contract; undefined where nothing is invoiced provisionally. */
function* totalMark(lookup: PlanLookup, deliveries: readonly OpenDeliveryPrice[]): Steps<Figure | undefined> {
  const parts = deliveries.flatMap(({ contractId, tonnes, expected, provisional }): ContractAmount[] =>
    provisional === undefined ? [] : [{ contractId, amount: tonnes * (expected - provisional) }],
  );
  yield;
  if (parts.length === 0) return undefined;
  const total = sumBy(parts, amountOf);
  const spec = {
    title: message('openPricing.mark.title'),
    formula: message('openPricing.mark.formula'),
    unit: 'usd',
    decimals: 2,
  } as const;
  return withExplanation(
    usd(total, { decimals: 1, ...lookup.identify('markToMarket') }),
    yield* explainByContract(lookup, parts, total, spec),
  );
}

const declarationRow = (
  { dealOf, identify }: PlanLookup,
  { contractId, holder, delivery, declareBy, tonnes, alternatives, best }: OpenDeclaration,
): OpenChoice => {
  const [firstPeriod, bestPeriod] = [alternatives[0]!, alternatives[best]!];
  const value = tonnes * bestPeriod.expected - tonnes * firstPeriod.expected;
  return {
    ...dealOf(contractId),
    holder,
    delivery,
    declareBy,
    tonnes: dmt(tonnes, { decimals: 1, ...identify('tonnes', `contract:${contractId}`, delivery) }),
    best: bestPeriod.pricing,
    first: firstPeriod.pricing,
    worth: withExplanation(
      usd(value, { decimals: 1, sign: true, ...identify('declarationValue', `contract:${contractId}`, delivery) }),
      explanation(
        [
          { label: message('openPricing.declarations.bestLine'), amount: tonnes * bestPeriod.expected },
          { label: message('openPricing.declarations.firstLine'), amount: -tonnes * firstPeriod.expected },
        ],
        value,
        {
          title: message('openPricing.declarations.worthTitle'),
          formula: message('openPricing.declarations.worthFormula'),
          unit: 'usd',
          decimals: 2,
        },
      ),
    ),
  };
};

function* verdictOf(
  lookup: PlanLookup,
  { deliveries }: OpenPositions,
  { references, markToMarket }: Pick<OpenPricing, 'references' | 'markToMarket'>,
  declarations: readonly OpenDeclaration[],
): Steps<Verdict> {
  const firstDeclaration = declarations[0];
  const buyerToDeclare = firstDeclaration && lookup.dealOf(firstDeclaration.contractId).buyer;
  const declarationSentences: Verdict = firstDeclaration
    ? [
        {
          key: firstDeclaration.holder === 'buyer' ? 'openPricing.verdict.declare' : 'openPricing.verdict.declareOurs',
          figures: {
            count: count(declarations.length),
            buyer: words(buyerToDeclare!, { route: `/contracts/${firstDeclaration.contractId}` }),
            month: monthFigure(firstDeclaration.declareBy),
          },
        },
      ]
    : [];
  if (deliveries.length === 0) return [{ key: 'openPricing.verdict.none', figures: {} }, ...declarationSentences];
  function* valueOfDeliveries(ofDeliveries: readonly OpenDeliveryPrice[], subject?: string): Steps<Figure> {
    yield;
    const parts = ofDeliveries.map(({ contractId, tonnes, expected }) => ({ contractId, amount: tonnes * expected }));
    const total = sumBy(parts, amountOf);
    return withExplanation(
      usd(total, { decimals: 0, ...lookup.identify('openValue', subject) }),
      yield* explainByContract(lookup, parts, total, {
        title: message('openPricing.mark.final'),
        formula: message('openPricing.mark.formula'),
        unit: 'usd',
        decimals: 1,
        sources: [deckSource(lookup.book)],
      }),
    );
  }
  const totalMove = sumBy(references, ({ onePercent }) => Number(onePercent?.value ?? 0));
  const largestReference = references[0];
  const markValue = Number(markToMarket?.value ?? 0);
  return [
    {
      key: 'openPricing.verdict.worth',
      figures: {
        worth: yield* valueOfDeliveries(deliveries),
        delivered: yield* valueOfDeliveries(
          deliveries.filter(({ state }) => state !== 'due'),
          'deliveries:delivered',
        ),
        move: withExplanation(
          usd(totalMove, { decimals: 1, ...lookup.identify('onePercentMove') }),
          explanation(
            references.map(({ name, onePercent }) => ({ label: message('line.member', { name }), amount: Number(onePercent?.value ?? 0) })),
            totalMove,
            {
              title: message('openPricing.moves.title'),
              formula: message('openPricing.onePercent.formula'),
              unit: 'usd',
              decimals: 2,
            },
          ),
        ),
      },
    },
    ...(markToMarket === undefined || markValue === 0
      ? []
      : markValue > 0
        ? [{ key: 'openPricing.verdict.above', figures: { gain: markToMarket } }]
        : [
            {
              key: 'openPricing.verdict.below',
              figures: { loss: { ...markToMarket, value: -markValue, ...lookup.identify('markToMarketLoss') } },
            },
          ]),
    ...(largestReference?.onePercent === undefined
      ? []
      : [
          {
            key: 'openPricing.verdict.largest',
            figures: {
              reference: labelFigure(largestReference.name, { route: `/market?reference=${largestReference.reference}` }),
              move: largestReference.onePercent,
            },
          },
        ]),
    ...declarationSentences,
  ];
}

/** The open positions of the chosen plan over the months of the page. */
const openPositions = memoizePerRevision(async (ctx) => {
  const book = await valuedWorkbook(ctx);
  return computeOpenPositions(book, book.plan(), MONTHS_AHEAD, createYielder());
});

const computeOpenPricing = async (
  book: Workbook,
  positions: OpenPositions,
  { firstDelivered, firstDeclaration }: ParsedInput<'openPricing.get'>,
): Promise<OpenPricing> => {
  const yieldNow = createYielder();
  const lookup = createLookup(book, book.plan());
  const months = Array.from({ length: MONTHS_AHEAD }, (_, i) => book.valuationMonth + 1 + i);
  await yieldNow();
  const references = await runWithYielding(listReferences(lookup, positions.deliveries, months), yieldNow);
  const markToMarket = await runWithYielding(totalMark(lookup, positions.deliveries), yieldNow);
  const declarations = positions.declarations.filter(({ declareBy }) => declareBy <= book.valuationMonth + DECLARATION_MONTHS_AHEAD);
  await yieldNow();
  const identifyMove = (subject: string) => lookup.identify('onePercentMove', subject).identity;
  const moves = await runWithYielding(priceMovesChart(book, positions.deliveries, months, identifyMove), yieldNow);
  await yieldNow();
  const verdict = await runWithYielding(verdictOf(lookup, positions, { references, markToMarket }, declarations), yieldNow);
  await yieldNow();
  const deliveredRows = positions.deliveries
    .filter(({ state }) => state !== 'due')
    .map((delivery) => ({ delivery, mark: Math.abs(markOf(delivery)) }))
    .sort((a, b) => b.mark - a.mark);
  const deliveredPage = pageOfRows(deliveredRows, firstDelivered);
  const declarationsPage = pageOfRows(declarations, firstDeclaration);
  const deliveredRowsOfPage: OpenDelivered[] = [];
  for (const { delivery } of deliveredPage.rows) deliveredRowsOfPage.push(await runWithYielding(deliveredRow(lookup, delivery), yieldNow));
  return {
    verdict,
    months,
    references,
    ...(moves === undefined ? {} : { moves }),
    delivered: deliveredRowsOfPage,
    deliveredPage: deliveredPage.page,
    ...(markToMarket === undefined ? {} : { markToMarket }),
    declarations: declarationsPage.rows.map((declaration) => declarationRow(lookup, declaration)),
    declarationsPage: declarationsPage.page,
  };
};

export const openPricingHandlers: HandlersOf<'openPricing'> = {
  'openPricing.get': async (input, ctx) => computeOpenPricing(await valuedWorkbook(ctx), await openPositions(ctx), input),
};
