import { styled } from '@mui/material/styles';
import type { ReactNode } from 'react';
import type { ComponentTexts } from '#shared/messages/components.en.ts';
import { comma, serial } from '#shared/messages/text.ts';
import { formatNumber } from '#shared/units/format.ts';
import { WIDE_WINDOW } from '../../theme/typography.ts';
import { COMMAND_KEY } from '../commandKey.ts';
import { StateMark } from '../StateMark.tsx';
import { fillText, useTexts } from '../settings.tsx';
import { useLate } from '../useLate.ts';
import type { SkippedCells } from './clipboard.ts';

export type StatusLineProps = {
  /** Names of row and column, for example "Tianmu Lithium, Quantity". */
  readonly cell: string | undefined;
  /** The value with its unit, or the sum of a range. */
  readonly value: string | undefined;
  readonly note: string | undefined;
  readonly error: string | undefined;
  /** Cells that the last block could not change. */
  readonly skipped: SkippedCells | undefined;
  /** Number of cells that are being stored. */
  readonly savingCount: number;
  /** Number of cells of the table whose texts are not saved. */
  readonly unsavedCount: number;
  readonly isEditable: boolean;
  /** Whether the cell has a figure, whose actions a key opens. */
  readonly hasFigure: boolean;
  /** Content of the page at the right, before the shortcuts. */
  readonly children?: ReactNode | undefined;
};

const Line = styled('div')(({ theme }) => ({
  ...theme.typography.caption,
  fontWeight: 440,
  display: 'flex',
  alignItems: 'center',
  gap: 20,
  flex: 'none',
  height: 32,
  padding: '0 24px',
  [WIDE_WINDOW]: { padding: '0 32px' },
  borderTop: `1px solid ${theme.vars.palette.ore.line.normal}`,
  backgroundColor: theme.vars.palette.background.paper,
  color: theme.vars.palette.text.secondary,
  whiteSpace: 'nowrap',
  overflow: 'hidden',
  '& b': { color: theme.vars.palette.text.primary },
  // the status of the cell precedes the hints
  // as much of it as fits; the hints give way
  '& .skipped': { flex: 'none', maxWidth: '65%', overflow: 'hidden', textOverflow: 'ellipsis' },
  '& .status': { flex: 'none', maxWidth: '40%', overflow: 'hidden', textOverflow: 'ellipsis' },
}));

// a hint without enough space is hidden
const Keys = styled('span')({
  display: 'flex',
  flex: '0 1 auto',
  flexWrap: 'wrap',
  justifyContent: 'flex-end',
  columnGap: 14,
  minWidth: 0,
  height: 22,
  lineHeight: '22px',
  marginLeft: 'auto',
  overflow: 'hidden',
  '@media (max-width: 899px)': { display: 'none' },
});

/** The keys that open the context menu of a figure on every system. */
const FIGURE_KEYS = 'Shift F10';

/** Columns that the message names; the others are counted. */
const MAX_NAMED = 2;

const listColumns = (labels: readonly string[]): string =>
  labels.slice(0, MAX_NAMED).join(serial()) + (labels.length > MAX_NAMED ? ` +${labels.length - MAX_NAMED}` : '');

const skippedText = (
  { count, readOnlyColumns, columnsOfOtherRows, outsideCount }: SkippedCells,
  { all, readOnly, rows, outside }: ComponentTexts['skippedCells'],
): string => {
  const reasons = [
    ...(readOnlyColumns.length > 0 ? [fillText(readOnly, { columns: listColumns(readOnlyColumns) })] : []),
    ...(columnsOfOtherRows.length > 0 ? [fillText(rows, { columns: listColumns(columnsOfOtherRows) })] : []),
    ...(outsideCount > 0 ? [fillText(outside, { count: outsideCount })] : []),
  ];
  return fillText(all, { count, reasons: reasons.join(comma()) });
};

/** The line below a table: cell, value, unit, origin, problem and shortcuts. */
export const StatusLine = (props: StatusLineProps) => {
  const { cell, value, note, error, skipped, savingCount, unsavedCount, isEditable, hasFigure, children } = props;
  const { keys, savingCells, unsavedCells, skippedCells } = useTexts();
  const isSavingLong = useLate(savingCount > 0);
  const typing = [
    ['Enter', keys.edit],
    [`${COMMAND_KEY} D`, keys.fill],
  ] as const;
  const figure = [[FIGURE_KEYS, keys.figure]] as const;
  const hints = [...(hasFigure ? figure : []), ...(isEditable ? typing : []), [`${COMMAND_KEY} C`, keys.copy], ['?', keys.all]] as const;
  return (
    // with a message about skipped cells the line has no other text, so that it is read whole beside that of what was stored
    <Line>
      {cell === undefined || skipped ? undefined : <b>{cell}</b>}
      {value === undefined || skipped ? undefined : <span className="status">{value}</span>}
      {error === undefined ? (
        note !== undefined && <span className="status">{note}</span>
      ) : (
        <span role="alert">
          <StateMark state="breached">{error}</StateMark>
        </span>
      )}
      {skipped && (
        <span className="skipped" role="status" title={skippedText(skipped, skippedCells)}>
          <StateMark state="near">{skippedText(skipped, skippedCells)}</StateMark>
        </span>
      )}
      {isSavingLong && (
        <span className="status" role="status">
          {fillText(savingCells, { count: formatNumber(savingCount, { decimals: 0 }) })}
        </span>
      )}
      {unsavedCount > 0 && (
        <span className="status" role="status">
          <StateMark state="breached">{fillText(unsavedCells, { count: formatNumber(unsavedCount, { decimals: 0 }) })}</StateMark>
        </span>
      )}
      <Keys>
        {children === undefined ? undefined : <span>{children}</span>}
        {hints.map(([key, hint]) => (
          <span key={key}>
            <kbd>{key}</kbd> {hint}
          </span>
        ))}
      </Keys>
    </Line>
  );
};
