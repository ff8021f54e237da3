import type { Market, ShareTable } from '#shared/contract/market.ts';
import type { Fact } from '#shared/domain/fact.ts';
import { METALS, type Metal } from '#shared/domain/metal.ts';
import type { DeckPoint, Reference } from '#shared/domain/reference.ts';
import { yearOf } from '#shared/domain/time.ts';
import { shippedText } from '#shared/messages/shipped.ts';
import { colon, comma, text } from '#shared/messages/text.ts';
import type { BarsView } from '#shared/presentation/charts/bars.ts';
import type { LinesView } from '#shared/presentation/charts/lines.ts';
import { formatNumber } from '#shared/units/format.ts';
import { share } from '../portfolio/figures.ts';

/** The stated balances: three years, three points, and no line between them. */
export const balanceView = (facts: readonly Fact[]): LinesView => {
  const points = facts
    .flatMap(({ topic, year, value }) => (topic === 'balance' && year !== undefined && value !== undefined ? [{ x: year, y: value }] : []))
    .sort((a, b) => a.x - b.x);
  return {
    kind: 'lines',
    title: text('market.balance.title'),
    summary: text('market.balance.summary', {
      points: points.map(({ x, y }) => `${x}${colon()}${formatNumber(y, { decimals: 1 })}`).join(comma()),
    }),
    xKind: 'year',
    xUnit: '',
    xDecimals: 0,
    unit: text('market.unit.bnUsd'),
    decimals: 1,
    series: [{ label: text('market.balance.series'), role: 'ink', style: 'points', points, endLabel: false }],
    bands: [],
    marks: [],
    dots: points.map(({ x, y }) => ({ x, y, label: formatNumber(y, { decimals: 1 }), role: 'ink', hollow: false })),
    xAxis: { min: 2011, max: 2026, ticks: points.map((point) => point.x) },
    axis: { max: 0 },
  };
};

export type Growth = { readonly metal: Metal; readonly multiple: number };

/** Imports of 2024 as a multiple of those of 2012, the largest first. */
export const growthView = (growth: readonly Growth[]): BarsView => ({
  kind: 'bars',
  title: text('market.growth.title'),
  summary: text('market.growth.summary', {
    first: text(`metal.${growth[0]?.metal ?? 'iron'}`),
    multiple: formatNumber(growth[0]?.multiple ?? 0, { decimals: 1 }),
  }),
  unit: text('market.growth.unit'),
  decimals: 1,
  horizontal: true,
  stacked: true,
  categories: growth.map(({ metal }) => ({ label: text(`metal.${metal}`) })),
  series: [{ label: text('market.growth.series'), role: 'context', fill: 'solid', values: growth.map(({ multiple }) => multiple) }],
  barLabels: growth.map(({ multiple }) =>
    text('market.growth.label', { multiple: formatNumber(multiple, { decimals: multiple >= 10 ? 0 : 1 }) }),
  ),
  marks: [],
  axis: { min: 0 },
});

/** Shares of one topic, one table a metal, product, measure and period; the newest first within a metal. */
export const shareTables = (facts: readonly Fact[], topic: 'supplierShare' | 'importerShare'): readonly ShareTable[] => {
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
          rows: rows.map((fact) => ({
            who: fact.subject,
            share: share((fact.value ?? 0) / 100, { origin: 'source' }),
            source: fact.source,
            note: fact.note,
          })),
        },
      };
    })
    .sort((a, b) => METALS.indexOf(a.table.metal) - METALS.indexOf(b.table.metal) || b.year - a.year)
    .map(({ table }) => table);
};

/** When a figure is of, in the language that is spoken. */
export const toldPeriod = (period: string): string =>
  /^\d{4}$/.test(period) ? text('common.inYear', { year: period }) : shippedText(period);

/** A table in the language that is spoken. */
export const toldTable = ({ product, measure, period, rows, ...table }: ShareTable): ShareTable => ({
  ...table,
  product: shippedText(product),
  measure: shippedText(measure),
  period: toldPeriod(period),
  rows: rows.map((row) => ({ ...row, who: shippedText(row.who), source: shippedText(row.source) })),
});

/** Each metal's leading reference by calendar year: the mean of the months of the deck that have been fixed. */
export const historyViews = (references: readonly Reference[], points: readonly DeckPoint[]): Market['history'] =>
  METALS.flatMap((metal) => {
    const reference = references.find(
      (one) =>
        one.metal === metal && one.kind === 'price' && points.some((point) => point.reference === one.code && point.origin !== 'house'),
    );
    if (reference === undefined) return [];
    const fixed = points.filter((point) => point.reference === reference.code && point.origin !== 'house');
    const yearly = [...Map.groupBy(fixed, (point) => yearOf(point.month))]
      .map(([year, months]) => ({ x: year, y: months.reduce((sum, point) => sum + point.price, 0) / months.length }))
      .sort((a, b) => a.x - b.x);
    if (yearly.length < 2) return [];
    const last = yearly.at(-1) as { x: number; y: number };
    return [
      {
        metal,
        view: {
          kind: 'lines',
          title: shippedText(reference.name),
          summary: text('market.history.summary', { name: shippedText(reference.name), from: yearly[0]?.x ?? '', to: last.x }),
          xKind: 'year',
          xUnit: '',
          xDecimals: 0,
          unit: text('market.history.unit', { unit: reference.unit }),
          decimals: last.y < 1000 ? 1 : 0,
          series: [{ label: text(`metal.${metal}`), role: `metal.${metal}`, style: 'solid', points: yearly, endLabel: false }],
          bands: [],
          marks: [],
          dots: [{ ...last, label: formatNumber(last.y, { decimals: last.y < 1000 ? 1 : 0 }), role: `metal.${metal}`, hollow: false }],
          xAxis: {},
          axis: { min: 0 },
        } satisfies LinesView,
      },
    ];
  });
