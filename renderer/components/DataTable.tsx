import { styled } from '@mui/material/styles';
import {
  type ClipboardEvent,
  type KeyboardEvent,
  type MouseEvent,
  type ReactNode,
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import 'react-data-grid/lib/styles.css';
import { DataGrid, type DataGridHandle } from 'react-data-grid';
import { comma, text } from '#shared/messages/text.ts';
import { formatNumber } from '#shared/units/format.ts';
import {
  type BlockEdits,
  clearEdits,
  fillEdits,
  hasMoreRows,
  parseBlock,
  pasteEdits,
  rangeTsv,
  type SkippedCells,
  sumOf,
} from './dataTable/clipboard.ts';
import type { ColumnWidths } from './dataTable/columnWidth.ts';
import { gridColumns, type TotalRow } from './dataTable/gridColumns.tsx';
import { GridFrame, HEAD_HEIGHT, ROW_HEIGHT, TOTAL_HEIGHT } from './dataTable/gridStyles.ts';
import { type Cell, isOneCell, type Rectangle, rectangle } from './dataTable/range.ts';
import { StatusLine } from './dataTable/StatusLine.tsx';
import { sortRows } from './dataTable/sorting.ts';
import type { TableSort } from './dataTable/tableSort.ts';
import type { DataColumn, GridRow, SheetDraft } from './dataTable/tableTypes.ts';
import { useCellSelection } from './dataTable/useCellSelection.ts';
import { useColumnWidths } from './dataTable/useColumnWidths.ts';
import { cellId, type OnEdit, useEdits } from './dataTable/useEdits.ts';
import { useGridMemory } from './dataTable/useGridMemory.ts';
import { useGridSize } from './dataTable/useGridSize.ts';
import { Bleed } from './Page.tsx';
import { fillText, useComponentSettings, useTexts } from './settings.tsx';
import { useToast } from './Toast.tsx';
import { useFigureMenu } from './useFigureMenu.tsx';

export { Missing } from './dataTable/gridStyles.ts';
export type { CellEdit, CellEditing, CellRefusal, DataColumn, ParsedEdit, SheetDraft } from './dataTable/tableTypes.ts';

export type DataTableProps<Row> = {
  /** The accessible name of the table. */
  readonly label: string;
  /** The first column is frozen and names its row. */
  readonly columns: readonly DataColumn<Row>[];
  /** Keys of columns that are not shown; the rows can be ordered by them. */
  readonly hiddenColumns?: readonly string[] | undefined;
  readonly rows: readonly Row[];
  readonly rowKey: (row: Row) => string;
  /** The page of a row, opened by its first cell, a double click, or Enter in a read-only cell. */
  readonly rowRoute?: ((row: Row) => string | undefined) | undefined;
  /** The order, where the page keeps it; undefined for the original order of the rows. */
  readonly sort?: TableSort | undefined;
  /** Whether the rows come in that order, as a page of more rows does; the table then leaves them as they are. */
  readonly isSorted?: boolean | undefined;
  /** Called with the requested order. Without it the table keeps the order itself. */
  readonly onSort?: ((sort: TableSort | undefined) => void) | undefined;
  /** The widths that a person set, where the page keeps them. */
  readonly widths?: ColumnWidths | undefined;
  /** Called with the widths after a change. Without it the table keeps them itself. */
  readonly onWidths?: ((widths: ColumnWidths) => void) | undefined;
  /** Stores typed, pasted, filled and cleared cells, all of one action in one call; returns those that are refused. */
  readonly onEdit?: OnEdit | undefined;
  /** Stores the texts of cells that are not committed; without it they last as long as the table. */
  readonly draft?: SheetDraft | undefined;
  /**
   * When the page last received its rows, ms. What is typed is then shown in its cell until the rows are received again; without it a cell
   * shows its stored value meanwhile.
   */
  readonly answeredAt?: number | undefined;
  /** Receives a pasted block that has more rows than the table below the cell, or headers, with the columns from the cell on. */
  readonly onBeyond?: ((block: string, columns: readonly string[]) => void) | undefined;
  /** Called with the rows of the selected cells. */
  readonly onChoose?: ((rows: readonly Row[]) => void) | undefined;
  /** Number of visible rows. Default: as many as fit on the page. */
  readonly visibleRows?: number | undefined;
  /** Focuses the first editable cell when the table is first shown. */
  readonly autoFocus?: boolean | undefined;
  /** Shown if there are no rows. */
  readonly empty?: ReactNode | undefined;
  /** Content of the page at the right of the status line. */
  readonly status?: ReactNode | undefined;
};

const Fill = styled(Bleed, { shouldForwardProp: (prop) => prop !== 'fillsPage' })<{ fillsPage: boolean }>(({ fillsPage }) => ({
  display: 'flex',
  flexDirection: 'column',
  ...(fillsPage ? { flex: '1 1 auto', minHeight: HEAD_HEIGHT + 4 * ROW_HEIGHT + TOTAL_HEIGHT } : {}),
}));

const TOTALS: readonly TotalRow[] = [{ total: true }];

/** Names of row and column, for example "Tianmu Lithium, Quantity". */
const cellName = <Row,>(columns: readonly DataColumn<Row>[], column: DataColumn<Row>, row: Row): string =>
  [...new Set([columns[0]?.text(row), column.label])].filter(Boolean).join(comma());

const Sheet = <Row,>(props: DataTableProps<Row>) => {
  const {
    label,
    columns: editableColumns,
    hiddenColumns,
    rows,
    rowKey,
    rowRoute,
    sort: sortOfPage,
    isSorted = false,
    onSort,
    widths,
    onWidths,
    onEdit: onEditOfPage,
    draft,
    answeredAt,
    onBeyond,
    onChoose,
    visibleRows,
    autoFocus = false,
    empty,
    status,
  } = props;
  const { navigate, isReadOnly } = useComponentSettings();
  const onEdit = isReadOnly ? undefined : onEditOfPage;
  const allColumns = useMemo(
    () => (isReadOnly ? editableColumns.map((column) => ({ ...column, edit: undefined })) : editableColumns),
    [editableColumns, isReadOnly],
  );
  const texts = useTexts();
  const frame = useRef<HTMLDivElement>(null);
  const grid = useRef<DataGridHandle>(null);
  const [ownSort, setOwnSort] = useState<TableSort>();
  const sort = onSort ? sortOfPage : ownSort;
  const columns = useMemo(
    () => (hiddenColumns?.length ? allColumns.filter(({ key }, index) => index === 0 || !hiddenColumns.includes(key)) : allColumns),
    [allColumns, hiddenColumns],
  );
  const { refusals, enteredTexts, savingCount, apply, recordTyped, forget } = useEdits(columns, onEdit, draft, answeredAt);
  const shownText = useCallback(
    (tableColumn: DataColumn<Row>, { key, row }: GridRow<Row>): string => {
      const id = cellId(key, tableColumn.key);
      return refusals.get(id)?.text ?? enteredTexts.get(id)?.text ?? tableColumn.text(row);
    },
    [refusals, enteredTexts],
  );
  const [skippedCells, setSkippedCells] = useState<SkippedCells>();
  const toast = useToast();
  const isLocked = isReadOnly && onEditOfPage !== undefined;
  const applyBlock = useCallback(
    ({ edits, skipped }: BlockEdits) => {
      if (isLocked) {
        toast({ text: text('common.locked') });
        return;
      }
      setSkippedCells(skipped.count > 0 ? skipped : undefined);
      apply(edits);
    },
    [apply, isLocked, toast],
  );
  // rows that come while a cell is typed into keep their order, so that its record stays where it is
  const [heldOrder, setHeldOrder] = useState<ReadonlyMap<string, number>>();
  const gridRows = useMemo(
    () => sortRows(rows, allColumns, rowKey, isSorted ? undefined : sort, heldOrder),
    [rows, allColumns, rowKey, isSorted, sort, heldOrder],
  );
  const holdOrder = useCallback(
    (isTyping: boolean) => setHeldOrder(isTyping ? new Map(gridRows.map(({ key, index }) => [key, index])) : undefined),
    [gridRows],
  );
  const hasTotal = columns.some((column) => column.total !== undefined);
  const { height, width } = useGridSize(frame, grid, gridRows.length, hasTotal, visibleRows);
  const sizeVariables: Record<string, string> = { '--ore-grid-width': `${width}px`, '--ore-grid-height': `${height}px` };

  const open = useCallback(
    (row: Row) => {
      const route = rowRoute?.(row);
      if (route !== undefined) navigate(route);
    },
    [rowRoute, navigate],
  );
  const { open: openFigureMenu, menu } = useFigureMenu();
  const openMenu = useCallback(
    (cell: Cell, event: MouseEvent | KeyboardEvent) => {
      const row = gridRows[cell.row]?.row;
      const column = columns[cell.column];
      const element = event.target instanceof Element ? event.target.closest<HTMLElement>('.rdg-cell') : null;
      if (row && column && element) openFigureMenu(event, element, column.figure?.(row), cellName(columns, column, row));
    },
    [gridRows, columns, openFigureMenu],
  );
  const fill = useCallback(
    (target: Rectangle, sourceRow?: number) => applyBlock(fillEdits(gridRows, columns, target, shownText, sourceRow)),
    [applyBlock, gridRows, columns, shownText],
  );
  const clear = useCallback((target: Rectangle) => applyBlock(clearEdits(gridRows, columns, target)), [applyBlock, gridRows, columns]);
  const { active, range, handlers, frameHandlers } = useCellSelection({ grid, gridRows, columns, fill, clear, forget, open, openMenu });
  const { onWidthKey, ...gridWidths } = useColumnWidths({ columns, widths, onWidths });
  const saveView = useGridMemory({ label, grid, gridRows, columns, active });
  const area = useMemo(() => (range ? rectangle(range) : active && rectangle({ anchor: active, head: active })), [range, active]);
  const isRangeSelected = area !== undefined && !isOneCell(area);

  const firstEditable = columns.findIndex(({ edit }) => edit !== undefined);
  const canFocus = autoFocus && gridRows.length > 0;
  useEffect(() => {
    if (!canFocus) return;
    grid.current?.setActivePosition({ rowIdx: 0, idx: Math.max(0, firstEditable) }, { shouldFocus: true });
    frame.current?.scrollIntoView({ block: 'nearest' });
  }, [canFocus, firstEditable]);

  const selectedRows = area ? gridRows.slice(area.top, area.bottom + 1) : [];
  const selectedKeys = selectedRows.map(({ key }) => key).join('\n');
  // biome-ignore lint/correctness/useExhaustiveDependencies: called when the selected rows change, not at every rendering
  useEffect(() => {
    onChoose?.(selectedRows.map(({ row }) => row));
  }, [onChoose, selectedKeys]);

  const renderedColumns = useMemo(
    () =>
      gridColumns({
        columns,
        refusals,
        enteredTexts,
        selectedArea: isRangeSelected ? area : undefined,
        rowRoute,
        width,
        onType: recordTyped,
        onOpen: holdOrder,
      }),
    [columns, refusals, enteredTexts, isRangeSelected, area, rowRoute, width, recordTyped, holdOrder],
  );

  const commit = (changedRows: readonly GridRow<Row>[], indexes: readonly number[]) =>
    apply(
      indexes.flatMap((index) => {
        const { key, typed } = changedRows[index] ?? {};
        return key !== undefined && typed ? [{ rowKey: key, ...typed }] : [];
      }),
    );
  const copy = (_: unknown, event: ClipboardEvent<HTMLDivElement>) => {
    if (!area || event.target instanceof HTMLInputElement) return;
    event.preventDefault();
    event.clipboardData.setData('text/plain', rangeTsv(gridRows, columns, area, shownText));
  };
  // of the frame, as the grid passes on no block that begins at a read-only cell
  const paste = (event: ClipboardEvent<HTMLDivElement>) => {
    if (!onEditOfPage || !area || event.target instanceof HTMLInputElement || event.target instanceof HTMLSelectElement) return;
    event.preventDefault();
    const clipboardText = event.clipboardData.getData('text/plain');
    const block = parseBlock(clipboardText);
    if (!isLocked && onBeyond && hasMoreRows(block, columns, { ...area, rows: gridRows.length })) {
      onBeyond(
        clipboardText,
        columns.slice(area.left).map(({ key }) => key),
      );
    } else applyBlock(pasteEdits(block, gridRows, columns, area));
  };

  const currentRow = active && gridRows[active.row];
  const column = active && columns[active.column];
  const currentId = currentRow && column && cellId(currentRow.key, column.key);
  const refusal = currentId === undefined ? undefined : refusals.get(currentId);
  const enteredText = currentId === undefined ? undefined : enteredTexts.get(currentId)?.text;
  // refused texts of rows that a filter hides are not counted: they can't be found in the table
  const unsavedCount = useMemo(() => {
    if (refusals.size === 0) return 0;
    const keys = new Set(gridRows.map(({ key }) => key));
    return [...refusals.keys()].filter((id) => keys.has(id.slice(id.indexOf('\n') + 1))).length;
  }, [refusals, gridRows]);
  // a range of thousands of rows is summed once, not at every rendering
  const sum = useMemo(
    () => (isRangeSelected && area ? sumOf(gridRows, columns, area, shownText) : undefined),
    [isRangeSelected, area, gridRows, columns, shownText],
  );
  const statusValue = () => {
    if (isRangeSelected && area) {
      const size = fillText(texts.cells, { rows: area.bottom - area.top + 1, columns: area.right - area.left + 1 });
      if (!sum) return size;
      const total = `${formatNumber(sum.sum, { decimals: sum.decimals })}${sum.unit === '' ? '' : ` ${sum.unit}`}`;
      return `${size}${comma()}${fillText(texts.sum, { sum: total })}`;
    }
    if (!currentRow || !column) return undefined;
    const value = refusal?.text ?? enteredText ?? column.text(currentRow.row);
    return column.unit === undefined || value === '' ? value : `${value} ${column.unit}`;
  };
  const statusNote = () => {
    const origin = currentRow && column?.origin?.(currentRow.row);
    return (currentRow && column?.note?.(currentRow.row)) ?? (origin && origin !== 'user' ? text(`origin.${origin}`) : undefined);
  };

  return (
    <Fill fillsPage={visibleRows === undefined}>
      <GridFrame
        ref={frame}
        {...frameHandlers}
        onKeyDownCapture={(event) => {
          setSkippedCells(undefined);
          onWidthKey(event);
        }}
        onMouseDownCapture={() => setSkippedCells(undefined)}
        onPaste={paste}
        style={{ ...sizeVariables, ...(visibleRows === undefined ? { flex: '1 1 0', minHeight: 0 } : {}) }}
      >
        <DataGrid<GridRow<Row>, TotalRow>
          ref={grid}
          aria-label={label}
          className="rdg"
          style={{ blockSize: height }}
          columns={renderedColumns}
          rows={gridRows}
          rowKeyGetter={(row) => row.key}
          rowHeight={ROW_HEIGHT}
          headerRowHeight={HEAD_HEIGHT}
          summaryRowHeight={TOTAL_HEIGHT}
          {...(hasTotal ? { bottomSummaryRows: TOTALS } : {})}
          sortColumns={sort ? [{ columnKey: sort.column, direction: sort.isHighestFirst ? 'DESC' : 'ASC' }] : []}
          onSortColumnsChange={([next]) =>
            (onSort ?? setOwnSort)(next && { column: next.columnKey, isHighestFirst: next.direction === 'DESC' })
          }
          {...gridWidths}
          onRowsChange={(changedRows, { indexes }) => commit(changedRows, indexes)}
          onCellCopy={copy}
          {...(onEdit
            ? {
                // without it, Ctrl+V would open an editor
                onCellPaste: ({ row }: { row: GridRow<Row> }) => row,
                // shows the handle, with which the selection fills
                onFill: ({ targetRow }) => targetRow,
              }
            : {})}
          onScroll={saveView}
          renderers={{ noRowsFallback: empty }}
          {...handlers}
        />
      </GridFrame>
      <StatusLine
        cell={currentRow && column && !isRangeSelected ? cellName(columns, column, currentRow.row) : undefined}
        value={statusValue()}
        note={isRangeSelected ? undefined : statusNote()}
        error={isRangeSelected ? undefined : (refusal?.message ?? (currentRow && column?.error?.(currentRow.row)))}
        skipped={skippedCells}
        savingCount={savingCount}
        unsavedCount={unsavedCount}
        isEditable={onEdit !== undefined}
        hasFigure={!isRangeSelected && currentRow !== undefined && column?.figure?.(currentRow.row)?.identity !== undefined}
      >
        {status}
      </StatusLine>
      {menu}
    </Fill>
  );
};

/** A table that is edited like a spreadsheet: sorting, ranges, fill, paste, copy as TSV, a frozen first column, totals, and a status line. */
export const DataTable = <Row,>(props: DataTableProps<Row>) => <Sheet key={props.draft?.workspace} {...props} />;
