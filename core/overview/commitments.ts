import type { CommitmentYear, Exposure, OversoldYear, PortfolioContract } from '#engine';
import { addAmount } from '#shared/collections.ts';
import type { BarsChart } from '#shared/contract/charts.ts';
import type { CommitmentRow } from '#shared/contract/diversification.ts';
import type { Amount, Figure, Label } from '#shared/contract/figure.ts';
import type { DestinationLine, Overview } from '#shared/contract/overview.ts';
import type { FigureMeasure } from '#shared/domain/figureIdentity.ts';
import type { Product } from '#shared/domain/product.ts';
import { type Year, yearOf } from '#shared/domain/time.ts';
import { DestinationZone } from '#shared/domain/zone.ts';
import { sumBy } from '#shared/math.ts';
import { memoizeWeakly } from '#shared/memoize.ts';
import { message } from '#shared/messages/text.ts';
import { createObjectField } from '#shared/objectField.ts';
import type { Steps } from '#shared/steps.ts';
import { identifyInPlan } from '../portfolio/figureIdentity.ts';
import { dmt, emptyFigure, share } from '../portfolio/figures.ts';
import type { ValuedPlan, Workbook } from '../portfolio/portfolio.ts';

/** Minimum share of renewable tonnes that is written on a bar. A smaller one would be shown as 0. */
const MIN_RENEWED_SHARE = 0.005;
/** Planned production in dmt from which kdmt are shown without decimals. */
const LARGE_PLAN = 10_000;

const ratioOf = (part: number, total: number): number => (total > 0 ? part / total : 0);

const plannedFigure = (plannedTonnes: number, extras: Pick<Figure, 'identity'> = {}) =>
  dmt(plannedTonnes, { decimals: plannedTonnes < LARGE_PLAN ? 1 : 0, ...extras });

/** Returns the first word of a name, or the first two if the first has at most three letters (Hai Long). */
export const shortName = (name: string): string => {
  const [first = name, second] = name.split(' ');
  return first.length <= 3 && second !== undefined ? `${first} ${second}` : first;
};

/** The contracts of a portfolio by product and year in which they end: a search for each bar would be slow in a large plan. */
const contractsByEnd = memoizeWeakly(
  ({ contracts }: ValuedPlan['portfolio']) =>
    Map.groupBy(contracts, ({ contract, committedEnd }) => `${contract.productId} ${yearOf(committedEnd)}`),
  createObjectField(),
);

/** Returns the buyer of the largest contract that ends in a year and the number of others: "Yunfeng +2". */
const expiringBuyers = (book: Workbook, plan: ValuedPlan, product: Product, year: Year): string | undefined => {
  const endingContracts = contractsByEnd(plan.portfolio).get(`${product.id} ${year}`) ?? [];
  const [first] = endingContracts;
  if (first === undefined) return undefined;
  const tonnesOf = ({ contract }: PortfolioContract): number => contract.terms[0]?.quantity.tonnesPerYear ?? 0;
  const { contract } = endingContracts.reduce(
    (largestEntry, entry) => (tonnesOf(entry) > tonnesOf(largestEntry) ? entry : largestEntry),
    first,
  );
  const name = shortName(book.buyers.get(contract.buyerId)?.name ?? contract.code);
  return endingContracts.length > 1 ? `${name} +${endingContracts.length - 1}` : name;
};

const shareWithoutUnit = (value: number): Amount => ({ value, unit: 'fraction', withoutUnit: true });

const barLabel = (year: CommitmentYear): Label => {
  const soldShare = shareWithoutUnit(ratioOf(year.nominal, year.planned));
  const renewedShare = ratioOf(year.ifRenewed, year.planned);
  return renewedShare >= MIN_RENEWED_SHARE
    ? message('overview.commitments.soldAndRenewed', { sold: soldShare, renewed: shareWithoutUnit(renewedShare) })
    : soldShare;
};

