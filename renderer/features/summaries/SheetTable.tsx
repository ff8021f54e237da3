import { styled } from '@mui/material/styles';
import type { SummaryBlock, SummaryCell } from '#shared/contract/summaries.ts';
import { joinUnit, renderMessage } from '#shared/presentation/message.ts';
import { pt } from '../../components/PaperSheet.tsx';
import { StateMark } from '../../components/StateMark.tsx';
import { useFigureReader } from '../../components/settings.tsx';

type TableBlock = Extract<SummaryBlock, { kind: 'table' }>;

/** Number of columns from which a table has a smaller font, as in the document. */
const MANY_COLUMNS = 9;

/** A text with a word that may be wider than its column. */
const LONG_WORD = /\S{17}/;

const Table = styled('table', { shouldForwardProp: (prop) => prop !== 'isSmall' })<{ isSmall: boolean }>(({ theme, isSmall }) => ({
  width: '100%',
  borderCollapse: 'collapse',
  marginBottom: pt(10),
  fontSize: pt(isSmall ? 7.5 : 8.5),
  lineHeight: `${pt(isSmall ? 9.5 : 11)}px`,
  '& th, & td': {
    textAlign: 'left',
    verticalAlign: 'top',
    fontWeight: 'inherit',
    padding: `${pt(2.5)}px ${pt(isSmall ? 9 : 12)}px ${pt(2.2)}px 0`,
  },
  '& tr > :last-child': { paddingRight: 0 },
  '& .right': { textAlign: 'right', whiteSpace: 'nowrap', fontVariantNumeric: 'tabular-nums' },
  '& thead th': {
    fontWeight: theme.typography.fontWeightBold,
    color: theme.vars.palette.text.secondary,
    borderBottom: `1px solid ${theme.vars.palette.ore.line.normal}`,
    whiteSpace: 'nowrap',
  },
  '& small': { display: 'block', fontSize: '0.94em', fontWeight: 420, color: theme.vars.palette.ore.tertiary },
  '& tbody tr': { borderBottom: `1px solid ${theme.vars.palette.divider}` },
  '& tfoot td': { borderTop: `1px solid ${theme.vars.palette.ore.line.strong}`, fontWeight: theme.typography.fontWeightBold },
  '& .long': { overflowWrap: 'anywhere' },
  '& .number': { whiteSpace: 'nowrap' },
  // terms do not wrap, their values do
  '&.pairs td:first-of-type': { whiteSpace: 'nowrap' },
}));

/** A table of a document with its rows and units. */
export const SheetTable = ({ block }: { readonly block: TableBlock }) => {
  const read = useFigureReader();
  const textOfCell = (cell: SummaryCell | undefined, isUnitInHeader: boolean): string => {
    if (cell === undefined) return '';
    if ('text' in cell) return cell.text;
    if ('message' in cell) return renderMessage(cell.message);
    const formatted = read.format(cell.figure);
    return isUnitInHeader ? formatted.text : joinUnit(formatted);
  };
  const cells = (row: TableBlock['rows'][number]) =>
    block.columns.map(({ align, unit }, i) => {
      const cell = row[i];
      const state = cell && 'text' in cell ? cell.state : undefined;
      const cellText = textOfCell(cell, unit !== undefined);
      const wrapping = LONG_WORD.test(cellText) ? 'long' : undefined;
      return (
        // biome-ignore lint/suspicious/noArrayIndexKey: cells have a fixed order
        <td key={i} className={align === 'right' ? 'right' : cell && 'figure' in cell ? 'number' : wrapping}>
          {state ? <StateMark state={state}>{cellText}</StateMark> : cellText}
        </td>
      );
    });
  return (
    <Table isSmall={block.columns.length >= MANY_COLUMNS} className={block.columns.length === 2 ? 'pairs' : undefined}>
      <thead>
        <tr>
          {block.columns.map(({ label, unit, align }, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: columns have a fixed order
            <th key={i} scope="col" className={align === 'right' ? 'right' : undefined}>
              {renderMessage(label)}
              {unit ? <small>{renderMessage(unit)}</small> : undefined}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {block.rows.map((row, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: rows have a fixed order
          <tr key={i}>{cells(row)}</tr>
        ))}
      </tbody>
      {block.total ? (
        <tfoot>
          <tr>{cells(block.total)}</tr>
        </tfoot>
      ) : undefined}
    </Table>
  );
};
