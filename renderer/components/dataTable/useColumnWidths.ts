import { type KeyboardEvent, useMemo, useState } from 'react';
import type { ColumnWidths as GridWidths } from 'react-data-grid';
import { type ColumnWidths, clampWidth, NO_WIDTHS } from './columnWidth.ts';
import type { DataColumn } from './tableTypes.ts';

/** The change of a width by one press of a key, px. */
const KEY_STEP = 10;

type Options<Row> = {
  readonly columns: readonly DataColumn<Row>[];
  /** The widths that a person set, where the page keeps them. */
  readonly widths: ColumnWidths | undefined;
  /** Called with the widths after a change. Without it the table keeps them itself. */
  readonly onWidths: ((widths: ColumnWidths) => void) | undefined;
};

/** The widths that a person set, for the grid: by dragging the edge of a header, a double click on it, or Ctrl with an arrow in the header. */
export const useColumnWidths = <Row>({ columns, widths: widthsOfPage, onWidths }: Options<Row>) => {
  const [ownWidths, setOwnWidths] = useState(NO_WIDTHS);
  const widths = onWidths ? (widthsOfPage ?? NO_WIDTHS) : ownWidths;
  const setWidths = onWidths ?? setOwnWidths;
  const columnWidths = useMemo((): GridWidths => new Map([...widths].map(([key, width]) => [key, { type: 'resized', width }])), [widths]);
  return {
    columnWidths,
    onColumnWidthsChange: (gridWidths: GridWidths) =>
      setWidths(new Map([...gridWidths].flatMap(([key, { type, width }]) => (type === 'resized' ? [[key, clampWidth(width)]] : [])))),
    // the grid does not report widths that were set by keys
    onWidthKey: (event: KeyboardEvent) => {
      const head = event.target instanceof Element ? event.target.closest<HTMLElement>('[role="columnheader"]') : null;
      const step = { ArrowLeft: -KEY_STEP, ArrowRight: KEY_STEP }[event.key];
      const column = columns[Number(head?.getAttribute('aria-colindex')) - 1];
      if (!head || !column || step === undefined || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      event.stopPropagation();
      setWidths(new Map([...widths, [column.key, clampWidth(head.getBoundingClientRect().width + step)]]));
    },
  };
};
