import { type ExposureRow, exposureByDimension } from '#engine';
import { unique } from '#shared/collections.ts';
import type { FlowChart, MapChart } from '#shared/contract/charts.ts';
import type { BuyersBy } from '#shared/contract/diversification.ts';
import { METALS } from '#shared/domain/metal.ts';
import { sum } from '#shared/math.ts';
import { message } from '#shared/messages/text.ts';
import { isEndOfStep, type Steps } from '#shared/steps.ts';
import { type ExposureView, identifyExposure, periodLabel } from './concentration.ts';
import { COUNTRY_CENTRES } from './countryCentres.ts';
import { memberLabel, zoneOf } from './exposure.ts';

/** Returns a function that takes the period's amount of a series by year. */
const amountInPeriod = ({ exposure, period }: ExposureView): ((series: readonly number[]) => number) => {
  const yearIndex = period === 'plan' ? undefined : exposure.years.indexOf(period);
  return (series) => (yearIndex === undefined ? sum(series) : (series[yearIndex] ?? 0));
};

/** Tonnes and value by destination country; an unknown destination has no place on the map. */
export const mapChart = (view: ExposureView): MapChart => {
  const { book, exposure, by, period } = view;
  const amount = amountInPeriod(view);
  const byTonnes = by === 'tonnes';
  const zone = zoneOf(book);
  const places = exposureByDimension(exposure, 'destinationCountry')
    .map((destination) => {
      const centre = COUNTRY_CENTRES[destination.member];
      const value = amount(destination.grossValue);
      const tonnes = amount(destination.tonnes);
      return {
        label: memberLabel(book, 'destinationCountry', destination.member),
        ...(centre ? { at: { east: centre[0], north: centre[1] } } : {}),
        value: byTonnes ? tonnes : value,
        other: byTonnes ? value : tonnes,
        subject: `destinationCountry:${destination.member}`,
        role: `zone.${destination.member === 'unknown' ? 'unknown' : zone(destination.member)}` as const,
      };
    })
    .filter(({ value, other }) => value > 0 || other > 0)
    .sort((a, b) => b.value - a.value);
  const axisOf = (measure: ExposureView['by'], unit: 'dmt' | 'usd', decimals: number) => ({
    label: message(`diversification.by.${measure}`),
    unit,
    decimals,
    identity: identifyExposure(view, measure),
  });
  const [tonnes, value] = [axisOf('tonnes', 'dmt', 1), axisOf('grossValue', 'usd', 0)];
  const largestPlace = places[0];
  const [main, otherAxis] = byTonnes ? [tonnes, value] : [value, tonnes];
  return {
    kind: 'map',
    title: message('diversification.map.title'),
    summary: message('diversification.map.summary', {
      when: periodLabel(period),
      first: largestPlace
        ? { list: [largestPlace.label, { value: largestPlace.value, unit: main.unit, decimals: main.decimals }], by: 'space' }
        : message('common.none'),
    }),
    unit: main.unit,
    decimals: main.decimals,
    identity: main.identity,
    other: otherAxis,
    head: message('dimension.destinationCountry'),
    label: main.label,
    places,
  };
};

/** Buyers and countries with a node of their own; the others share one. */
const MAX_NODES = { buyer: 14, country: 10 } as const;

/** The largest members of a dimension with a node for the others. */
const memberNodes = (view: ExposureView, dimension: BuyersBy | 'destinationCountry', maxNodes: number) => {
  const amount = amountInPeriod(view);
  const members = exposureByDimension(view.exposure, dimension)
    .map((entry) => ({ member: entry.member, value: amount(entry[view.by]) }))
    .filter(({ value }) => value > 0)
    .sort((a, b) => b.value - a.value);
  const largestMembers = members.slice(0, members.length <= maxNodes + 1 ? members.length : maxNodes);
  const otherCount = members.length - largestMembers.length;
  const place = new Map(largestMembers.map(({ member }, i) => [member, i]));
  return {
    nodes: [
      ...largestMembers.map(({ member }) => ({ label: memberLabel(view.book, dimension, member), subject: `${dimension}:${member}` })),
      ...(otherCount > 0
        ? [{ label: message('diversification.heat.rest', { count: otherCount }), subject: `smallest:${dimension}/${otherCount}` }]
        : []),
    ],
    placeOf: (member: string): number => place.get(member) ?? largestMembers.length,
  };
};

/** Flows from metal to product to buyer to destination in the period. */
export function* flowChart(view: ExposureView): Steps<FlowChart> {
  const { book, exposure, by, buyersBy, period } = view;
  const amount = amountInPeriod(view);
  const rows = exposure.rows.filter((row) => amount(row[by]) > 0);
  const metals = METALS.filter((metal) => rows.some(({ members }) => members.metal === metal));
  const products = metals.flatMap((metal) =>
    unique(rows.filter(({ members }) => members.metal === metal).map(({ members }) => members.product)),
  );
  const buyers = memberNodes(view, buyersBy, MAX_NODES.buyer);
  const countries = memberNodes(view, 'destinationCountry', MAX_NODES.country);
  const links = new Map<string, Omit<FlowChart['links'][number], 'value'> & { value: number }>();
  const add = (stage: number, from: number, to: number, value: number, row: ExposureRow): void => {
    const key = `${stage} ${from} ${to} ${row.members.metal}`;
    const link = links.get(key);
    if (link !== undefined) {
      link.value += value;
      return;
    }
    const metal = METALS.find((candidate) => candidate === row.members.metal);
    links.set(key, { stage, from, to, value, role: metal ? `metal.${metal}` : 'context' });
  };
  for (let i = 0; i < rows.length; i++) {
    if (isEndOfStep(i)) yield;
    const row = rows[i]!;
    const value = amount(row[by]);
    const metal = metals.findIndex((candidate) => String(candidate) === row.members.metal);
    const product = products.indexOf(row.members.product);
    const buyer = buyers.placeOf(row.members[buyersBy]);
    add(0, metal, product, value, row);
    add(1, product, buyer, value, row);
    for (const { country, share } of row.destinations) if (share > 0) add(2, buyer, countries.placeOf(country), value * share, row);
  }
  return {
    kind: 'flow',
    title: message('diversification.flow.title'),
    summary: message('diversification.flow.summary', { when: periodLabel(period) }),
    unit: by === 'tonnes' ? 'dmt' : 'usd',
    decimals: by === 'tonnes' ? 1 : 0,
    identity: identifyExposure(view, by),
    stages: [
      {
        title: message('dimension.metal'),
        nodes: metals.map((metal) => ({ label: message(`metal.${metal}`), subject: `metal:${metal}` })),
      },
      {
        title: message('dimension.product'),
        nodes: products.map((id) => ({ label: memberLabel(book, 'product', id), subject: `product:${id}` })),
      },
      { title: message(`dimension.${buyersBy}`), nodes: buyers.nodes },
      { title: message('dimension.destinationCountry'), nodes: countries.nodes },
    ],
    links: [...links.values()],
  };
}
