import { styled } from '@mui/material/styles';
import { type KeyboardEvent, useRef, useState } from 'react';
import type { ChartMarkFigure } from '#shared/presentation/charts/chartMarks.ts';
import { markStyle } from './ChartPoints.tsx';
import { type PointPlace, pointByKey } from './chart/pointNavigation.ts';

const Layer = styled('div')({ position: 'absolute', inset: 0, pointerEvents: 'none' });

const MarkButton = styled('button')(({ theme }) => ({
  ...markStyle(theme),
  padding: 0,
  opacity: 0,
  '&:focus-visible, &[aria-expanded="true"]': { opacity: 1 },
}));

export type ChartFiguresProps = {
  /** The accessible name of the marks together. */
  readonly label: string;
  readonly figures: readonly ChartMarkFigure[];
  readonly places: readonly (PointPlace | undefined)[];
  readonly width: number;
  readonly openedIndex: number | undefined;
  readonly onOpen: (index: number, button: HTMLElement) => void;
};

/** The marks of a chart that have actions, for the keyboard: one is in the tab order, arrow keys move between them, Enter opens the actions. */
export const ChartFigures = ({ label, figures, places, width, openedIndex, onOpen }: ChartFiguresProps) => {
  const layer = useRef<HTMLDivElement>(null);
  const [focusedIndex, setFocusedIndex] = useState(0);
  const tabStop = Math.min(focusedIndex, figures.length - 1);
  const onKeyDown = (event: KeyboardEvent) => {
    const next = pointByKey(event.key, tabStop, figures.length);
    if (next === undefined) return;
    event.preventDefault();
    setFocusedIndex(next);
    layer.current?.querySelectorAll<HTMLElement>('button')[next]?.focus();
  };
  return (
    <Layer ref={layer} role="group" aria-label={label} onKeyDown={onKeyDown}>
      {figures.map(({ dataset, index, name }, i) => {
        const place = places[i] ?? { x: 0, y: 0 };
        return (
          <MarkButton
            key={`${dataset} ${index}`}
            type="button"
            tabIndex={i === tabStop ? 0 : -1}
            aria-haspopup="menu"
            aria-expanded={i === openedIndex}
            aria-label={name}
            style={{ left: place.x, top: place.y }}
            onFocus={() => setFocusedIndex(i)}
            onClick={(event) => onOpen(i, event.currentTarget)}
          >
            <span aria-hidden style={{ transform: `translateX(-${width > 0 ? (place.x / width) * 100 : 0}%)` }}>
              {name}
            </span>
          </MarkButton>
        );
      })}
    </Layer>
  );
};
