import type { BarsView } from '#shared/charts/bars.ts';
import type { FillStyle } from '#shared/charts/colour.ts';
import type { LineSeries, LinesView } from '#shared/charts/lines.ts';
import { axisScale, barsExtent, linesExtent, linesXScale, spreadLabels, waterfallBars, waterfallExtent } from '#shared/charts/scale.ts';
import type { WaterfallView } from '#shared/charts/waterfall.ts';
import { formatMonth, formatNumber } from '#shared/units/format.ts';
import { type Area, haloed, hatch, LABEL, marks, position, valueAxis } from './chartFrame.ts';
import { INK, ROLE_INK } from './ink.ts';
import { shorten, textWidth } from './measure.ts';
import { type Document, rule, write } from './page.ts';

const bar = (doc: Document, x: number, y: number, width: number, height: number, colour: string, fill: FillStyle): void => {
  if (height <= 0 || width <= 0) return;
  if (fill === 'hatched') hatch(doc, x, y, width, height, colour);
  else if (fill === 'hollow')
    doc
      .save()
      .rect(x + 0.4, y + 0.4, width - 0.8, height - 0.8)
      .lineWidth(0.8)
      .strokeColor(colour)
      .stroke()
      .restore();
  else
    doc
      .save()
      .rect(x, y, width, height)
      .fillOpacity(fill === 'soft' ? 0.45 : 1)
      .fill(colour)
      .fillOpacity(1)
      .restore();
};

/** The key of a picture with several series, right-aligned. */
const key = (
  doc: Document,
  entries: readonly { readonly label: string; readonly colour: string; readonly fill: FillStyle }[],
  title: string,
  { left, right, top }: Area,
): void => {
  const wide = entries.reduce((sum, { label }) => sum + textWidth(label, 'regular', LABEL) + 22, 0);
  // in the title's line, off the labels of the highest bars; on the unit's line where the title leaves no room
  const y = top - (textWidth(title, 'semibold', 10) + wide < right - left ? 16 : 0);
  let at = right;
  for (const entry of [...entries].reverse()) {
    at -= textWidth(entry.label, 'regular', LABEL);
    write(doc, entry.label, at, y, { size: LABEL, colour: INK.secondary });
    at -= 12;
    bar(doc, at, y + 1.5, 8, 6, entry.colour, entry.fill);
    at -= 10;
  }
};

/** Vertical bars, stacked or side by side. */
export const drawBars = (doc: Document, view: BarsView, box: Area): void => {
  const scale = axisScale(view.axis, ...barsExtent(view));
  const area = valueAxis(doc, box, scale, view.unit);
  if (view.series.length > 1)
    key(
      doc,
      view.series.map((s) => ({ label: s.label, colour: ROLE_INK[s.role], fill: s.fill })),
      view.title,
      box,
    );
  const slot = (area.right - area.left) / Math.max(1, view.categories.length);
  const side = view.stacked ? 1 : Math.max(1, view.series.length);
  const wide = Math.min(30, (slot * 0.6) / side);
  view.categories.forEach((category, i) => {
    const centre = area.left + slot * (i + 0.5);
    let up = 0;
    let down = 0;
    view.series.forEach((series, s) => {
      const value = series.values[i] ?? 0;
      const base = view.stacked ? (value >= 0 ? up : down) : 0;
      const a = position(scale, base, area.bottom, area.top);
      const b = position(scale, base + value, area.bottom, area.top);
      const x = view.stacked ? centre - wide / 2 : centre - (wide * side) / 2 + s * wide;
      bar(doc, x, Math.min(a, b), wide, Math.abs(a - b), ROLE_INK[series.role], series.fill);
      if (value >= 0) up = view.stacked ? up + value : Math.max(up, value);
      else down = view.stacked ? down + value : Math.min(down, value);
    });
    const label = view.barLabels?.[i];
    if (label)
      haloed(doc, label, centre, position(scale, up, area.bottom, area.top) - LABEL - 3, {
        size: LABEL,
        colour: INK.primary,
        weight: 'semibold',
        tabular: true,
        align: 'center',
      });
    write(doc, shorten(category.label, 'regular', LABEL, slot, true), centre, area.bottom + 4, {
      size: LABEL,
      colour: INK.secondary,
      tabular: true,
      align: 'center',
    });
  });
  marks(doc, view.marks, area, undefined, scale);
};

const strokeOf = (style: LineSeries['style']): { readonly width: number; readonly dash: readonly [number, number] | undefined } => {
  if (style === 'dashed') return { width: 1, dash: [4, 3] };
  if (style === 'dotted') return { width: 1, dash: [1.5, 2] };
  return { width: style === 'context' ? 0.8 : 1.5, dash: undefined };
};

const xText = (view: LinesView, tick: number): string => {
  if (view.xKind === 'number') return formatNumber(tick, { decimals: view.xDecimals });
  return view.xKind === 'year' ? String(tick) : tick % 12 === 0 ? String(tick / 12) : formatMonth(tick);
};

