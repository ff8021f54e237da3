import { type RefObject, useCallback, useLayoutEffect, useRef } from 'react';
import type { DataGridHandle } from 'react-data-grid';
import { historyEntryKey } from '../historyEntryKey.ts';
import type { Cell } from './range.ts';
import type { DataColumn, GridRow } from './tableTypes.ts';

/** What a table shows: its scroll position, px, and the row and column of the active cell. */
type GridView = { readonly top: number; readonly left: number; readonly row?: string | undefined; readonly column?: string | undefined };

/** Views by entry of the browser's history and table. */
const gridViews = new Map<string, GridView>();

type Context<Row> = {
  /** The name of the table, one on its page. */
  readonly label: string;
  readonly grid: RefObject<DataGridHandle | null>;
  readonly gridRows: readonly GridRow<Row>[];
  readonly columns: readonly DataColumn<Row>[];
  readonly active: (Cell & { readonly key: string }) | undefined;
};

/** Restores the scroll position and the active cell of a table on Back and Forward. Returns the function that saves them when it scrolls. */
export const useGridMemory = <Row>({ label, grid, gridRows, columns, active }: Context<Row>): (() => void) => {
  const path = useRef(window.location.pathname);
  const column = active && columns[active.column]?.key;
  const row = active?.key;

  // biome-ignore lint/correctness/useExhaustiveDependencies: restored once, when the table is first shown
  useLayoutEffect(() => {
    const view = gridViews.get(`${historyEntryKey()} ${label}`);
    if (!view) return;
    grid.current?.element?.scrollTo({ top: view.top, left: view.left, behavior: 'instant' });
    const rowIdx = gridRows.findIndex(({ key }) => key === view.row);
    const idx = columns.findIndex(({ key }) => key === view.column);
    if (rowIdx >= 0 && idx >= 0) grid.current?.setActivePosition({ rowIdx, idx }, { shouldFocus: true });
  }, []);

  const save = useCallback(() => {
    const element = grid.current?.element;
    // a link changes the address before the page
    if (!element || window.location.pathname !== path.current) return;
    gridViews.set(`${historyEntryKey()} ${label}`, { top: element.scrollTop, left: element.scrollLeft, row, column });
  }, [label, grid, row, column]);
  useLayoutEffect(() => {
    if (row !== undefined) save();
  }, [row, save]);
  return save;
};
