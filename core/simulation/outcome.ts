import { type PortfolioValue, type RunResult, type ShortfallComponents, type SimulationRequest, valuePortfolioInSteps } from '#engine';
import type { BarsChart } from '#shared/contract/charts.ts';
import type { Explanation, Figure, Label, TableIdentities, Verdict } from '#shared/contract/figure.ts';
import type { SimulatedContract, SimulatedSpread, SimulationOutcome } from '#shared/contract/simulation.ts';
import type { FigureIdentity, FigureMeasure } from '#shared/domain/figureIdentity.ts';
import { sum, sumBy } from '#shared/math.ts';
import { message } from '#shared/messages/text.ts';
import { closedMarkets } from '../portfolio/closedMarkets.ts';
import { contractEntry, contractValue } from '../portfolio/contractValues.ts';
import { deckSource, explanation } from '../portfolio/explain.ts';
import { identityOfPart } from '../portfolio/figureIdentity.ts';
import { count, labelFigure, share, usd, withExplanation, year } from '../portfolio/figures.ts';
import { contractCode, referenceLabel } from '../portfolio/labels.ts';
import type { Workbook } from '../portfolio/portfolio.ts';
import { spotLines } from '../portfolio/spotLines.ts';
import { runWithYielding, yieldIfDue } from '../yielding.ts';
import type { PreparedRun } from './request.ts';
import { revenueTargets, shareBelow } from './revenueTargets.ts';
import { type IdentifyInRun, identifyPrepared } from './runIdentity.ts';
import {
  cashFan,
  deterministicIdentity,
  planDistribution,
  priceFans,
  revenueFan,
  tonnesFan,
  yearDistributionsInSteps,
} from './simulationCharts.ts';

/** Paths listed for replay: the worst ones, and those at quantiles of net revenue. */
const WORST_PATHS = 20;
const TYPICAL_PROBABILITIES = [0.05, 0.25, 0.5, 0.75, 0.95] as const;

const spreads = (book: Workbook, result: RunResult, value: PortfolioValue) => {
  const targets = revenueTargets(book, result.years, value.revenue);
  const years = result.years.map((of, y) => ({
    year: of,
    ...result.byYear[y]!,
    deterministic: value.revenue[y] ?? 0,
    target: targets[y]!,
    missed: shareBelow(result.netRevenue[y]!, targets[y]!),
  }));
  const target = sum(targets);
  const total: SimulatedSpread = {
    ...result.total,
    deterministic: sum(value.revenue),
    target,
    missed: shareBelow(result.netRevenueTotal, target),
  };
  return { years, total };
};

const contractsOf = (
  book: Workbook,
  { portfolio }: SimulationRequest,
  result: RunResult,
  value: PortfolioValue,
  components: ShortfallComponents,
): SimulatedContract[] =>
  result.contracts.flatMap(({ contractId, revenue, means }, c): SimulatedContract[] => {
    const entry = contractEntry({ portfolio }, contractId);
    const product = entry && portfolio.products.find(({ id }) => id === entry.contract.productId);
    if (entry === undefined || product === undefined) return [];
    return [
      {
        contractId,
        code: entry.contract.code,
        buyer: book.buyers.get(entry.buyer.id)?.name ?? entry.buyer.id,
        metal: product.metal,
        mean: revenue.total,
        sd: revenue.totalSd,
        deterministic: sum(contractValue({ value }, contractId)?.revenue ?? []),
        shortfall: components.contracts[c]?.amount ?? 0,
        called: means.called,
        delivered: means.delivered,
        refused: means.refused,
        deferred: means.deferred,
        deficiency: means.deficiency,
        defaults: means.defaults,
        refusals: means.refusals,
        deferrals: means.deferrals,
        renegotiations: means.renegotiations,
      },
    ];
  });

const partsOf = (book: Workbook, components: ShortfallComponents, shortfall: number): SimulationOutcome['shortfallBy'] => {
  const part = <Id>(name: (id: Id) => Label) => {
    return ({ id, amount }: { readonly id: Id; readonly amount: number }) => ({
      id,
      name: name(id),
      amount,
      share: shortfall > 0 ? amount / shortfall : 0,
    });
  };
  const sortByAmount = <T extends { readonly amount: number }>(parts: readonly T[]): T[] => parts.toSorted((a, b) => b.amount - a.amount);
  return {
    contracts: sortByAmount(components.contracts.map(part((id) => ({ name: contractCode(book, id) })))).map(
      ({ id: contractId, ...rest }) => ({
        contractId,
        ...rest,
      }),
    ),
    spot: sortByAmount(components.spot.map(part((id) => message('simulation.spotOf', { product: book.products.get(id)?.name ?? id })))).map(
      ({ id: _id, ...rest }) => rest,
    ),
    buyers: sortByAmount(components.buyers.map(part((id) => ({ name: book.buyers.get(id)?.name ?? id })))).map(
      ({ id: buyerId, ...rest }) => ({
        buyerId,
        ...rest,
      }),
    ),
    metals: sortByAmount(components.metals.map(part((id) => message(`metal.${id}`)))).map(({ id: metal, ...rest }) => ({ metal, ...rest })),
    zones: sortByAmount(components.zones.map(part((id) => message(`zone.${id}`)))).map(({ id: zone, ...rest }) => ({ zone, ...rest })),
  };
};

