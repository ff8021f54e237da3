import { styled } from '@mui/material/styles';
import type { Key, ReactNode } from 'react';
import type { GlossaryTerm } from '#shared/messages/glossary.ts';
import { WIDE } from '../theme/typography.ts';
import { RouteLink } from './RouteLink.tsx';
import { Scroller } from './Scroller.tsx';
import { Term } from './Term.tsx';
import { VisuallyHidden } from './VisuallyHidden.tsx';

export type SimpleColumn<Row> = {
  readonly key: string;
  readonly label: ReactNode;
  /** The head says its label only to those who do not see it: the cells speak for themselves. */
  readonly hiddenLabel?: boolean | undefined;
  /** The term of the trade that the header explains. */
  readonly term?: GlossaryTerm | undefined;
  /** Second line of the head. */
  readonly unit?: ReactNode | undefined;
  /** Numbers right, words left (the default). */
  readonly align?: 'left' | 'right' | undefined;
  /** A CSS width: "22%", "80px". */
  readonly width?: string | undefined;
  /** `key` is the column one reads first, `value` the number that counts, `context` stands back. */
  readonly tone?: 'key' | 'value' | 'context' | undefined;
  /** Shown only where there is room for it: windows from 1600 px. */
  readonly wideOnly?: boolean | undefined;
  readonly cell: (row: Row) => ReactNode;
  /** The column's cell in the total row. */
  readonly total?: ReactNode | undefined;
};

export type RowChoice = { readonly chosen: boolean; readonly onChoose: () => void };

export type SimpleTableProps<Row> = {
  /** What the table holds, for those who cannot see the title above it. */
  readonly label: string;
  readonly columns: readonly SimpleColumn<Row>[];
  readonly rows: readonly Row[];
  readonly rowKey: (row: Row) => Key;
  /** Where a row leads: its first cell becomes the link, the whole row can be clicked. */
  readonly rowRoute?: ((row: Row) => string | undefined) | undefined;
  /** What a row does when it is chosen: its first cell becomes a button, the whole row can be clicked. */
  readonly rowChoice?: ((row: Row) => RowChoice | undefined) | undefined;
  readonly rowWideOnly?: ((row: Row) => boolean) | undefined;
  /** Less air between columns. */
  readonly tight?: boolean | undefined;
  /** A last line over all columns: what is folded away, or why there is nothing. */
  readonly foot?: ReactNode | undefined;
  /** The foot stands for rows that are shown only where there is room for them. */
  readonly footNarrowOnly?: boolean | undefined;
};

const NARROW = '@media (max-width: 1599.98px)';

const Table = styled('table', { shouldForwardProp: (prop) => prop !== 'tight' })<{ tight: boolean }>(({ theme, tight }) => ({
  ...theme.typography.body2,
  width: '100%',
  borderCollapse: 'collapse',
  '& th, & td': { textAlign: 'left', whiteSpace: 'nowrap', padding: `0 ${tight ? 6 : 8}px` },
  '& thead th': {
    ...theme.typography.caption,
    // holds a hidden label: what lies outside every box makes the page wider
    position: 'relative',
    color: theme.vars.palette.text.secondary,
    verticalAlign: 'bottom',
    paddingTop: 4,
    paddingBottom: 6,
    borderBottom: `1px solid ${theme.vars.palette.ore.line.normal}`,
  },
  '& thead th > small': {
    display: 'block',
    fontSize: 'inherit',
    fontWeight: 420,
    color: theme.vars.palette.ore.tertiary,
  },
  '& tbody th, & tbody td': {
    height: 32,
    fontWeight: 'inherit',
    borderBottom: `1px solid ${theme.vars.palette.divider}`,
  },
  '& .first': { paddingLeft: 0 },
  '& tr > :last-child': { paddingRight: 0 },
  // words keep their own digits: tabular ones widen the hyphen
  '& th, & td:not(.right)': { fontVariantNumeric: 'normal' },
  '& .right': { textAlign: 'right' },
  '& tbody .right': { position: 'relative' },
  '& tbody .key': { fontWeight: 540 },
  '& tbody .value': { fontWeight: theme.typography.fontWeightBold },
  '& tbody .context': { color: theme.vars.palette.text.secondary },
  '& tbody tr': { position: 'relative' },
  '& tbody tr:hover > *': { backgroundColor: theme.vars.palette.ore.hover },
  '& tbody tr[data-chosen] > *': { backgroundColor: theme.vars.palette.ore.selected },
  '& .row': { color: 'inherit', textDecoration: 'none' },
  '& button.row': { font: 'inherit', padding: 0, border: 0, background: 'none', cursor: 'pointer' },
  '& .row::after': { content: '""', position: 'absolute', inset: 0 },
  // what opens inside a row lies above the row's own link
  '& tbody button:not(.row), & tbody a:not(.row)': { position: 'relative', zIndex: 1 },
  '& tr.total > *': {
    height: 32,
    borderTop: `1px solid ${theme.vars.palette.ore.line.strong}`,
    borderBottom: 0,
    fontWeight: theme.typography.fontWeightBold,
  },
  '& tr.foot > td': { color: theme.vars.palette.text.secondary, height: 32, paddingTop: 6, paddingBottom: 6, whiteSpace: 'normal' },
  [NARROW]: { '& .wide-only': { display: 'none' } },
  [WIDE]: { '& .narrow-only': { display: 'none' } },
}));

