import { styled } from '@mui/material/styles';
import { type KeyboardEvent, type PointerEvent, useEffect, useRef, useState } from 'react';
import type { Knots } from '#shared/domain/scenarioPath.ts';
import type { Month } from '#shared/domain/time.ts';
import { monthOfYear, yearOf } from '#shared/domain/time.ts';
import { colon, text } from '#shared/messages/text.ts';
import { formatMonth, formatNumber, formatPlainNumber } from '#shared/units/format.ts';
import {
  clampPathValue,
  DISPLAY_SCALE,
  HIGHEST,
  LOWEST,
  NEUTRAL,
  type PathKind,
  pathPoints,
  pathScale,
  withKnot,
  withNewKnot,
} from './pathScale.ts';

export type PathChartProps = {
  readonly kind: PathKind;
  /** The name of the path, for the names of its knots. */
  readonly label: string;
  readonly knots: Knots;
  /** The month in which the scenario starts, and the last month of the plan. */
  readonly start: Month;
  readonly lastMonth: Month;
  readonly readOnly: boolean;
  /** Called while a knot moves. */
  readonly onMove: (knots: Knots) => void;
  /** Called when it stops. */
  readonly onCommit: (knots: Knots) => void;
};

const HEIGHT = 230;
const PAD = { left: 52, right: 16, top: 12, bottom: 26 } as const;
const SHIFT_STEP = 10;

const Picture = styled('svg')(({ theme }) => ({
  display: 'block',
  width: '100%',
  height: HEIGHT,
  touchAction: 'none',
  userSelect: 'none',
  '& .grid': { stroke: theme.vars.palette.ore.chart.grid },
  '& .zero': { stroke: theme.vars.palette.ore.chart.zero, strokeDasharray: '4 3' },
  '& text': { fontSize: 12, fill: theme.vars.palette.ore.chart.axis },
  '& .path': { fill: 'none', stroke: theme.vars.palette.ore.scenario.stressed, strokeWidth: 2 },
  '& .knot': {
    fill: theme.vars.palette.background.paper,
    stroke: theme.vars.palette.ore.scenario.stressed,
    strokeWidth: 2,
    cursor: 'grab',
    outline: 'none',
  },
  '& .knot:focus-visible': { fill: theme.vars.palette.ore.scenario.stressed, stroke: theme.vars.palette.ore.focus, strokeWidth: 4 },
  '& .still': { cursor: 'default' },
}));

/**
 * Edits a path as a chart. The pointer drags a knot, and adds one on the empty chart. By keyboard the focus is on a knot: arrows move it by
 * a month or a percentage point (ten with Shift), Insert adds one after it, Delete removes it.
 */