const commitmentChart = (book: Workbook, plan: ValuedPlan, product: Product, years: readonly CommitmentYear[]): BarsChart => {
  const metal = message(`metal.${product.metal}`);
  const role = `metal.${product.metal}` as const;
  const floor = book.limits.find(
    (limit) => limit.measure.kind === 'coverage' && (limit.productId === product.id || limit.metal === product.metal),
  );
  const plannedTonnes = years.find((year) => year.year === book.year)?.planned ?? years[0]?.planned ?? 0;
  const isOversold = (year: Year): boolean =>
    plan.oversold().some((candidate) => candidate.productId === product.id && candidate.year === year);
  const series = (label: Label, fill: 'solid' | 'soft' | 'hatched', measure: FigureMeasure, tonnes: (year: CommitmentYear) => number) => ({
    label,
    role,
    fill,
    values: years.map((year) => ratioOf(tonnes(year), year.planned)),
    identity: identifyInPlan(book, plan, measure, { subject: `product:${product.id}` }),
  });
  return {
    kind: 'bars',
    title: message('overview.commitments.title', { metal }),
    summary: message('overview.commitments.summary', {
      metal,
      first: years[0]?.year ?? '',
      share: share(ratioOf(years[0]?.nominal ?? 0, years[0]?.planned ?? 0), { decimals: 0 }),
    }),
    unit: 'fraction',
    unitLabel: message('overview.commitments.unit'),
    decimals: 0,
    horizontal: false,
    stacked: true,
    categories: years.map((year) => {
      const buyers = expiringBuyers(book, plan, product, year.year);
      const note = isOversold(year.year) ? message('overview.commitments.oversold') : buyers === undefined ? undefined : { name: buyers };
      return { label: { name: String(year.year) }, period: year.year, ...(note === undefined ? {} : { note }) };
    }),
    series: [
      series(message('overview.commitments.minimum'), 'solid', 'minimumCommittedShare', (year) => Math.min(year.minimum, year.nominal)),
      series(message('overview.commitments.nominal'), 'soft', 'committedShareAboveMinimum', (year) =>
        Math.max(0, year.nominal - year.minimum),
      ),
      series(message('overview.commitments.renewed'), 'hatched', 'renewableShare', (year) => year.ifRenewed),
    ],
    sums: [{ identity: identifyInPlan(book, plan, 'committedShare', { subject: `product:${product.id}` }), series: [0, 1] }],
    barLabels: years.map(barLabel),
    marks: [
      {
        axis: 'y',
        value: 1,
        label: message('overview.commitments.planned', { tonnes: plannedFigure(plannedTonnes) }),
        role: 'ink',
        style: 'solid',
        labelAt: 'end',
      },
      ...(floor
        ? [
            {
              axis: 'y' as const,
              value: floor.breach,
              label: message('overview.commitments.floor', { share: share(floor.breach, { decimals: 0 }) }),
              role: 'warn' as const,
              style: 'dashed' as const,
              labelAt: 'end' as const,
            },
          ]
        : []),
    ],
    axis: { min: 0, ticks: [0, 0.25, 0.5, 0.75, 1] },
  };
};

/** Returns a chart of sales by year and expiring contracts for each product with planned production. */
export function* commitmentCharts(book: Workbook, plan: ValuedPlan): Steps<Overview['commitments']> {
  const charts: Overview['commitments'][number][] = [];
  contractsByEnd(plan.portfolio);
  for (const { productId, years } of plan.commitments()) {
    yield;
    const product = book.products.get(productId);
    const plannedYears = years.filter((year) => year.planned > 0 && year.year <= book.settings.horizonYear);
    if (product === undefined || plannedYears.length === 0) continue;
    charts.push({ productId, metal: product.metal, product: product.name, view: commitmentChart(book, plan, product, plannedYears) });
  }
  return charts;
}

/** Decimals of a short share in per cent: those of its first digit, so that a small one does not read zero. */
const decimalsOfShort = (shortShare: number): number => Math.max(0, Math.ceil(-Math.log10(shortShare * 100)));

/** Returns a figure of a product that the plan oversells in a year; empty if it does not. */
const oversoldIn = (
  plan: ValuedPlan,
  productId: string,
  year: Year,
  figureOf: (oversoldYear: OversoldYear) => Figure,
): { readonly oversold?: Figure } => {
  const oversoldYear = plan.oversold().find((candidate) => candidate.productId === productId && candidate.year === year);
  return oversoldYear === undefined ? {} : { oversold: figureOf(oversoldYear) };
};

