import type { Column } from 'react-data-grid';
import { Icon } from '../Icon.tsx';
import { OriginMark } from '../OriginMark.tsx';
import { RouteLink } from '../RouteLink.tsx';
import { Term } from '../Term.tsx';
import { VisuallyHidden } from '../VisuallyHidden.tsx';
import { CellEditor } from './CellEditor.tsx';
import { Head } from './gridStyles.ts';
import { holds, type Rectangle } from './range.ts';
import type { CellEditing, DataColumn, GridRow } from './types.ts';
import { cellId, type Refusals } from './useEdits.ts';

/** The total row holds nothing: its cells are the columns'. */
export type TotalRow = { readonly total: true };

export type GridColumn<Row> = Column<GridRow<Row>, TotalRow>;

type Context<Row> = {
  readonly columns: readonly DataColumn<Row>[];
  readonly refusals: Refusals;
  readonly chosen: Rectangle | undefined;
  readonly rowRoute: ((row: Row) => string | undefined) | undefined;
  /** Width inside the grid; what the columns do not need is shared among them. */
  readonly width: number;
  /** Called with every text in an open editor, and with undefined when it closes. */
  readonly onType: (rowKey: string, column: string, text: string | undefined) => void;
};

const classesOf = (...names: (string | false | undefined)[]): string => names.filter(Boolean).join(' ');

const isTypedInto = <Row,>(column: DataColumn<Row>): column is DataColumn<Row> & { readonly edit: CellEditing } =>
  column.edit !== undefined;

const HeadLabel = <Row,>({ column, tabIndex }: { readonly column: DataColumn<Row>; readonly tabIndex: number }) => {
  const { label, hiddenLabel, term } = column;
  if (hiddenLabel) return <VisuallyHidden>{label}</VisuallyHidden>;
  if (term === undefined) return label;
  return (
    <Term term={term} tabIndex={tabIndex}>
      {label}
    </Term>
  );
};

/** What a cell shows: the refused text, the page's own cell, or its text with the mark of where it comes from. */
const CellContent = <Row,>({
  column,
  held,
  tabIndex,
  refused,
  route,
}: {
  readonly column: DataColumn<Row>;
  readonly held: GridRow<Row>;
  readonly tabIndex: number;
  readonly refused: string | undefined;
  readonly route: string | undefined;
}) => {
  if (refused !== undefined) return refused;
  const origin = column.origin?.(held.row);
  // a cell may be narrower than its words: the title says them in full
  const words = column.text(held.row);
  const content = <span title={words}>{column.cell ? column.cell(held.row, tabIndex) : words}</span>;
  return (
    <>
      {route === undefined ? (
        content
      ) : (
        <RouteLink route={route} tabIndex={tabIndex}>
          {content}
        </RouteLink>
      )}
      {origin ? <OriginMark origin={origin} hanging={column.align === 'right'} /> : undefined}
    </>
  );
};

/** Our columns as the grid wants them: head with unit, cells by tone, editors, totals. */
export const gridColumns = <Row,>({ columns, refusals, chosen, rowRoute, width, onType }: Context<Row>): readonly GridColumn<Row>[] => {
  const needed = columns.reduce((sum, column) => sum + column.width, 0);
  const stretch = Math.max(1, width / needed);
  return columns.map((column, index): GridColumn<Row> => {
    const place = classesOf(column.align === 'right' && 'right');
    const refusedAt = (held: GridRow<Row>) => refusals.get(cellId(held.key, column.key));
    return {
      key: column.key,
      name: column.label,
      width: Math.floor(column.width * stretch),
      minWidth: 40,
      resizable: true,
      frozen: index === 0,
      sortable: column.sortable ?? true,
      sortDescendingFirst: column.highestFirst ?? false,
      headerCellClass: place,
      summaryCellClass: place,
      cellClass: (held) => {
        const bad = refusedAt(held) !== undefined || column.error?.(held.row) !== undefined;
        const within = chosen !== undefined && holds(chosen, { row: held.index, column: index });
        return classesOf(place, column.tone, within && 'chosen', bad && 'bad');
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
          held={row}
          tabIndex={tabIndex}
          refused={refusedAt(row)?.text}
          route={index === 0 ? rowRoute?.(row.row) : undefined}
        />
      ),
      renderSummaryCell: () => column.total,
      ...(isTypedInto(column)
        ? {
            editable: (held: GridRow<Row>) => column.editable?.(held.row) ?? true,
            // answers to what was typed before come in while somebody types on: the row that is typed into stays the one it was
            editorOptions: { closeOnExternalRowChange: false },
            renderEditCell: (props) => (
              <CellEditor
                props={props}
                column={column}
                refused={refusedAt(props.row)?.text}
                onType={(text) => onType(props.row.key, column.key, text)}
              />
            ),
          }
        : {}),
    };
  });
};