export const PathChart = ({ kind, label, knots, start, lastMonth, readOnly, onMove, onCommit }: PathChartProps) => {
  const frame = useRef<SVGSVGElement>(null);
  const [width, setWidth] = useState(640);
  const [draggedIndex, setDragged] = useState<number>();
  // the latest position of the moving knot, because several events may occur before the next rendering
  const movedKnots = useRef<Knots>(undefined);
  useEffect(() => {
    const svg = frame.current;
    if (!svg) return;
    const watch = new ResizeObserver(([entry]) => entry && setWidth(Math.max(240, entry.contentRect.width)));
    watch.observe(svg);
    return () => watch.disconnect();
  }, []);

  const months = Math.max(12, lastMonth - start, ...knots.map(({ afterMonths }) => afterMonths + 6));
  // the scale is fixed while a knot is dragged
  const scale = pathScale(kind, knots);
  const [dragScale, setDragScale] = useState(scale);
  const { low, high, ticks } = draggedIndex === undefined ? scale : dragScale;
  const x = (month: number) => PAD.left + (month / months) * (width - PAD.left - PAD.right);
  const y = (value: number) => HEIGHT - PAD.bottom - ((value * DISPLAY_SCALE[kind] - low) / (high - low)) * (HEIGHT - PAD.top - PAD.bottom);
  const knotAt = (event: PointerEvent): Knots[number] => {
    const box = frame.current?.getBoundingClientRect() ?? { left: 0, top: 0 };
    const share = (event.clientX - box.left - PAD.left) / (width - PAD.left - PAD.right);
    const rise = (HEIGHT - PAD.bottom - (event.clientY - box.top)) / (HEIGHT - PAD.top - PAD.bottom);
    return { afterMonths: Math.round(share * months), value: clampPathValue(kind, (low + rise * (high - low)) / DISPLAY_SCALE[kind]) };
  };
  const formatValue = (value: number) =>
    kind === 'charge'
      ? text('scenarios.path.shift', { value: formatNumber(value, { decimals: 1, sign: true }) })
      : text('scenarios.path.percent', { value: formatPlainNumber(value * 100, { decimals: 1 }) });

  const move = (next: Knots) => {
    movedKnots.current = next;
    onMove(next);
  };
  const finishMove = (next: Knots | undefined = movedKnots.current) => {
    movedKnots.current = undefined;
    if (next) onCommit(next);
  };
  const onKey = (event: KeyboardEvent, index: number) => {
    const knot = knots[index];
    if (!knot) return;
    const times = event.shiftKey ? SHIFT_STEP : 1;
    const point = 1 / DISPLAY_SCALE[kind];
    const steps: Readonly<Record<string, Knots[number]>> = {
      ArrowUp: { ...knot, value: clampPathValue(kind, knot.value + times * point) },
      ArrowDown: { ...knot, value: clampPathValue(kind, knot.value - times * point) },
      ArrowRight: { ...knot, afterMonths: knot.afterMonths + times },
      ArrowLeft: { ...knot, afterMonths: knot.afterMonths - times },
    };
    const step = steps[event.key];
    if (step) move(withKnot(knots, index, step));
    else if (event.key === 'Insert' || event.key === '+') {
      const next = knots[index + 1]?.afterMonths ?? knot.afterMonths + 12;
      const nextKnots = withNewKnot(knots, { afterMonths: Math.round((knot.afterMonths + next) / 2), value: knot.value });
      if (nextKnots) finishMove(nextKnots);
    } else if (event.key === 'Delete' && knots.length > 1) finishMove(knots.filter((_, i) => i !== index));
    else return;
    event.preventDefault();
  };

  const line = pathPoints(kind, knots, months)
    .map(({ month, value }, i) => `${i === 0 ? 'M' : 'L'}${x(month).toFixed(1)} ${y(value).toFixed(1)}`)
    .join('');
  const years = Array.from({ length: months + 1 }, (_, month) => month).filter((month) => monthOfYear(start + month) === 1);
  return (
    <Picture
      ref={frame}
      viewBox={`0 0 ${width} ${HEIGHT}`}
      preserveAspectRatio="none"
      role="group"
      aria-label={text('scenarios.path.picture', { label })}
      onPointerDown={(event) => {
        if (readOnly || event.button !== 0) return;
        const nextKnots = withNewKnot(knots, knotAt(event));
        if (nextKnots && event.target === event.currentTarget) finishMove(nextKnots);
      }}
      onPointerMove={(event) => {
        if (draggedIndex === undefined) return;
        move(withKnot(knots, draggedIndex, knotAt(event)));
      }}
      onPointerUp={() => {
        if (draggedIndex === undefined) return;
        setDragged(undefined);
        finishMove();
      }}
    >
      {ticks.map((tick) => (
        <g key={tick} pointerEvents="none">
          <line
            className="grid"
            x1={PAD.left}
            x2={width - PAD.right}
            y1={y(tick / DISPLAY_SCALE[kind])}
            y2={y(tick / DISPLAY_SCALE[kind])}
          />
          <text x={PAD.left - 12} y={y(tick / DISPLAY_SCALE[kind]) + 4} textAnchor="end">
            {formatPlainNumber(tick, { decimals: 0 })}
          </text>
        </g>
      ))}
      {years.map((month) => (
        <text key={month} x={x(month)} y={HEIGHT - 8} textAnchor="middle" pointerEvents="none">
          {yearOf(start + month)}
        </text>
      ))}
      <line className="zero" x1={PAD.left} x2={width - PAD.right} y1={y(NEUTRAL[kind])} y2={y(NEUTRAL[kind])} pointerEvents="none" />
      <path className="path" d={line} pointerEvents="none" />
      {knots.map((knot, index) => {
        const place = { cx: x(knot.afterMonths), cy: y(knot.value), r: 6 };
        const description = `${formatMonth(start + knot.afterMonths)}${colon()}${formatValue(knot.value)}`;
        // by index, so that a knot keeps its focus while its month changes
        const key = `${label} ${index}`;
        return readOnly ? (
          <circle key={key} className="knot still" {...place}>
            <title>{description}</title>
          </circle>
        ) : (
          <circle
            key={key}
            className="knot"
            {...place}
            role="slider"
            tabIndex={0}
            aria-label={text('scenarios.path.knot', { number: index + 1, label })}
            aria-valuemin={LOWEST[kind] * DISPLAY_SCALE[kind]}
            aria-valuemax={HIGHEST[kind] * DISPLAY_SCALE[kind]}
            aria-valuenow={knot.value * DISPLAY_SCALE[kind]}
            aria-valuetext={description}
            onPointerDown={(event) => {
              setDragScale(scale);
              setDragged(index);
              event.currentTarget.ownerSVGElement?.setPointerCapture(event.pointerId);
              event.currentTarget.focus();
            }}
            onKeyDown={(event) => onKey(event, index)}
            onBlur={() => draggedIndex === undefined && finishMove()}
          />
        );
      })}
    </Picture>
  );
};
