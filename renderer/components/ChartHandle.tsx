import { styled } from '@mui/material/styles';
import { type KeyboardEvent, type PointerEvent, useRef, useState } from 'react';

/** A vertical line on a chart with a horizontal axis that is dragged or moved by arrow keys; values in the units of the axis. */
export type ChartSlider = {
  readonly label: string;
  readonly value: number;
  /** The value with its unit, for a screen reader. */
  readonly text: (value: number) => string;
  readonly min: number;
  readonly max: number;
  /** The step of an arrow key; ten of them with Shift. */
  readonly step: number;
  readonly onCommit: (value: number) => void;
};

/** The horizontal axis of a drawn chart in px: the position of 0, the px of one unit, and the ends of the area. */
export type AxisPlace = { readonly zero: number; readonly pxPerUnit: number; readonly top: number; readonly bottom: number };

const Line = styled('div')(({ theme }) => ({
  position: 'absolute',
  width: 24,
  marginLeft: -12,
  cursor: 'ew-resize',
  touchAction: 'none',
  outline: 'none',
  '&::before': {
    content: '""',
    position: 'absolute',
    left: 11,
    top: 0,
    bottom: 0,
    width: 2,
    backgroundColor: theme.vars.palette.text.primary,
  },
  '&::after': {
    content: '""',
    position: 'absolute',
    left: 6,
    top: 'calc(50% - 10px)',
    width: 12,
    height: 20,
    boxSizing: 'border-box',
    borderRadius: 3,
    border: `1.5px solid ${theme.vars.palette.text.primary}`,
    backgroundColor: theme.vars.palette.background.paper,
  },
  '&:focus-visible::after': { outline: `2px solid ${theme.vars.palette.ore.focus}`, outlineOffset: 2 },
}));

const SHIFT_STEP = 10;

/** A slider over a chart: the pointer drags it, arrow keys move it by a step, Home and End to the ends of the axis. */
export const ChartHandle = ({ slider, place }: { readonly slider: ChartSlider; readonly place: AxisPlace }) => {
  const { label, value, text, min, max, step, onCommit } = slider;
  const line = useRef<HTMLDivElement>(null);
  // the value while the line is dragged
  const [draggedValue, setDraggedValue] = useState<number>();
  // a ref: several events may come before the next rendering
  const isDragging = useRef(false);
  const clampToAxis = (next: number): number => Math.min(max, Math.max(min, next));
  const shownValue = clampToAxis(draggedValue ?? value);
  const valueAt = ({ clientX }: PointerEvent): number => {
    const left = line.current?.parentElement?.getBoundingClientRect().left ?? 0;
    return clampToAxis((clientX - left - place.zero) / place.pxPerUnit);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const move = step * (event.shiftKey ? SHIFT_STEP : 1);
    const targets: Readonly<Record<string, number>> = {
      ArrowRight: shownValue + move,
      ArrowUp: shownValue + move,
      ArrowLeft: shownValue - move,
      ArrowDown: shownValue - move,
      Home: min,
      End: max,
    };
    const target = targets[event.key];
    if (target === undefined) return;
    event.preventDefault();
    onCommit(clampToAxis(target));
  };
  return (
    <Line
      ref={line}
      role="slider"
      tabIndex={0}
      aria-label={label}
      aria-valuemin={min}
      aria-valuemax={max}
      aria-valuenow={shownValue}
      aria-valuetext={text(shownValue)}
      title={text(shownValue)}
      style={{ left: place.zero + shownValue * place.pxPerUnit, top: place.top, height: place.bottom - place.top }}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        event.currentTarget.focus();
        isDragging.current = true;
        setDraggedValue(valueAt(event));
      }}
      onPointerMove={(event) => isDragging.current && setDraggedValue(valueAt(event))}
      onPointerUp={(event) => {
        if (!isDragging.current) return;
        isDragging.current = false;
        setDraggedValue(undefined);
        onCommit(valueAt(event));
      }}
      onPointerCancel={() => {
        isDragging.current = false;
        setDraggedValue(undefined);
      }}
      onKeyDown={onKeyDown}
    />
  );
};
