import { type ExposureRow, exposureByDimension } from '#engine';
import { METALS } from '#shared/domain/metal.ts';
import { text } from '#shared/messages/text.ts';
import type { FlowView } from '#shared/presentation/charts/flow.ts';
import type { MapView } from '#shared/presentation/charts/map.ts';
import { formatNumber } from '#shared/units/format.ts';
import { chartMoney } from '../portfolio/figures.ts';
import { type ExposureView, periodLabel } from './concentration.ts';
import { COUNTRY_CENTRES } from './countryCentres.ts';
import { countedDimension, memberLabel, zoneOf } from './exposure.ts';

const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

/** The amount of a series in the period shown. */
const amountIn = ({ exposure, period }: ExposureView): ((series: readonly number[]) => number) => {
  const at = period === 'plan' ? undefined : exposure.years.indexOf(period);
  return (series) => (at === undefined ? sumOf(series) : (series[at] ?? 0));
};

const KDMT = 1000;

/** Where the tonnes and the value go, country by country; what is unknown is named beside the map. */
export const mapChart = (shown: ExposureView): MapView => {
  const { book, exposure, by, period } = shown;
  const amount = amountIn(shown);
  const money = chartMoney(book.settings);
  const byTonnes = by === 'tonnes';
  const zone = zoneOf(book);
  const places = exposureByDimension(exposure, 'destinationCountry')
    .map((one) => {
      const centre = COUNTRY_CENTRES[one.member];
      const value = amount(one.grossValue) / money.factor;
      const tonnes = amount(one.tonnes) / KDMT;
      return {
        label: memberLabel(book, 'destinationCountry', one.member),
        ...(centre ? { at: { east: centre[0], north: centre[1] } } : {}),
        value: byTonnes ? tonnes : value,
        other: byTonnes ? value : tonnes,
        role: `zone.${one.member === 'unknown' ? 'unknown' : zone(one.member)}` as const,
      };
    })
    .filter(({ value, other }) => value > 0 || other > 0)
    .sort((a, b) => b.value - a.value);
  const tonnes = { label: text('diversification.by.tonnes'), unit: 'kdmt', decimals: 1 };
  const value = { label: text('diversification.by.grossValue'), unit: money.unit, decimals: money.decimals };
  const first = places[0];
  const [main, other] = byTonnes ? [tonnes, value] : [value, tonnes];
  return {
    kind: 'map',
    title: text('diversification.map.title'),
    summary: text('diversification.map.summary', {
      when: periodLabel(period),
      first: first ? `${first.label} ${formatNumber(first.value, { decimals: main.decimals })} ${main.unit}` : text('common.none'),
    }),
    unit: main.unit,
    decimals: main.decimals,
    other,
    head: text('dimension.destinationCountry'),
    label: main.label,
    places,
  };
};

/** Buyers and countries that the flow names; the rest is one. */
const NAMED = { buyer: 14, country: 10 } as const;

/** The named members of a dimension, largest first, and what stands for the rest. */
const namedMembers = (shown: ExposureView, dimension: 'group' | 'buyer' | 'destinationCountry', most: number) => {
  const amount = amountIn(shown);
  const members = exposureByDimension(shown.exposure, dimension)
    .map((one) => ({ member: one.member, value: amount(one[shown.by]) }))
    .filter(({ value }) => value > 0)
    .sort((a, b) => b.value - a.value);
  const named = members.slice(0, members.length <= most + 1 ? members.length : most);
  const rest = members.length - named.length;
  const place = new Map(named.map(({ member }, i) => [member, i]));
  return {
    labels: [
      ...named.map(({ member }) => memberLabel(shown.book, dimension, member)),
      ...(rest > 0 ? [text('diversification.heat.rest', { count: rest })] : []),
    ],
    placeOf: (member: string): number => place.get(member) ?? named.length,
  };
};

/** What runs from metal to product to buyer to destination in the period. */
export const flowChart = (shown: ExposureView): FlowView => {
  const { book, exposure, by, actAsOne, period } = shown;
  const amount = amountIn(shown);
  const money = chartMoney(book.settings);
  const factor = by === 'tonnes' ? KDMT : money.factor;
  const dimension = countedDimension('buyer', actAsOne) === 'group' ? 'group' : 'buyer';
  const rows = exposure.rows.filter((row) => amount(row[by]) > 0);
  const metals = METALS.filter((metal) => rows.some(({ members }) => members.metal === metal));
  const products = metals.flatMap((metal) => [
    ...new Set(rows.filter(({ members }) => members.metal === metal).map(({ members }) => members.product)),
  ]);
  const buyers = namedMembers(shown, dimension, NAMED.buyer);
  const countries = namedMembers(shown, 'destinationCountry', NAMED.country);
  const sums = new Map<string, FlowView['links'][number]>();
  const add = (stage: number, from: number, to: number, value: number, row: ExposureRow): void => {
    const key = `${stage} ${from} ${to} ${row.members.metal}`;
    const metal = METALS.find((one) => one === row.members.metal);
    const known = sums.get(key);
    sums.set(key, { stage, from, to, value: (known?.value ?? 0) + value, role: metal ? `metal.${metal}` : 'context' });
  };
  for (const row of rows) {
    const value = amount(row[by]) / factor;
    const metal = metals.findIndex((one) => String(one) === row.members.metal);
    const product = products.indexOf(row.members.product);
    const buyer = buyers.placeOf(row.members[dimension]);
    add(0, metal, product, value, row);
    add(1, product, buyer, value, row);
    for (const { country, share } of row.destinations) if (share > 0) add(2, buyer, countries.placeOf(country), value * share, row);
  }
  return {
    kind: 'flow',
    title: text('diversification.flow.title'),
    summary: text('diversification.flow.summary', { when: periodLabel(period) }),
    unit: by === 'tonnes' ? 'kdmt' : money.unit,
    decimals: by === 'tonnes' ? 1 : money.decimals,
    stages: [
      { title: text('dimension.metal'), nodes: metals.map((metal) => text(`metal.${metal}`)) },
      { title: text('dimension.product'), nodes: products.map((id) => memberLabel(book, 'product', id)) },
      { title: text('dimension.buyer'), nodes: buyers.labels },
      { title: text('dimension.destinationCountry'), nodes: countries.labels },
    ],
    links: [...sums.values()],
  };
};
