import { styled, type Theme } from '@mui/material/styles';
import { type KeyboardEvent, useRef, useState } from 'react';
import { nearestPlace, type PointPlace, pointByKey } from './chart/pointNavigation.ts';

/** Points of a chart that can be selected by pointer or keyboard. */
export type ChartChoice = {
  /** The accessible name of the points. */
  readonly label: string;
  /** In the order of the arrow keys, in the units of the axes; the name describes a point with units. */
  readonly points: readonly { readonly x: number; readonly y: number; readonly name: string }[];
  readonly chosenIndex: number | undefined;
  readonly onChoose: (index: number) => void;
};

const List = styled('div')({ position: 'absolute', inset: 0, '&[data-near]': { cursor: 'pointer' } });

/** A ring around a point of a chart, with its name while it has the focus. */
export const markStyle = (theme: Theme) => ({
  position: 'absolute' as const,
  width: 8,
  height: 8,
  margin: '-4px 0 0 -4px',
  borderRadius: '50%',
  border: `1.5px solid ${theme.vars.palette.text.primary}`,
  backgroundColor: theme.vars.palette.background.paper,
  '&:focus-visible': { outline: `2px solid ${theme.vars.palette.ore.focus}`, outlineOffset: 3 },
  '& > span': { display: 'none' },
  '&:focus-visible > span, &[data-near] > span': {
    ...theme.typography.caption,
    display: 'block',
    position: 'absolute' as const,
    left: 0,
    bottom: 14,
    zIndex: 1,
    padding: '2px 8px',
    whiteSpace: 'nowrap' as const,
    color: theme.vars.palette.text.primary,
    backgroundColor: theme.vars.palette.ore.raised,
    border: `1px solid ${theme.vars.palette.ore.line.normal}`,
  },
});

const Point = styled('div')(({ theme }) => ({
  ...markStyle(theme),
  // a pointer selects the nearest point, since 25 points can lie closer than a finger is wide
  pointerEvents: 'none',
  '&[aria-selected="true"]': { backgroundColor: theme.vars.palette.text.primary },
}));

export type ChartPointsProps = { readonly choice: ChartChoice; readonly places: readonly PointPlace[]; readonly width: number };

/** The points over the canvas as a listbox: arrow keys move the focus, Enter or a click selects. */
export const ChartPoints = ({ choice, places, width }: ChartPointsProps) => {
  const { label, points, chosenIndex, onChoose } = choice;
  const list = useRef<HTMLDivElement>(null);
  const [focusedIndex, setFocusedIndex] = useState<number>();
  const [nearIndex, setNearIndex] = useState<number>();
  const tabStop = Math.min(focusedIndex ?? chosenIndex ?? 0, points.length - 1);
  const pointAt = ({ clientX, clientY }: { readonly clientX: number; readonly clientY: number }) => {
    const box = list.current?.getBoundingClientRect() ?? { left: 0, top: 0 };
    return nearestPlace(places, { x: clientX - box.left, y: clientY - box.top });
  };
  const focus = (index: number) => list.current?.querySelectorAll<HTMLElement>('[role="option"]')[index]?.focus();
  const onKeyDown = (event: KeyboardEvent) => {
    const next = pointByKey(event.key, tabStop, points.length);
    if (next !== undefined) focus(next);
    else if (event.key === 'Enter' || event.key === ' ') onChoose(tabStop);
    else return;
    event.preventDefault();
  };
  return (
    <List
      ref={list}
      role="listbox"
      data-points=""
      aria-label={label}
      tabIndex={-1}
      data-near={nearIndex}
      onKeyDown={onKeyDown}
      onPointerMove={(event) => setNearIndex(pointAt(event))}
      onPointerLeave={() => setNearIndex(undefined)}
      onClick={(event) => {
        const index = pointAt(event);
        if (index !== undefined) onChoose(index);
      }}
    >
      {points.map(({ name }, index) => {
        const place = places[index];
        if (!place) return undefined;
        return (
          <Point
            key={name}
            role="option"
            tabIndex={index === tabStop ? 0 : -1}
            aria-selected={index === chosenIndex}
            aria-label={name}
            data-near={index === nearIndex ? '' : undefined}
            style={{ left: place.x, top: place.y }}
            onFocus={() => setFocusedIndex(index)}
            onBlur={() => setFocusedIndex(undefined)}
            onClick={(event) => {
              // a screen reader clicks the element, without a pointer position
              event.stopPropagation();
              onChoose(index);
            }}
          >
            <span aria-hidden style={{ transform: `translateX(-${(place.x / width) * 100}%)` }}>
              {name}
            </span>
          </Point>
        );
      })}
    </List>
  );
};