/** The tonnes under contract of each product with planned production in a year. */
export function* commitmentRows(book: Workbook, plan: ValuedPlan, year: Year): Steps<readonly CommitmentRow[]> {
  const yearByProduct = new Map(
    plan.commitments().map((productRow) => [productRow.productId, productRow.years.find((candidate) => candidate.year === year)]),
  );
  const charts = yield* commitmentCharts(book, plan);
  return charts.map(({ productId, metal, product, view }) => {
    const commitmentYear = yearByProduct.get(productId);
    const plannedTonnes = commitmentYear?.planned ?? 0;
    const identity = (measure: FigureMeasure) => ({
      identity: identifyInPlan(book, plan, measure, { period: year, subject: `product:${productId}` }),
    });
    const shareOfPlanned = (tonnes: number, measure: FigureMeasure) =>
      plannedTonnes > 0 ? share(tonnes / plannedTonnes, { decimals: 0, ...identity(measure) }) : emptyFigure();
    return {
      productId,
      product,
      metal,
      planned: dmt(plannedTonnes, identity('plannedTonnes')),
      minimum: shareOfPlanned(commitmentYear?.minimum ?? 0, 'minimumCommittedShare'),
      nominal: shareOfPlanned(commitmentYear?.nominal ?? 0, 'committedShare'),
      maximum: shareOfPlanned(commitmentYear?.maximum ?? 0, 'maximumCommittedShare'),
      uncovered: dmt(Math.max(0, plannedTonnes - (commitmentYear?.nominal ?? 0)), identity('uncoveredTonnes')),
      ...oversoldIn(plan, productId, year, ({ shortage }) => dmt(shortage, { decimals: 1, state: 'breached', ...identity('shortTonnes') })),
      view,
    };
  });
}

/** Lists the products that the plan sells without planned production. */
export const findUnplannedProducts = (book: Workbook, plan: ValuedPlan): readonly Product[] =>
  plan.commitments().flatMap(({ productId, years }) => {
    const product = book.products.get(productId);
    return product && years.some(({ nominal }) => nominal > 0) && years.every(({ planned }) => planned === 0) ? [product] : [];
  });

/** Committed tonnes of a product in a year, by zone of destination. */
const byZone = (exposure: Exposure, productId: string, at: number): ReadonlyMap<DestinationZone, number> => {
  const zones = new Map<DestinationZone, number>();
  for (const row of exposure.rows) {
    if (row.members.product !== productId) continue;
    for (const part of row.destinations) {
      addAmount(zones, part.zone, (row.tonnes[at] ?? 0) * part.share);
    }
  }
  return zones;
};

/** The destinations of each product's tonnes in a year, as shares of its planned production. */
export function* destinationLines(book: Workbook, plan: ValuedPlan, year: Year): Steps<readonly DestinationLine[]> {
  const exposure = plan.exposure();
  const at = exposure.years.indexOf(year);
  const lines: DestinationLine[] = [];
  for (const { productId, years } of plan.commitments()) {
    const product = book.products.get(productId);
    const plannedTonnes = years.find((candidate) => candidate.year === year)?.planned ?? 0;
    if (product === undefined || plannedTonnes <= 0) continue;
    yield;
    const zones = byZone(exposure, productId, at);
    const segments = DestinationZone.options
      .map((zone) => ({ zone, tonnes: zones.get(zone) ?? 0, share: (zones.get(zone) ?? 0) / plannedTonnes }))
      .filter((segment) => segment.tonnes > 0);
    const soldShare = sumBy(segments, (segment) => segment.share);
    const identity = (measure: FigureMeasure) => ({
      identity: identifyInPlan(book, plan, measure, { period: year, subject: `product:${productId}` }),
    });
    lines.push({
      metal: product.metal,
      productId,
      product: product.name,
      planned: plannedFigure(plannedTonnes, identity('plannedTonnes')),
      segments,
      china: share((zones.get('china') ?? 0) / plannedTonnes, { decimals: 0, ...identity('chinaCommittedShare') }),
      unsold: share(Math.max(0, 1 - soldShare), { decimals: 0, ...identity('unsoldShare') }),
      ...oversoldIn(plan, productId, year, ({ shortage }) =>
        share(shortage / plannedTonnes, {
          decimals: decimalsOfShort(shortage / plannedTonnes),
          state: 'breached',
          ...identity('shortShare'),
        }),
      ),
    });
  }
  return lines;
}
