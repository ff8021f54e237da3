import { styled, type Theme, useTheme } from '@mui/material/styles';
import { type KeyboardEvent, useRef } from 'react';
import type { Metal } from '#shared/domain/metal.ts';
import { text } from '#shared/messages/text.ts';
import { formatPlainNumber } from '#shared/units/format.ts';
import { WIDE_WINDOW } from '../theme/typography.ts';
import { MetalSwatch } from './MetalName.tsx';
import { type SimpleColumn, SimpleTable } from './SimpleTable.tsx';

/** A price and its correlation with each price, in their order. */
export type CorrelationRow = {
  readonly code: string;
  readonly name: string;
  readonly metal?: Metal | undefined;
  readonly values: readonly number[];
};

export type CorrelationMatrixProps = {
  readonly rows: readonly CorrelationRow[];
  /** Row and column of the selected pair. */
  readonly chosenPair?: readonly [number, number] | undefined;
  /** Makes cells buttons; without it the matrix is read-only. */
  readonly onPick?: ((row: number, column: number) => void) | undefined;
};

/** The shade of a correlation of 1, per cent of the colour. */
const MAX_SHADE_PERCENT = 45;
const DECIMALS = 2;

/** Long names are cut, to leave room for fourteen columns. */
const Name = styled('span')({
  display: 'inline-block',
  maxWidth: 150,
  overflow: 'hidden',
  textOverflow: 'ellipsis',
  verticalAlign: 'bottom',
  [WIDE_WINDOW]: { maxWidth: 'none' },
});

const Diagonal = styled('span')(({ theme }) => ({ color: theme.vars.palette.ore.tertiary }));

/** The colour of a correlation, stronger for a stronger one. */
const shadeOf = ({ vars }: Theme, value: number): string =>
  `color-mix(in srgb, ${value < 0 ? vars.palette.ore.scenario.stressed : vars.palette.ore.scenario.base} ${Math.round(Math.abs(value) * MAX_SHADE_PERCENT)}%, transparent)`;

const PairButton = styled('button', { shouldForwardProp: (prop) => prop !== 'shade' })<{ readonly shade: number }>(({ theme, shade }) => ({
  display: 'block',
  boxSizing: 'border-box',
  width: 'calc(100% + 12px)',
  margin: '0 -6px',
  padding: '0 6px',
  lineHeight: '31px',
  textAlign: 'right',
  border: 0,
  font: 'inherit',
  minHeight: 31,
  fontVariantNumeric: 'inherit',
  color: 'inherit',
  cursor: 'pointer',
  backgroundColor: shadeOf(theme, shade),
  '&[aria-pressed=true]': { boxShadow: `inset 0 0 0 2px ${theme.vars.palette.primary.main}`, fontWeight: theme.typography.fontWeightBold },
  '&:focus-visible': { outlineOffset: -2 },
}));

const STEPS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

/** The correlations of prices, each pair shaded by strength; arrow keys move between pairs. */
export const CorrelationMatrix = ({ rows, chosenPair, onPick }: CorrelationMatrixProps) => {
  const theme = useTheme();
  const table = useRef<HTMLDivElement>(null);
  const [chosenRow, chosenColumn] = chosenPair ?? [1, 0];
  const moveFocus = (event: KeyboardEvent, row: number, column: number) => {
    const step = STEPS[event.key];
    if (!step) return;
    event.preventDefault();
    // skips the diagonal: a price with itself is no pair
    const distance = row + step[0] === column + step[1] ? 2 : 1;
    const [r, c] = [row + distance * step[0], column + distance * step[1]];
    if (rows[r] === undefined || rows[c] === undefined) return;
    onPick?.(r, c);
    table.current?.querySelector<HTMLElement>(`[data-pair="${r} ${c}"]`)?.focus();
  };
  const body = (row: CorrelationRow, column: number) => {
    const rowIndex = rows.indexOf(row);
    const value = row.values[column] ?? 0;
    const valueText = formatPlainNumber(value, { decimals: DECIMALS });
    if (rowIndex === column) return <Diagonal>{formatPlainNumber(1, { decimals: 0 })}</Diagonal>;
    if (!onPick) return valueText;
    const isPressed = rowIndex === chosenRow && column === chosenColumn;
    return (
      <PairButton
        type="button"
        shade={value}
        data-pair={`${rowIndex} ${column}`}
        tabIndex={isPressed ? 0 : -1}
        aria-pressed={chosenPair !== undefined && isPressed}
        aria-label={text('correlation.cell', { a: row.name, b: rows[column]!.name, value: valueText })}
        onClick={() => onPick(rowIndex, column)}
        onKeyDown={(event) => moveFocus(event, rowIndex, column)}
      >
        {valueText}
      </PairButton>
    );
  };
  const columns: readonly SimpleColumn<CorrelationRow>[] = [
    {
      key: 'name',
      label: text('correlation.reference'),
      isLabelHidden: true,
      tone: 'key',
      cell: ({ name, metal }) => (
        <>
          <MetalSwatch metal={metal} />
          <Name title={name}>{name}</Name>
        </>
      ),
    },
    ...rows.map(
      ({ code }, column): SimpleColumn<CorrelationRow> => ({
        key: code,
        label: code,
        align: 'right',
        cell: (row) => body(row, column),
        shade: (row) => (onPick || rows.indexOf(row) === column ? undefined : shadeOf(theme, row.values[column] ?? 0)),
      }),
    ),
  ];
  return (
    <div ref={table}>
      <SimpleTable label={text('correlation.title')} columns={columns} rows={rows} rowKey={({ code }) => code} isTight />
    </div>
  );
};