/** Sorts paths by net revenue, lowest first. */
const rankPaths = ({ netRevenueTotal }: RunResult) =>
  [...netRevenueTotal.keys()].sort((a, b) => netRevenueTotal[a]! - netRevenueTotal[b]! || a - b);

/** Returns the identity of a figure of a run, which contains the digest of its result. */
type IdentifyOutcome = (measure: FigureMeasure, part?: string) => { readonly identity: FigureIdentity };

/** Identities of the estimates of a run: over the plan and by year, by contract, the parts of its shortfall, and single paths. */
const identitiesOf = (identify: IdentifyInRun): TableIdentities => {
  const columns = {
    mean: identify('pathMean'),
    sd: identify('pathDeviation'),
    quantiles: identify('netRevenue'),
    tailMean: identify('tailMean'),
    shortfall: identify('expectedShortfall'),
    atRisk: identify('revenueAtRisk'),
    deterministic: deterministicIdentity(identify('netRevenue')),
    target: identify('target'),
    missed: identify('missedShare'),
  };
  /** Of a record that the row names. */
  const ofRow = (measure: FigureMeasure) => {
    const { subject: _subject, ...identity } = identify(measure, { subject: '' });
    return identity;
  };
  const parts = { amount: ofRow('expectedShortfall'), share: ofRow('shortfallShare') };
  const path = { columns: { netRevenue: ofRow('netRevenue') }, rowSubject: 'path', rowId: 'path' } as const;
  return {
    total: { columns },
    years: { columns, rowPeriod: 'year' },
    contracts: {
      columns: { mean: ofRow('pathMean'), sd: ofRow('pathDeviation'), shortfall: ofRow('expectedShortfall'), delivered: ofRow('tonnes') },
      rowSubject: 'contract',
      rowId: 'contractId',
    },
    'shortfallBy.contracts': { columns: parts, rowSubject: 'contract', rowId: 'contractId' },
    'shortfallBy.buyers': { columns: parts, rowSubject: 'buyer', rowId: 'buyerId' },
    worst: path,
    typical: path,
  };
};

const verdictOf = (
  book: Workbook,
  result: RunResult,
  total: SimulatedSpread,
  parts: SimulationOutcome['shortfallBy'],
  events: SimulationOutcome['events'],
  identify: IdentifyOutcome,
): Verdict => {
  const horizon = book.settings.horizonYear;
  const sources = [deckSource(book)];
  const explainFigure = (
    figure: Figure,
    lines: Parameters<typeof explanation>[0],
    title: Explanation['title'],
    formula: Explanation['formula'],
  ) =>
    withExplanation(
      figure,
      explanation(lines, Number(figure.value), { title, formula, unit: figure.unit, decimals: figure.decimals, sources }),
    );
  const { mean, tailMean, shortfall, missed } = total;
  const contracts = sum(result.contracts.map(({ revenue }) => revenue.total.value));
  const damages = sumBy(result.contracts, ({ means }) => means.damages);
  const meanFigure = explainFigure(
    usd(mean.value, identify('pathMean')),
    [
      { label: message('simulation.explain.contracts'), amount: contracts - damages },
      { label: message('line.damages'), amount: damages },
      ...spotLines(mean.value - contracts, {
        depth: sumBy(result.products, ({ means }) => means.depthLoss),
        queue: sumBy(result.products, ({ means }) => means.queueLoss),
        reroute: sumBy(result.products, ({ means }) => means.rerouteLoss),
      }),
    ],
    message('simulation.explain.mean'),
    message('simulation.explain.meanFormula', { year: horizon, error: usd(mean.error) }),
  );
  const tailFigure = explainFigure(
    usd(tailMean.value, identify('tailMean')),
    [{ label: message('simulation.explain.tail'), amount: tailMean.value }],
    message('simulation.explain.tail'),
    message('simulation.explain.tailFormula', { year: horizon, error: usd(tailMean.error) }),
  );
  const shortfallFigure = explainFigure(
    usd(shortfall.value, identify('expectedShortfall')),
    [
      { label: message('simulation.explain.mean'), amount: mean.value },
      { label: message('simulation.explain.lessTail'), amount: -tailMean.value },
    ],
    message('simulation.explain.shortfall'),
    message('simulation.explain.shortfallFormula', { error: usd(shortfall.error) }),
  );
  const shareOfPaths = (
    label: Explanation['title'],
    part: number,
    title: Explanation['title'],
    formula: Explanation['formula'],
    measure: FigureMeasure,
  ): Figure =>
    withExplanation(share(part, { decimals: 0, ...identify(measure) }), {
      title,
      formula,
      lines: [
        { label, amount: Math.round(part * result.paths), unit: 'count', decimals: 0 },
        { label: message('simulation.explain.paths'), amount: result.paths, unit: 'count', decimals: 0 },
      ],
      total: { label: message('overview.explain.share'), amount: part, unit: 'fraction', decimals: 1 },
      sources,
    });
  const [largestPart] = [...parts.contracts, ...parts.spot].toSorted((a, b) => b.amount - a.amount);
  const defaultShare = events.find(({ kind }) => kind === 'defaults')?.any ?? 0;
  return [
    {
      key: 'simulation.verdict.spread',
      figures: { paths: count(result.paths), year: year(horizon), mean: meanFigure, tail: tailFigure, shortfall: shortfallFigure },
    },
    {
      key: 'simulation.verdict.miss',
      figures: {
        target: usd(total.target, identify('target')),
        missed: shareOfPaths(
          message('simulation.explain.below'),
          missed.value,
          message('simulation.explain.missed'),
          message('simulation.explain.missedFormula', {
            year: horizon,
            target: usd(total.target),
            error: share(missed.error),
          }),
          'missedShare',
        ),
      },
    },
    ...(largestPart !== undefined && largestPart.amount > 0
      ? [
          {
            key: 'simulation.verdict.most',
            figures: {
              name: labelFigure(largestPart.name),
              part: withExplanation(share(largestPart.share, { decimals: 0, ...identify('shortfallShare', 'largest') }), {
                title: message('simulation.explain.part'),
                formula: message('simulation.explain.partFormula'),
                lines: [
                  {
                    label: message('line.member', { name: largestPart.name }),
                    amount: largestPart.amount,
                    unit: 'usd' as const,
                    decimals: 1,
                  },
                  { label: message('simulation.explain.shortfall'), amount: shortfall.value, unit: 'usd' as const, decimals: 1 },
                ],
                total: { label: message('overview.explain.share'), amount: largestPart.share, unit: 'fraction' as const, decimals: 1 },
                sources,
              }),
            },
          },
        ]
      : []),
    ...(defaultShare > 0
      ? [
          {
            key: 'simulation.verdict.events',
            figures: {
              defaults: shareOfPaths(
                message('simulation.explain.anyDefault'),
                defaultShare,
                message('simulation.explain.anyDefault'),
                message('simulation.explain.anyDefault'),
                'defaultShare',
              ),
            },
          },
        ]
      : []),
  ];
};