const classes = (...names: (string | false | undefined)[]): string | undefined => names.filter(Boolean).join(' ') || undefined;

const headerLabel = <Row,>({ label, hiddenLabel, term }: SimpleColumn<Row>): ReactNode => {
  if (hiddenLabel) return <VisuallyHidden>{label}</VisuallyHidden>;
  return term === undefined ? label : <Term term={term}>{label}</Term>;
};

/** A table of up to some fifty rows: 32 px rows, units in the head, hairlines, a total under an ink rule. */
export const SimpleTable = <Row,>(props: SimpleTableProps<Row>) => {
  const { label, columns, rows, rowKey, rowRoute, rowChoice, rowWideOnly, tight = false, foot, footNarrowOnly = false } = props;
  const withTotal = columns.some((column) => column.total !== undefined);
  // what names a row is its head: a box to tick before it is none
  const heads = Math.max(
    0,
    columns.findIndex(({ tone }) => tone === 'key'),
  );
  const place = (column: SimpleColumn<Row>) =>
    classes(column === columns[0] && 'first', column.align === 'right' && 'right', column.wideOnly && 'wide-only');
  const body = (row: Row, column: SimpleColumn<Row>, first: boolean) => {
    const choice = first ? rowChoice?.(row) : undefined;
    if (choice !== undefined) {
      return (
        <button type="button" className="row" aria-pressed={choice.chosen} onClick={choice.onChoose}>
          {column.cell(row)}
        </button>
      );
    }
    const route = first ? rowRoute?.(row) : undefined;
    if (route === undefined) return column.cell(row);
    return (
      <RouteLink className="row" route={route}>
        {column.cell(row)}
      </RouteLink>
    );
  };
  return (
    <Scroller label={label}>
      <Table tight={tight} aria-label={label}>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.key} scope="col" className={place(column)} style={column.width ? { width: column.width } : undefined}>
                {headerLabel(column)}
                {column.unit === undefined ? undefined : <small>{column.unit}</small>}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr
              key={rowKey(row)}
              className={classes(rowWideOnly?.(row) && 'wide-only')}
              data-chosen={rowChoice?.(row)?.chosen ? '' : undefined}
            >
              {columns.map((column, index) => {
                const Cell = index === heads ? 'th' : 'td';
                return (
                  <Cell key={column.key} scope={index === heads ? 'row' : undefined} className={classes(place(column), column.tone)}>
                    {body(row, column, index === 0)}
                  </Cell>
                );
              })}
            </tr>
          ))}
          {foot === undefined ? undefined : (
            <tr className={classes('foot', footNarrowOnly && 'narrow-only')}>
              <td className="first" colSpan={columns.length}>
                {foot}
              </td>
            </tr>
          )}
        </tbody>
        {withTotal ? (
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
};