/** Lines, bands and dots over months, years or a price; labels stand at line ends. */
export const drawLines = (doc: Document, view: LinesView, box: Area): void => {
  const y = axisScale(view.axis, ...linesExtent(view));
  const x = linesXScale(view, 7);
  const ends = view.series.filter((series) => series.endLabel && series.points.length > 0);
  const gutter = Math.max(0, ...ends.map((series) => textWidth(series.label, 'semibold', LABEL))) + (ends.length > 0 ? 8 : 0);
  const area = valueAxis(doc, { ...box, right: box.right - gutter }, y, view.unit);
  const at = (point: { readonly x: number; readonly y: number }): readonly [number, number] => [
    position(x, point.x, area.left, area.right),
    position(y, point.y, area.bottom, area.top),
  ];
  for (const tick of x.ticks)
    write(doc, xText(view, tick), position(x, tick, area.left, area.right), area.bottom + 4, {
      size: LABEL,
      colour: INK.secondary,
      tabular: true,
      align: 'center',
    });
  if (view.xUnit) write(doc, view.xUnit, area.right, area.bottom + 13, { size: LABEL, colour: INK.tertiary, align: 'right' });
  for (const band of view.bands) {
    const upper = band.points.map((p) => at({ x: p.x, y: p.high }));
    const lower = band.points.map((p) => at({ x: p.x, y: p.low })).reverse();
    doc
      .save()
      .fillOpacity(0.14)
      .polygon(...[...upper, ...lower].map(([a, b]) => [a, b]))
      .fill(ROLE_INK[band.role])
      .fillOpacity(1)
      .restore();
  }
  for (const series of view.series) {
    const colour = ROLE_INK[series.role];
    if (series.style === 'points') {
      for (const point of series.points)
        doc
          .save()
          .circle(...at(point), 2.4)
          .fill(colour)
          .restore();
      continue;
    }
    const { width, dash } = strokeOf(series.style);
    doc.save().lineWidth(width).strokeColor(colour);
    if (dash) doc.dash(dash[0], { space: dash[1] });
    for (const [i, point] of series.points.entries()) {
      if (i === 0) doc.moveTo(...at(point));
      else doc.lineTo(...at(point));
    }
    doc.stroke().restore();
  }
  marks(doc, view.marks, area, x, y);
  for (const dot of view.dots) {
    const [px, py] = at(dot);
    doc.save().circle(px, py, 2.6).lineWidth(1);
    if (dot.hollow) doc.fillAndStroke(INK.paper, ROLE_INK[dot.role]);
    else doc.fill(ROLE_INK[dot.role]);
    doc.restore();
    haloed(doc, dot.label, px + 5, py + 3, { size: LABEL, colour: INK.primary, weight: 'semibold' });
  }
  const wanted = ends.map((series) => at(series.points.at(-1) as { x: number; y: number })[1] - LABEL / 2);
  spreadLabels(wanted, LABEL + 2, area.top - 4, area.bottom - LABEL).forEach((top, i) => {
    const series = ends[i];
    if (series) write(doc, series.label, area.right + 5, top, { size: LABEL, colour: ROLE_INK[series.role], weight: 'semibold' });
  });
};

/** A waterfall read downwards: start, steps, total; a loss is hollow, a cut axis is drawn as cut. */
export const drawWaterfall = (doc: Document, view: WaterfallView, box: Area): void => {
  const [low, high] = waterfallExtent(view);
  const bars = waterfallBars(view);
  const labels = bars.map((entry) => entry.label);
  const names = Math.min(150, Math.max(...labels.map((label) => textWidth(label, 'regular', LABEL + 0.5))) + 8);
  const amounts = bars.map((entry) => formatNumber(entry.amount, { decimals: view.decimals, sign: entry.kind === 'step' }));
  const gutter = Math.max(...amounts.map((amount) => textWidth(amount, 'semibold', LABEL + 0.5, true))) + 8;
  const scale = { min: low, max: high === low ? low + 1 : high, ticks: [] };
  const left = box.left + names;
  const right = box.right - gutter;
  const step = (box.bottom - box.top) / Math.max(1, bars.length);
  const thick = Math.min(12, step * 0.62);
  bars.forEach((entry, i) => {
    const y = box.top + step * i + (step - thick) / 2;
    const a = position(scale, entry.from, left, right);
    const b = position(scale, entry.to, left, right);
    const colour = ROLE_INK[view.lines[i]?.role ?? 'gain'];
    const strong = entry.kind !== 'step';
    write(doc, shorten(entry.label, strong ? 'semibold' : 'regular', LABEL + 0.5, names - 6), left - 6, y + thick / 2 - LABEL / 2 - 1, {
      size: LABEL + 0.5,
      colour: INK.primary,
      weight: strong ? 'semibold' : 'regular',
      align: 'right',
    });
    bar(
      doc,
      Math.min(a, b),
      y,
      Math.max(0.8, Math.abs(b - a)),
      thick,
      colour,
      entry.kind === 'step' && entry.amount < 0 ? 'hollow' : 'solid',
    );
    if (strong && view.axisFrom !== undefined)
      doc
        .save()
        .polygon([left + 8, y - 1], [left + 11, y - 1], [left + 7, y + thick + 1], [left + 4, y + thick + 1])
        .fill(INK.paper)
        .restore();
    write(doc, amounts[i] ?? '', Math.max(a, b) + 5, y + thick / 2 - LABEL / 2 - 1, {
      size: LABEL + 0.5,
      colour: INK.primary,
      weight: strong ? 'semibold' : 'regular',
      tabular: true,
    });
    if (i < bars.length - 1) rule(doc, b, y + thick, b, y + step, INK.normal, 0.5);
  });
};