/** Returns the results of a run as facts. */
export const outcomeOf = async (
  book: Workbook,
  { request, plan, scenarioId, isRepaired }: PreparedRun,
  result: RunResult,
  components: ShortfallComponents,
  movers: BarsChart | undefined,
): Promise<SimulationOutcome> => {
  const { portfolio, market } = request;
  const valuation = { portfolio: plan.portfolio, market: book.market, value: plan.value };
  const value = await runWithYielding(valuePortfolioInSteps(portfolio, market, valuation));
  const { years, total } = spreads(book, result, value);
  const parts = partsOf(book, components, total.shortfall.value);
  await yieldIfDue();
  const order = rankPaths(result);
  await yieldIfDue();
  const at = (path: number) => ({ path, netRevenue: result.netRevenueTotal[path]! });
  const tonnes = result.years.map((_, y) => sum(value.contracts.map((contract) => contract.tonnes[y] ?? 0)));
  const identifyRun = identifyPrepared(book, { plan, scenarioId }, result);
  const identify: IdentifyOutcome = (measure, part) => {
    const identity = identifyRun(measure);
    return { identity: part === undefined ? identity : identityOfPart(identity, part) };
  };
  const cash = cashFan(book, result, request, value.revenue, identifyRun);
  await yieldIfDue();
  const contracts = contractsOf(book, request, result, value, components);
  await yieldIfDue();
  const distributions = await runWithYielding(
    yearDistributionsInSteps(
      result,
      years.map(({ target }) => target),
    ),
  );
  const unsolvedDrivers = result.drivers.filter(({ volatilitySolved }) => !volatilitySolved);
  return {
    verdict: verdictOf(book, result, total, parts, result.events, identify),
    notes: [
      ...unsolvedDrivers.map(({ reference }) =>
        message('simulation.note.volatility', { reference: referenceLabel(book.references, reference) }),
      ),
      ...(isRepaired ? [message('simulation.note.correlation')] : []),
      ...(plan.problems.size > 0 ? [message('simulation.note.leftOut', { count: plan.problems.size })] : []),
      ...closedMarkets(book, value).map((figures) => message('spot.marketsClosed', figures)),
      ...(request.parameters.cycle.on ? [message('simulation.note.common')] : []),
    ],
    total,
    years,
    identities: identitiesOf(identifyRun),
    revenue: revenueFan(result, value.revenue, identifyRun),
    tonnes: tonnesFan(book, result, tonnes, identifyRun),
    prices: priceFans(book, result, identifyRun),
    distribution: planDistribution(book, result, total.target),
    distributions,
    ...(cash ? { cash } : {}),
    ...(movers ? { movers } : {}),
    contracts,
    shortfallBy: parts,
    events: result.events,
    worst: order.slice(0, WORST_PATHS).map(at),
    typical: TYPICAL_PROBABILITIES.map((probability) => ({ ...at(order[Math.round(probability * (order.length - 1))]!), probability })),
  };
};
