import type { BarsChart, LinesChart } from '#shared/contract/charts.ts';
import type { Amount, Label } from '#shared/contract/figure.ts';
import type { Market, ShareTable } from '#shared/contract/market.ts';
import type { Fact } from '#shared/domain/fact.ts';
import { METALS, type Metal } from '#shared/domain/metal.ts';
import type { DeckPoint, Reference } from '#shared/domain/reference.ts';
import { yearOf } from '#shared/domain/time.ts';
import { mean } from '#shared/math.ts';
import { message } from '#shared/messages/text.ts';
import { priceFigureUnit, ratio, share } from '../portfolio/figures.ts';
import { periodLabel } from '../portfolio/labels.ts';

/** A balance in bn USD, without its unit. */
const balanceAmount = (value: number): Amount => ({ value, unit: 'count', decimals: 1, withoutUnit: true });

/** The published trade balances in bn USD: single years, without a line between them. */
export const balanceChart = (facts: readonly Fact[]): LinesChart => {
  const points = facts
    .flatMap(({ topic, year, value }) => (topic === 'balance' && year !== undefined && value !== undefined ? [{ x: year, y: value }] : []))
    .sort((a, b) => a.x - b.x);
  return {
    kind: 'lines',
    title: message('market.balance.title'),
    summary: message('market.balance.summary', {
      points: { list: points.map(({ x, y }): Label => ({ list: [x, balanceAmount(y)], by: 'colon' })), by: 'comma' },
    }),
    xKind: 'year',
    unit: 'count',
    unitLabel: message('market.unit.bnUsd'),
    decimals: 1,
    series: [
      { label: message('market.balance.series'), role: 'ink', style: 'points', points, identity: { none: 'published' }, endLabel: false },
    ],
    dots: points.map(({ x, y }) => ({ x, y, label: balanceAmount(y), role: 'ink', hollow: false })),
    xAxis: { min: 2011, max: 2026, ticks: points.map((point) => point.x) },
    axis: { max: 0 },
  };
};

export type Growth = { readonly metal: Metal; readonly multiple: number };

/** Imports of 2024 as a multiple of those of 2012, the largest first. */
export const growthChart = (growth: readonly Growth[]): BarsChart => ({
  kind: 'bars',
  title: message('market.growth.title'),
  summary: message('market.growth.summary', {
    first: message(`metal.${growth[0]?.metal ?? 'iron'}`),
    multiple: { ...ratio(growth[0]?.multiple ?? 0), withoutUnit: true },
  }),
  unit: 'ratio',
  unitLabel: message('market.growth.unit'),
  decimals: 1,
  horizontal: true,
  stacked: true,
  categories: growth.map(({ metal }) => ({ label: message(`metal.${metal}`) })),
  series: [
    {
      label: message('market.growth.series'),
      role: 'context',
      fill: 'solid',
      values: growth.map(({ multiple }) => multiple),
      identity: { none: 'published' },
    },
  ],
  barLabels: growth.map(({ multiple }) =>
    message('market.growth.label', { multiple: { ...ratio(multiple, { decimals: multiple >= 10 ? 0 : 1 }), withoutUnit: true } }),
  ),
  axis: { min: 0 },
});

/** Published shares of one product, measure and period, as stored. */
export type StoredShares = Pick<ShareTable, 'metal'> & {
  readonly product: string;
  readonly period: string;
  readonly measure: string;
  readonly rows: readonly { readonly who: string; readonly share: ShareTable['rows'][number]['share']; readonly source: string }[];
};

/** Groups the shares of a topic by metal, product, measure and period, the newest first within a metal. */
export const groupShares = (facts: readonly Fact[], topic: 'supplierShare' | 'importerShare'): readonly StoredShares[] => {
  const shares = facts.filter((fact) => fact.topic === topic && fact.metal !== undefined && fact.value !== undefined);
  const grouped = Map.groupBy(shares, ({ metal, product, measure, period }) => [metal, product, measure, period].join('|'));
  return [...grouped.values()]
    .map((rows) => {
      const first = rows[0] as Fact;
      return {
        year: first.year ?? 0,
        table: {
          metal: first.metal as Metal,
          product: first.product ?? '',
          period: first.period,
          measure: first.measure ?? '',
          rows: rows.map(({ subject, value, source }) => ({
            who: subject,
            share: share((value ?? 0) / 100, { origin: 'source' }),
            source,
          })),
        },
      };
    })
    .sort((a, b) => METALS.indexOf(a.table.metal) - METALS.indexOf(b.table.metal) || b.year - a.year)
    .map(({ table }) => table);
};

/** The tables of a topic's shares. */
export const shareTables = (facts: readonly Fact[], topic: 'supplierShare' | 'importerShare'): readonly ShareTable[] =>
  groupShares(facts, topic).map(({ metal, product, measure, period, rows }) => ({
    metal,
    product: { shipped: product },
    measure: { shipped: measure },
    period: periodLabel(period),
    rows: rows.map((row) => ({ who: { shipped: row.who }, share: row.share, source: { shipped: row.source } })),
  }));

/** Annual averages of each metal's leading reference, from the actual months of the deck. */
export const historyCharts = (references: readonly Reference[], points: readonly DeckPoint[]): Market['history'] =>
  METALS.flatMap((metal) => {
    const reference = references.find(
      (candidate) =>
        candidate.metal === metal &&
        candidate.kind === 'price' &&
        points.some((point) => point.reference === candidate.code && point.origin !== 'house'),
    );
    if (reference === undefined) return [];
    const actualPoints = points.filter((point) => point.reference === reference.code && point.origin !== 'house');
    const yearlyPoints = [...Map.groupBy(actualPoints, (point) => yearOf(point.month))]
      .map(([year, months]) => ({ x: year, y: mean(months.map(({ price }) => price)) }))
      .sort((a, b) => a.x - b.x);
    const [first] = yearlyPoints;
    const last = yearlyPoints.at(-1);
    if (yearlyPoints.length < 2 || first === undefined || last === undefined) return [];
    const unit = priceFigureUnit(reference.unit);
    const decimals = last.y < 1000 ? 1 : 0;
    const chart: LinesChart = {
      kind: 'lines',
      title: { shipped: reference.name },
      summary: message('market.history.summary', { name: { shipped: reference.name }, from: first.x, to: last.x }),
      xKind: 'year',
      unit,
      unitLabel: message('market.history.unit', { unit: reference.unit }),
      decimals,
      series: [
        {
          label: message(`metal.${metal}`),
          role: `metal.${metal}`,
          style: 'solid',
          points: yearlyPoints,
          identity: { none: 'published' },
          endLabel: false,
        },
      ],
      dots: [{ ...last, label: { value: last.y, unit, decimals, withoutUnit: true }, role: `metal.${metal}`, hollow: false }],
      axis: { min: 0 },
    };
    return [{ metal, chart }];
  });
