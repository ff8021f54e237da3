import { type IdentifiedChart, listChartValues } from '#shared/contract/chartFigures.ts';
import { isChart } from '#shared/contract/identifiedFigures.ts';
import { type FoundFigure, isObject } from './figureCrawl.ts';

/** Lists the charts of an answer, as facts or as views, with their places. */
const findCharts = (answer: unknown, at: string): readonly { readonly chart: IdentifiedChart; readonly at: string }[] => {
  const charts: { readonly chart: IdentifiedChart; readonly at: string }[] = [];
  const visit = (value: unknown, path: string): void => {
    if (Array.isArray(value)) {
      for (const [i, element] of value.entries()) visit(element, `${path}.${i}`);
      return;
    }
    if (!isObject(value)) return;
    if (isChart(value)) {
      charts.push({ chart: value as IdentifiedChart, at: path });
      return;
    }
    for (const [name, member] of Object.entries(value)) if (name !== 'explanation') visit(member, `${path}.${name}`);
  };
  visit(answer, at);
  return charts;
};

/** The figures of an answer's charts, and the values that have neither an identity nor a reason to have none. */
export const crawlCharts = (
  answer: unknown,
  at: string,
): { readonly figures: readonly FoundFigure[]; readonly unidentified: readonly string[] } => {
  const figures: FoundFigure[] = [];
  const problems = new Set<string>();
  for (const { chart, at: place } of findCharts(answer, at)) {
    // a view has values in the unit that it shows
    const unitSize = 'unitSize' in chart && chart.unitSize !== undefined ? chart.unitSize : 1;
    const isScaled = typeof chart.title !== 'string' || 'unitSize' in chart;
    for (const { place: part, value, identity } of listChartValues(chart)) {
      if (identity === 'exempt') continue;
      if ('lacks' in identity) problems.add(`${place}.${part.split('.').slice(0, 2).join('.')}: ${identity.lacks}`);
      else if (!isScaled) problems.add(`${place}: no size of its unit`);
      else {
        const { deducted, ...ofFigure } = identity;
        figures.push({ identity: ofFigure, value: (deducted ? -1 : 1) * value * unitSize, at: `${place}.${part}` });
      }
    }
  }
  return { figures, unidentified: [...problems] };
};
