import { styled } from '@mui/material/styles';
import { Fragment, type Key, type ReactNode, useId, useState } from 'react';
import type { GlossaryTerm } from '#shared/messages/glossary.ts';
import { focusRing } from '../theme/overrides.ts';
import { WIDE_WINDOW } from '../theme/typography.ts';
import { sortByValue } from './dataTable/sorting.ts';
import type { TableSort } from './dataTable/tableSort.ts';
import { Icon } from './Icon.tsx';
import { RouteLink } from './RouteLink.tsx';
import { RowsPager } from './RowsPager.tsx';
import { Scroller } from './Scroller.tsx';
import { Term } from './Term.tsx';
import { VisuallyHidden } from './VisuallyHidden.tsx';

export type SimpleColumn<Row> = {
  readonly key: string;
  readonly label: ReactNode;
  /** Hides the header visually, where the cells need none. */
  readonly isLabelHidden?: boolean | undefined;
  /** The term of the trade that the header explains. */
  readonly term?: GlossaryTerm | undefined;
  /** Second line of the header. */
  readonly unit?: ReactNode | undefined;
  /** Numbers right, words left (the default). */
  readonly align?: 'left' | 'right' | undefined;
  /** A CSS width: "22%", "80px". */
  readonly width?: string | undefined;
  /** `key` is the identifying column, `value` the main number, `context` secondary. */
  readonly tone?: 'key' | 'value' | 'context' | undefined;
  /** Shown in windows from 1600 px only. */
  readonly isWideOnly?: boolean | undefined;
  readonly cell: (row: Row) => ReactNode;
  /** A shade of the cell of a row. */
  readonly shade?: ((row: Row) => string | undefined) | undefined;
  /** The value by which the rows can be ordered, where the table has an order; undefined sorts last. */
  readonly sortValue?: ((row: Row) => number | string | undefined) | undefined;
  /** The column's cell in the total row. */
  readonly total?: ReactNode | undefined;
};

export type RowChoice = { readonly isChosen: boolean; readonly onChoose: () => void };

export type SimpleTableProps<Row> = {
  /** The accessible name of the table. */
  readonly label: string;
  readonly columns: readonly SimpleColumn<Row>[];
  /** Keys of columns that are not shown; the rows can be ordered by them. */
  readonly hiddenColumns?: readonly string[] | undefined;
  readonly rows: readonly Row[];
  readonly rowKey: (row: Row) => Key;
  /** The order that the page keeps; undefined for that of `rows`. */
  readonly sort?: TableSort | undefined;
  /** The page of a row: its first cell is a link, and the whole row can be clicked. */
  readonly rowRoute?: ((row: Row) => string | undefined) | undefined;
  /** The action of a row: its first cell is a button, and the whole row can be clicked. */
  readonly rowChoice?: ((row: Row) => RowChoice | undefined) | undefined;
  /** Content shown below a chosen row; its first cell is then a button that expands it. */
  readonly rowDetail?: ((row: Row) => ReactNode) | undefined;
  readonly isRowWideOnly?: ((row: Row) => boolean) | undefined;
  /** Less space between columns. */
  readonly isTight?: boolean | undefined;
  /** A last line across all columns: hidden rows, or why there are none. */
  readonly foot?: ReactNode | undefined;
  /** The last line replaces rows that are shown in wide windows only. */
  readonly isFootNarrowOnly?: boolean | undefined;
  /** Rows up to which all are shown, for a page of several long tables; a hundred by default. */
  readonly maxRows?: number | undefined;
  /** Height from which the rows scroll under their header, a CSS length; for more than about forty rows. */
  readonly maxHeight?: string | undefined;
};

const SortMark = styled('span')({ display: 'inline-flex', marginLeft: 4 });

const NARROW = '@media (max-width: 1599.98px)';

