import type { CoverageYear, Exposure } from '#engine';
import { committedEnd } from '#engine';
import type { DestinationLine, Overview } from '#shared/contract/overview.ts';
import type { Product } from '#shared/domain/product.ts';
import { type Year, yearOf } from '#shared/domain/time.ts';
import { DestinationZone } from '#shared/domain/zone.ts';
import { text } from '#shared/messages/text.ts';
import type { BarsView } from '#shared/presentation/charts/bars.ts';
import { formatNumber, formatPercent, formatTonnes } from '#shared/units/format.ts';
import { share } from '../portfolio/figures.ts';
import type { ValuedPlan, Workbook } from '../portfolio/portfolio.ts';

const percent = (part: number, whole: number): number => (whole > 0 ? (part / whole) * 100 : 0);

/** As many words of a name as people say: one, or two when the first is as short as Hai Long's. */
export const shortName = (name: string): string => {
  const [first = name, second] = name.split(' ');
  return first.length <= 3 && second !== undefined ? `${first} ${second}` : first;
};

/** Whose contracts end in a year, "Yunfeng Copper +2", largest first. */
const endsIn = (book: Workbook, plan: ValuedPlan, product: Product, year: Year): string | undefined => {
  const ending = plan.portfolio.contracts
    .filter(({ contract }) => contract.productId === product.id && yearOf(committedEnd(contract, book.valuationMonth)) === year)
    .map(({ contract }) => ({
      name: shortName(book.buyers.get(contract.buyerId)?.name ?? contract.code),
      tonnes: contract.terms[0]?.quantity.tonnesPerYear ?? 0,
    }))
    .sort((a, b) => b.tonnes - a.tonnes);
  const first = ending[0];
  if (first === undefined) return undefined;
  return ending.length > 1 ? `${first.name} +${ending.length - 1}` : first.name;
};

const barLabel = (year: CoverageYear): string => {
  const sold = formatNumber(percent(year.nominal, year.planned), { decimals: 0 });
  const renewed = percent(year.ifRenewed, year.planned);
  return renewed >= 0.5 ? `${sold} + ${formatNumber(renewed, { decimals: 0 })}` : sold;
};

const coverageView = (book: Workbook, plan: ValuedPlan, product: Product, years: readonly CoverageYear[]): BarsView => {
  const metal = text(`metal.${product.metal}`);
  const role = `metal.${product.metal}` as const;
  const floor = book.limits.find(
    (limit) => limit.measure.kind === 'coverage' && (limit.productId === product.id || limit.metal === product.metal),
  );
  const planned = years.find((year) => year.year === book.year)?.planned ?? years[0]?.planned ?? 0;
  const series = (label: string, fill: 'solid' | 'soft' | 'hatched', of: (year: CoverageYear) => number) => ({
    label,
    role,
    fill,
    values: years.map((year) => percent(of(year), year.planned)),
  });
  const all = formatTonnes(planned, planned >= 10_000 ? 'kdmt' : 'dmt', 0);
  return {
    kind: 'bars',
    title: text('overview.coverage.title', { metal }),
    summary: text('overview.coverage.summary', {
      metal,
      first: years[0]?.year ?? '',
      share: formatPercent(percent(years[0]?.nominal ?? 0, years[0]?.planned ?? 0) / 100),
    }),
    unit: text('overview.coverage.unit'),
    decimals: 0,
    horizontal: false,
    stacked: true,
    categories: years.map((year) => {
      const note = endsIn(book, plan, product, year.year);
      return { label: String(year.year), ...(note === undefined ? {} : { note }) };
    }),
    series: [
      series(text('overview.coverage.minimum'), 'solid', (year) => Math.min(year.minimum, year.nominal)),
      series(text('overview.coverage.nominal'), 'soft', (year) => Math.max(0, year.nominal - year.minimum)),
      series(text('overview.coverage.renewed'), 'hatched', (year) => year.ifRenewed),
    ],
    barLabels: years.map(barLabel),
    marks: [
      {
        axis: 'y',
        value: 100,
        label: text('overview.coverage.planned', { tonnes: `${all.text} ${all.unit}` }),
        role: 'ink',
        style: 'solid',
        labelAt: 'end',
      },
      ...(floor
        ? [
            {
              axis: 'y' as const,
              value: floor.breach * 100,
              label: text('overview.coverage.floor', { share: formatPercent(floor.breach) }),
              role: 'warn' as const,
              style: 'dashed' as const,
              labelAt: 'end' as const,
            },
          ]
        : []),
    ],
    axis: { min: 0, ticks: [0, 25, 50, 75, 100] },
  };
};

/** Sold and what ends, product by product; copper, where the plan has it, first, then the products in their metals' order. */
export const coverageCharts = (book: Workbook, plan: ValuedPlan): Overview['coverage'] =>
  plan.coverage().flatMap(({ productId, years }) => {
    const product = book.products.get(productId);
    const shown = years.filter((year) => year.planned > 0 && year.year <= book.settings.horizonYear);
    if (product === undefined || shown.length === 0) return [];
    return [{ productId, metal: product.metal, product: product.name, view: coverageView(book, plan, product, shown) }];
  });

/** Products that the plan sells and nobody plans to produce: no share of planned production can be said of them. */
export const findUnplannedProducts = (book: Workbook, plan: ValuedPlan): readonly Product[] =>
  plan.coverage().flatMap(({ productId, years }) => {
    const product = book.products.get(productId);
    return product && years.some(({ nominal }) => nominal > 0) && years.every(({ planned }) => planned === 0) ? [product] : [];
  });

/** Committed tonnes of a product in a year, by zone of destination. */
const byZone = (exposure: Exposure, productId: string, at: number): ReadonlyMap<DestinationZone, number> => {
  const zones = new Map<DestinationZone, number>();
  for (const row of exposure.rows) {
    if (row.members.product !== productId) continue;
    for (const part of row.destinations) {
      const zone = DestinationZone.parse(part.zone);
      zones.set(zone, (zones.get(zone) ?? 0) + (row.tonnes[at] ?? 0) * part.share);
    }
  }
  return zones;
};

/** Where the tonnes of each product go in a year, as shares of its planned production. */
export const destinationLines = (book: Workbook, plan: ValuedPlan, year: Year): readonly DestinationLine[] => {
  const exposure = plan.exposure();
  const at = exposure.years.indexOf(year);
  return plan.coverage().flatMap(({ productId, years }) => {
    const product = book.products.get(productId);
    const planned = years.find((one) => one.year === year)?.planned ?? 0;
    if (product === undefined || planned <= 0) return [];
    const zones = byZone(exposure, productId, at);
    const segments = DestinationZone.options
      .map((zone) => ({ zone, tonnes: zones.get(zone) ?? 0, share: (zones.get(zone) ?? 0) / planned }))
      .filter((segment) => segment.tonnes > 0);
    const sold = segments.reduce((sum, segment) => sum + segment.share, 0);
    return [
      {
        metal: product.metal,
        productId,
        product: product.name,
        planned: { value: planned, unit: 'dmt' as const, decimals: planned < 10_000 ? 1 : 0 },
        segments,
        china: share((zones.get('china') ?? 0) / planned, { decimals: 0 }),
        unsold: share(Math.max(0, 1 - sold), { decimals: 0 }),
      },
    ];
  });
};
