import type { Column } from 'react-data-grid';
import { sumBy } from '#shared/math.ts';
import { Icon } from '../Icon.tsx';
import { OriginMark } from '../OriginMark.tsx';
import { RouteLink } from '../RouteLink.tsx';
import { Term } from '../Term.tsx';
import { VisuallyHidden } from '../VisuallyHidden.tsx';
import { CellEditor } from './CellEditor.tsx';
import { MIN_WIDTH } from './columnWidth.ts';
import { Head } from './gridStyles.ts';
import { containsCell, type Rectangle } from './range.ts';
import type { CellEditing, DataColumn, GridRow } from './tableTypes.ts';
import { cellId, type EnteredTexts, type Refusals } from './useEdits.ts';

/** The total row has no data: its cells come from the columns. */
export type TotalRow = { readonly total: true };

export type GridColumn<Row> = Column<GridRow<Row>, TotalRow>;

type Context<Row> = {
  readonly columns: readonly DataColumn<Row>[];
  readonly refusals: Refusals;
  readonly enteredTexts: EnteredTexts;
  readonly selectedArea: Rectangle | undefined;
  readonly rowRoute: ((row: Row) => string | undefined) | undefined;
  /** Width inside the grid; the columns share spare width. */
  readonly width: number;
  /** Called with every text in an open editor, and with undefined when it closes. */
  readonly onType: (rowKey: string, column: string, text: string | undefined) => void;
  readonly onOpen: (isOpen: boolean) => void;
};

const classesOf = (...names: (string | false | undefined)[]): string => names.filter(Boolean).join(' ');

const hasEditor = <Row,>(column: DataColumn<Row>): column is DataColumn<Row> & { readonly edit: CellEditing } => column.edit !== undefined;

const HeadLabel = <Row,>({ column, tabIndex }: { readonly column: DataColumn<Row>; readonly tabIndex: number }) => {
  const { label, isLabelHidden, term } = column;
  if (isLabelHidden) return <VisuallyHidden>{label}</VisuallyHidden>;
  if (term === undefined) return label;
  return (
    <Term term={term} tabIndex={tabIndex}>
      {label}
    </Term>
  );
};

/** The content of a cell: the text that was typed into it and is not read back, else the column's cell or text with its origin mark. */
const CellContent = <Row,>({
  column,
  gridRow,
  tabIndex,
  typed,
  route,
}: {
  readonly column: DataColumn<Row>;
  readonly gridRow: GridRow<Row>;
  readonly tabIndex: number;
  readonly typed: string | undefined;
  readonly route: string | undefined;
}) => {
  if (typed !== undefined) return typed;
  const origin = column.origin?.(gridRow.row);
  // a cell may truncate its text, which the title has in full
  const words = column.text(gridRow.row);
  const content = <span title={words}>{column.cell ? column.cell(gridRow.row, tabIndex) : words}</span>;
  return (
    <>
      {route === undefined ? (
        content
      ) : (
        <RouteLink route={route} tabIndex={tabIndex}>
          {content}
        </RouteLink>
      )}
      {origin ? <OriginMark origin={origin} isHanging={column.align === 'right'} /> : undefined}
    </>
  );
};

/** Creates the columns of the grid: header with unit, cells by tone, editors, totals. */
export const gridColumns = <Row,>({
  columns,
  refusals,
  enteredTexts,
  selectedArea,
  rowRoute,
  width,
  onType,
  onOpen,
}: Context<Row>): readonly GridColumn<Row>[] => {
  const totalWidth = sumBy(columns, (column) => column.width);
  const stretch = Math.max(1, width / totalWidth);
  return columns.map((column, index): GridColumn<Row> => {
    const place = classesOf(column.align === 'right' && 'right');
    const refusedAt = (gridRow: GridRow<Row>) => refusals.get(cellId(gridRow.key, column.key));
    const enteredAt = (gridRow: GridRow<Row>) => enteredTexts.get(cellId(gridRow.key, column.key))?.text;
    return {
      key: column.key,
      name: column.label,
      width: Math.floor(column.width * stretch),
      minWidth: MIN_WIDTH,
      resizable: true,
      frozen: index === 0,
      sortable: column.isSortable ?? true,
      sortDescendingFirst: column.sortsHighestFirst ?? false,
      headerCellClass: place,
      summaryCellClass: place,
      cellClass: (gridRow) => {
        const isInvalid = refusedAt(gridRow) !== undefined || column.error?.(gridRow.row) !== undefined;
        const isInArea = selectedArea !== undefined && containsCell(selectedArea, { row: gridRow.index, column: index });
        return classesOf(place, column.tone, isInArea && 'chosen', isInvalid && 'bad');
      },
      renderHeaderCell: ({ sortDirection, tabIndex }) => (
        <Head>
          <span>
            <HeadLabel column={column} tabIndex={tabIndex} />
            {sortDirection ? <Icon name={sortDirection === 'ASC' ? 'sortUp' : 'sortDown'} size={10} /> : undefined}
          </span>
          <small>{column.unit}</small>
        </Head>
      ),
      renderCell: ({ row, tabIndex }) => (
        <CellContent
          column={column}
          gridRow={row}
          tabIndex={tabIndex}
          typed={refusedAt(row)?.text ?? enteredAt(row)}
          route={index === 0 ? rowRoute?.(row.row) : undefined}
        />
      ),
      renderSummaryCell: () => column.total,
      ...(hasEditor(column)
        ? {
            editable: (gridRow: GridRow<Row>) => column.isEditable?.(gridRow.row) ?? true,
            // an answer to an earlier edit must not close an editor in which the user is typing
            editorOptions: { closeOnExternalRowChange: false },
            renderEditCell: (props) => (
              <CellEditor
                props={props}
                column={column}
                refused={refusedAt(props.row)?.text}
                entered={enteredAt(props.row)}
                onOpen={onOpen}
                onType={(text) => onType(props.row.key, column.key, text)}
              />
            ),
          }
        : {}),
    };
  });
};
