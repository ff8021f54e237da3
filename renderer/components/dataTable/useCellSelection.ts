import {
  type KeyboardEvent,
  type MouseEvent,
  type PointerEvent,
  type RefObject,
  useCallback,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import type {
  CellKeyboardEvent,
  CellKeyDownArgs,
  CellMouseArgs,
  CellMouseEvent,
  DataGridHandle,
  PositionChangeArgs,
} from 'react-data-grid';
import { isMenuKey } from '../useFigureMenu.tsx';
import type { TotalRow } from './gridColumns.tsx';
import { HEAD_HEIGHT, ROW_HEIGHT } from './gridStyles.ts';
import { type Cell, moveHead, type Range, type Rectangle, rectangle } from './range.ts';
import type { DataColumn, GridRow } from './tableTypes.ts';

type Context<Row> = {
  readonly grid: RefObject<DataGridHandle | null>;
  readonly gridRows: readonly GridRow<Row>[];
  readonly columns: readonly DataColumn<Row>[];
  /** Copies a row of an area, by default its top row, to its other rows. */
  readonly fill: (area: Rectangle, sourceRow?: number) => void;
  readonly clear: (area: Rectangle) => void;
  readonly forget: (rowKey: string, column: string) => boolean;
  readonly open: (row: Row) => void;
  /** Opens the menu of the figure in a cell, if it has one. */
  readonly openMenu: (cell: Cell, event: MouseEvent | KeyboardEvent) => void;
};

type KeyArgs<Row> = CellKeyDownArgs<GridRow<Row>, TotalRow>;
type MouseArgs<Row> = CellMouseArgs<GridRow<Row>, TotalRow>;

const isFillHandle = (target: EventTarget): boolean => target instanceof Element && target.matches('.rdg-cell-drag-handle');

/** The position of the row of an element; the grid counts its header as the first row. */
const rowOf = (element: Element): number => Number(element.closest('.rdg-row')?.getAttribute('aria-rowindex')) - 2;

const isControl = (target: EventTarget): boolean => target instanceof Element && target.closest('a, button, select') !== null;

/** The active cell, with the record of its row. */
type ActiveCell = Cell & { readonly key: string };

/**
 * Manages the active cell and the selection by keyboard and mouse: arrows, Home, End and pages, with Ctrl to the edge, with Shift as a
 * range; Shift with a click, dragging, Ctrl+A. Ctrl+D and the handle of the cell fill, Delete clears, Enter and F2 edit, Enter on a read-only
 * cell opens its row; the keys and the button for a context menu open that of its figure. The active cell stays on its record when rows come in another order.
 */
export const useCellSelection = <Row>({ grid, gridRows, columns, fill, clear, forget, open, openMenu }: Context<Row>) => {
  const [activeCell, setActive] = useState<ActiveCell>();
  const [range, setRange] = useState<Range>();
  const isDragging = useRef(false);
  const hadFocus = useRef(false);

  useLayoutEffect(() => {
    if (!activeCell || gridRows[activeCell.row]?.key === activeCell.key) return;
    const rowIdx = gridRows.findIndex(({ key }) => key === activeCell.key);
    const keyInPlace = gridRows[activeCell.row]?.key;
    // a row that moved out of those that are drawn lost the focus
    const shouldFocus = hadFocus.current && document.activeElement === document.body;
    if (rowIdx >= 0) grid.current?.setActivePosition({ rowIdx, idx: activeCell.column }, { shouldFocus });
    else setActive(keyInPlace === undefined ? undefined : { ...activeCell, key: keyInPlace });
  }, [grid, gridRows, activeCell]);

  const canType = useCallback(
    ({ row, column }: Cell): boolean => {
      const target = gridRows[row];
      const { edit, isEditable } = columns[column] ?? {};
      return target !== undefined && edit !== undefined && (isEditable?.(target.row) ?? true);
    },
    [gridRows, columns],
  );

  const handleKey = useCallback(
    (args: KeyArgs<Row>, event: CellKeyboardEvent) => {
      if (args.row === undefined || args.column === undefined) return;
      const cell: Cell = { row: args.rowIdx, column: args.column.idx };
      const preventDefaults = () => {
        event.preventGridDefault();
        event.preventDefault();
      };
      if (args.mode === 'EDIT') {
        if (event.key !== 'Enter' || event.nativeEvent.isComposing) return;
        // as in a spreadsheet: Enter moves down, with Shift up
        preventDefaults();
        args.onClose(true);
        const row = Math.min(gridRows.length - 1, Math.max(0, cell.row + (event.shiftKey ? -1 : 1)));
        grid.current?.setActivePosition({ rowIdx: row, idx: cell.column }, { shouldFocus: true });
        return;
      }
      const hasCommandKey = event.ctrlKey || event.metaKey;
      const area = rectangle(range ?? { anchor: cell, head: cell });
      const pageRows = Math.floor(((grid.current?.element?.clientHeight ?? 0) - HEAD_HEIGHT) / ROW_HEIGHT);
      const size = { rows: gridRows.length, columns: columns.length, pageRows };
      const head = moveHead(event.shiftKey ? (range?.head ?? cell) : cell, event.key, hasCommandKey, size);
      if (head && event.shiftKey) {
        preventDefaults();
        setRange({ anchor: cell, head });
        grid.current?.scrollToCell({ rowIdx: head.row, idx: head.column });
      } else if (head && hasCommandKey) {
        // the grid would go to its header and its total, which do not scroll
        preventDefaults();
        grid.current?.setActivePosition({ rowIdx: head.row, idx: head.column }, { shouldFocus: true });
      } else if (hasCommandKey && event.key === 'a') {
        preventDefaults();
        setRange({ anchor: { row: 0, column: 0 }, head: { row: gridRows.length - 1, column: columns.length - 1 } });
      } else if (hasCommandKey && event.key === 'd') {
        preventDefaults();
        fill(area);
      } else if (event.key === 'Delete' || event.key === 'Backspace') {
        preventDefaults();
        clear(area);
      } else if (event.key === 'Escape') {
        const selectedRow = gridRows[cell.row];
        const column = columns[cell.column];
        const wasRefused = selectedRow && column ? forget(selectedRow.key, column.key) : false;
        if (range || wasRefused) preventDefaults();
        setRange(undefined);
      } else if (event.key === 'F2') {
        preventDefaults();
        if (canType(cell)) args.setActivePosition({ rowIdx: cell.row, idx: cell.column }, { enableEditor: true });
      } else if (event.key === 'Enter' && !canType(cell) && !isControl(event.target)) {
        preventDefaults();
        open(args.row.row);
      } else if (isMenuKey(event)) {
        openMenu(cell, event);
      } else if (event.key === 'Tab' && !columns.some((column) => column.edit)) {
        // outside of an editor, Tab leaves the table
        event.preventGridDefault();
      } else if (event.key === '?') {
        // opens the list of shortcuts instead of an editor
        event.preventGridDefault();
      } else if (event.key.length === 1 && !hasCommandKey && canType(cell)) {
        // a letter opens the editor and is not a shortcut of the page
        event.stopPropagation();
      }
    },
    [range, gridRows, columns, fill, clear, forget, open, openMenu, canType, grid],
  );

  const handleMouseDown = useCallback(
    ({ rowIdx, column }: MouseArgs<Row>, event: CellMouseEvent) => {
      const cell: Cell = { row: rowIdx, column: column.idx };
      if (event.shiftKey && activeCell) {
        event.preventGridDefault();
        event.preventDefault();
        setRange({ anchor: activeCell, head: cell });
        return;
      }
      setRange(undefined);
      // the second press of a double click would select text, also of the page that it opens
      if (event.detail > 1) event.preventDefault();
      if (event.button !== 0 || isControl(event.target)) return;
      isDragging.current = true;
      window.addEventListener(
        'pointerup',
        () => {
          isDragging.current = false;
        },
        { once: true },
      );
    },
    [activeCell],
  );

  const handleDoubleClick = useCallback(
    ({ rowIdx, column, row }: MouseArgs<Row>, event: CellMouseEvent) => {
      if (canType({ row: rowIdx, column: column.idx })) return;
      event.preventGridDefault();
      open(row.row);
    },
    [canType, open],
  );

  const handlePositionChange = useCallback(({ rowIdx, row, column }: PositionChangeArgs<GridRow<Row>, TotalRow>) => {
    setActive(row && column ? { row: rowIdx, column: column.idx, key: row.key } : undefined);
    setRange(undefined);
  }, []);

  const handleDragOver = useCallback(
    (event: PointerEvent) => {
      if (!isDragging.current || !activeCell || !(event.target instanceof Element)) return;
      const cell = event.target.closest('.rdg-cell');
      if (!cell?.closest('.rdg-row')) return;
      const head = { row: rowOf(cell), column: Number(cell.getAttribute('aria-colindex')) - 1 };
      if (head.row === activeCell.row && head.column === activeCell.column) setRange(undefined);
      else setRange({ anchor: activeCell, head });
    },
    [activeCell],
  );

  // the grid would leave cells out that can't be edited, without counting them
  const fillTo = (row: number): void => {
    if (!activeCell) return;
    const { column } = activeCell;
    fill(rectangle({ anchor: { row: activeCell.row, column }, head: { row, column } }), activeCell.row);
  };

  const selectAll = useCallback(() => {
    grid.current?.setActivePosition({ rowIdx: 0, idx: 0 }, { shouldFocus: true });
    setRange({ anchor: { row: 0, column: 0 }, head: { row: gridRows.length - 1, column: columns.length - 1 } });
  }, [grid, gridRows, columns]);

  /** Handlers of the frame around the grid. */
  const frameHandlers = {
    onPointerOver: handleDragOver,
    onLostPointerCapture: ({ target }: PointerEvent) => {
      if (!isFillHandle(target) || !activeCell) return;
      const rows = [...(grid.current?.element?.querySelectorAll('.rdg-cell-dragged-over') ?? [])].map(rowOf);
      // of the rows above or below the cell those in view have an element, with the one under the pointer
      if (rows.length > 0) fillTo((rows[0] ?? 0) < activeCell.row ? Math.min(...rows) : Math.max(...rows));
    },
    onDoubleClickCapture: ({ target }: MouseEvent) => {
      if (isFillHandle(target)) fillTo(gridRows.length - 1);
    },
    // from the header or the total, whose keys the grid does not pass on
    onKeyDown: (event: KeyboardEvent) => {
      if (event.key !== 'a' || !(event.ctrlKey || event.metaKey) || event.defaultPrevented || event.target instanceof HTMLInputElement)
        return;
      event.preventDefault();
      if (gridRows.length > 0) selectAll();
    },
    onFocus: () => {
      hadFocus.current = true;
    },
    onBlur: () => {
      hadFocus.current = false;
    },
  };

  const handlers = useMemo(
    () => ({
      onCellKeyDown: handleKey,
      onCellMouseDown: handleMouseDown,
      onCellDoubleClick: handleDoubleClick,
      onCellContextMenu: ({ rowIdx, column }: MouseArgs<Row>, event: CellMouseEvent) =>
        openMenu({ row: rowIdx, column: column.idx }, event),
      onActivePositionChange: handlePositionChange,
    }),
    [handleKey, handleMouseDown, handleDoubleClick, openMenu, handlePositionChange],
  );
  return { active: activeCell, range, handlers, frameHandlers };
};
