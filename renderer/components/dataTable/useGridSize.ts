import { type RefObject, useLayoutEffect, useState } from 'react';
import type { DataGridHandle } from 'react-data-grid';
import { HEAD_HEIGHT, ROW_HEIGHT, TOTAL_HEIGHT } from './gridStyles.ts';

export type GridSize = {
  /** Height of the grid, so that its body shows whole rows. */
  readonly height: number;
  /** Width inside the grid without a scroll bar. */
  readonly width: number;
};

const FIRST_SIZE: GridSize = { height: HEAD_HEIGHT + 10 * ROW_HEIGHT, width: 0 };

/**
 * Measures the frame and the grid: the grid is as high as its rows need, at most `visibleRows` or as the frame allows, and never shows
 * half a row.
 */
export const useGridSize = (
  frame: RefObject<HTMLDivElement | null>,
  grid: RefObject<DataGridHandle | null>,
  rows: number,
  hasTotal: boolean,
  visibleRows: number | undefined,
): GridSize => {
  const [size, setSize] = useState(FIRST_SIZE);
  useLayoutEffect(() => {
    const box = frame.current;
    const element = grid.current?.element;
    if (!box || !element) return;
    const measure = () => {
      const scrollBar = element.offsetHeight - element.clientHeight;
      const fixedHeight = HEAD_HEIGHT + (hasTotal ? TOTAL_HEIGHT : 0) + scrollBar;
      const fittingRows = visibleRows ?? Math.floor((box.clientHeight - fixedHeight) / ROW_HEIGHT);
      const height = fixedHeight + Math.max(1, Math.min(rows, fittingRows)) * ROW_HEIGHT;
      const width = element.clientWidth;
      setSize((previousSize) => (previousSize.height === height && previousSize.width === width ? previousSize : { height, width }));
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(box);
    observer.observe(element);
    return () => observer.disconnect();
  }, [frame, grid, rows, hasTotal, visibleRows]);
  return size;
};