const Table = styled('table', { shouldForwardProp: (prop) => prop !== 'isTight' })<{ isTight: boolean }>(({ theme, isTight }) => ({
  ...theme.typography.body2,
  width: '100%',
  borderCollapse: 'collapse',
  '& th, & td': { textAlign: 'left', whiteSpace: 'nowrap', padding: `0 ${isTight ? 6 : 8}px` },
  '& thead th': {
    ...theme.typography.caption,
    // contains a hidden label, which must not widen the page
    position: 'relative',
    color: theme.vars.palette.text.secondary,
    verticalAlign: 'bottom',
    paddingTop: 4,
    paddingBottom: 6,
    borderBottom: `1px solid ${theme.vars.palette.ore.line.normal}`,
    // a head breaks only where the cells would not fit beside one another
    ...(isTight && { whiteSpace: 'normal' as const, wordBreak: 'keep-all' as const }),
  },
  '& thead th > small': {
    display: 'block',
    fontSize: 'inherit',
    fontWeight: 420,
    color: theme.vars.palette.ore.tertiary,
  },
  '& thead th > .short': { whiteSpace: 'nowrap' },
  '& tbody th, & tbody td': {
    height: 32,
    paddingTop: 2,
    paddingBottom: 2,
    fontWeight: 'inherit',
    borderBottom: `1px solid ${theme.vars.palette.divider}`,
  },
  '& .first': { paddingLeft: 0 },
  '& tr > :last-child': { paddingRight: 0 },
  // texts use proportional digits, since tabular ones widen the hyphen
  '& td:not(.right)': { fontVariantNumeric: 'normal' },
  '& .right': { textAlign: 'right' },
  '& tbody .right': { position: 'relative' },
  '& tbody .key': { fontWeight: 540 },
  '& tbody .value': { fontWeight: theme.typography.fontWeightBold },
  '& tbody .context': { color: theme.vars.palette.text.secondary },
  '& tbody tr': { position: 'relative' },
  '& tbody tr:hover > *': { backgroundColor: theme.vars.palette.ore.hover },
  '& tbody tr[data-chosen] > *': { backgroundColor: theme.vars.palette.ore.selected },
  '& .row': { color: 'inherit', textDecoration: 'none' },
  '& button.row': { font: 'inherit', textAlign: 'inherit', padding: 0, border: 0, background: 'none', cursor: 'pointer' },
  '& .row::after': { content: '""', position: 'absolute', inset: 0 },
  // the whole row is the target, and a ring around its first cell would be cut at the edge of the table
  '& .row:focus-visible': { outline: 'none' },
  // above the backgrounds of the cells
  '& .row:focus-visible::after': { ...focusRing(theme.vars.palette.ore.focus, -2), zIndex: 1 },
  // controls inside a row are above the row's own link
  '& tbody button:not(.row), & tbody a:not(.row)': { position: 'relative', zIndex: 1 },
  '& tr.detail > td': { padding: '4px 0 16px 16px', whiteSpace: 'normal', textAlign: 'left' },
  '& tbody tr.detail:hover > td': { backgroundColor: 'transparent' },
  '& tr.total > *': {
    height: 32,
    borderTop: `1px solid ${theme.vars.palette.ore.line.strong}`,
    borderBottom: 0,
    fontWeight: theme.typography.fontWeightBold,
  },
  '& tr.foot > td': { color: theme.vars.palette.text.secondary, height: 32, paddingTop: 6, paddingBottom: 6, whiteSpace: 'normal' },
  '&.scrolls > thead th': {
    position: 'sticky',
    top: 0,
    zIndex: 2,
    backgroundColor: theme.vars.palette.background.paper,
    // a collapsed border scrolls away with the rows
    boxShadow: `inset 0 -1px ${theme.vars.palette.ore.line.normal}`,
  },
  [NARROW]: { '& .wide-only': { display: 'none' } },
  [WIDE_WINDOW]: { '& .narrow-only': { display: 'none' } },
}));

const classes = (...names: (string | false | undefined)[]): string | undefined => names.filter(Boolean).join(' ') || undefined;

/** A unit such as “m USD” stays on one line in a header that breaks; a longer text may break. */
const isShortUnit = (unit: ReactNode): boolean => typeof unit === 'string' && unit.length <= 10;

const headerLabel = <Row,>({ label, isLabelHidden, term }: SimpleColumn<Row>): ReactNode => {
  if (isLabelHidden) return <VisuallyHidden>{label}</VisuallyHidden>;
  return term === undefined ? label : <Term term={term}>{label}</Term>;
};

/** The most rows of a page of a table that has more than its `maxRows`. */
const PAGE_ROWS = 50;
const MAX_ROWS = 100;

/** A table of 32 px rows with units in the header and a total under a rule; more than a hundred rows are shown in pages. */
export const SimpleTable = <Row,>(props: SimpleTableProps<Row>) => {
  const {
    label,
    columns: allColumns,
    hiddenColumns = [],
    rows: unorderedRows,
    rowKey,
    sort,
    rowRoute,
    rowChoice,
    rowDetail,
    isRowWideOnly,
    isTight = false,
    foot,
    isFootNarrowOnly = false,
    maxRows = MAX_ROWS,
    maxHeight,
  } = props;
  const id = useId();
  const columns = allColumns.filter(({ key }, index) => index === 0 || !hiddenColumns.includes(key));
  const sortValue = sort && allColumns.find(({ key }) => key === sort.column)?.sortValue;
  const rows = sort && sortValue ? sortByValue(unorderedRows, sortValue, sort.isHighestFirst) : unorderedRows;
  const pageRows = rows.length > maxRows ? Math.min(PAGE_ROWS, maxRows) : rows.length;
  // begins at the page of the chosen row
  const [selectedFirst, setSelectedFirst] = useState(() => {
    const chosenIndex = pageRows === rows.length ? -1 : rows.findIndex((row) => rowChoice?.(row)?.isChosen);
    return Math.floor(Math.max(0, chosenIndex) / Math.max(1, pageRows)) * pageRows;
  });
  const first = pageRows === rows.length || selectedFirst >= rows.length ? 0 : selectedFirst;
  const hasTotal = columns.some((column) => column.total !== undefined);
  // the naming cell is the row header, not the checkbox before it
  const headerIndex = Math.max(
    0,
    columns.findIndex(({ tone }) => tone === 'key'),
  );
  const place = (column: SimpleColumn<Row>) =>
    classes(column === columns[0] && 'first', column.align === 'right' && 'right', column.isWideOnly && 'wide-only');
  const detailIdOf = (row: Row): string => `${id}-${String(rowKey(row))}`;
  const body = (row: Row, column: SimpleColumn<Row>, isFirst: boolean) => {
    const choice = isFirst ? rowChoice?.(row) : undefined;
    if (choice !== undefined) {
      return (
        <button
          type="button"
          className="row"
          {...(rowDetail
            ? { 'aria-expanded': choice.isChosen, ...(choice.isChosen && { 'aria-controls': detailIdOf(row) }) }
            : { 'aria-pressed': choice.isChosen })}
          onClick={choice.onChoose}
        >
          {column.cell(row)}
        </button>
      );
    }
    const route = isFirst ? rowRoute?.(row) : undefined;
    if (route === undefined) return column.cell(row);
    return (
      <RouteLink className="row" route={route}>
        {column.cell(row)}
      </RouteLink>
    );
  };
  const table = (
    <Scroller label={label} maxHeight={maxHeight}>
      <Table isTight={isTight} aria-label={label} className={maxHeight === undefined ? undefined : 'scrolls'}>
        <thead>
          <tr>
            {columns.map((column) => (
              <th
                key={column.key}
                scope="col"
                className={place(column)}
                style={column.width ? { width: column.width } : undefined}
                aria-sort={sort?.column === column.key ? (sort.isHighestFirst ? 'descending' : 'ascending') : undefined}
              >
                {headerLabel(column)}
                {sort?.column === column.key ? (
                  <SortMark>
                    <Icon name={sort.isHighestFirst ? 'sortDown' : 'sortUp'} size={10} />
                  </SortMark>
                ) : undefined}
                {column.unit === undefined ? undefined : (
                  <small className={classes(isShortUnit(column.unit) && 'short')}>{column.unit}</small>
                )}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.slice(first, first + pageRows).map((row) => {
            const isChosen = rowChoice?.(row)?.isChosen ?? false;
            return (
              <Fragment key={rowKey(row)}>
                <tr className={classes(isRowWideOnly?.(row) && 'wide-only')} data-chosen={isChosen ? '' : undefined}>
                  {columns.map((column, index) => {
                    const Cell = index === headerIndex ? 'th' : 'td';
                    return (
                      <Cell
                        key={column.key}
                        scope={index === headerIndex ? 'row' : undefined}
                        className={classes(place(column), column.tone)}
                        style={column.shade ? { backgroundColor: column.shade(row) } : undefined}
                      >
                        {body(row, column, index === 0)}
                      </Cell>
                    );
                  })}
                </tr>
                {rowDetail && isChosen ? (
                  <tr className="detail" id={detailIdOf(row)}>
                    <td colSpan={columns.length}>{rowDetail(row)}</td>
                  </tr>
                ) : undefined}
              </Fragment>
            );
          })}
          {foot === undefined ? undefined : (
            <tr className={classes('foot', isFootNarrowOnly && 'narrow-only')}>
              <td className="first" colSpan={columns.length}>
                {foot}
              </td>
            </tr>
          )}
        </tbody>
        {hasTotal ? (
          <tfoot>
            <tr className="total">
              {columns.map((column) => (
                <td key={column.key} className={place(column)}>
                  {column.total}
                </td>
              ))}
            </tr>
          </tfoot>
        ) : undefined}
      </Table>
    </Scroller>
  );
  if (pageRows === rows.length) return table;
  return (
    <div>
      {table}
      <RowsPager label={label} first={first} pageRows={pageRows} count={rows.length} onChange={setSelectedFirst} />
    </div>
  );
};
