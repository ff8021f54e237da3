import { styled } from '@mui/material/styles';
import { type KeyboardEvent, useRef } from 'react';
import type { Metal } from '#shared/domain/metal.ts';
import { text } from '#shared/messages/text.ts';
import { formatNumber } from '#shared/units/format.ts';
import { WIDE } from '../theme/typography.ts';
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
  readonly chosen?: readonly [number, number] | undefined;
  /** Makes cells buttons; without it the matrix is read-only. */
  readonly onPick?: ((row: number, column: number) => void) | undefined;
};

/** Strongest shade of a cell, per cent of the colour. */
const DEEPEST = 45;
const DECIMALS = 2;

/** Long names are cut, to leave room for fourteen columns. */
const Name = styled('span')({
  display: 'inline-block',
  maxWidth: 150,
  overflow: 'hidden',
  textOverflow: 'ellipsis',
  verticalAlign: 'bottom',
  [WIDE]: { maxWidth: 'none' },
});

type Shade = { readonly value: number; readonly own: boolean };

/** Styles of read-only cells and of buttons. */
const cell = {
  display: 'block',
  boxSizing: 'border-box',
  width: 'calc(100% + 12px)',
  margin: '0 -6px',
  padding: '0 6px',
  lineHeight: '31px',
  textAlign: 'right',
} as const;

const skip = { shouldForwardProp: (prop: PropertyKey) => prop !== 'value' && prop !== 'own' };

const MatrixCell = styled(
  'span',
  skip,
)<Shade>(({ theme, value, own }) => ({
  ...cell,
  color: own ? theme.vars.palette.ore.tertiary : 'inherit',
  backgroundColor: own
    ? 'transparent'
    : `color-mix(in srgb, ${value < 0 ? theme.vars.palette.ore.scenario.stressed : theme.vars.palette.ore.scenario.base} ${Math.round(Math.abs(value) * DEEPEST)}%, transparent)`,
}));

const Pressed = styled('button', { shouldForwardProp: (prop) => prop !== 'shade' })<{ readonly shade: number }>(({ theme, shade }) => ({
  ...cell,
  border: 0,
  font: 'inherit',
  minHeight: 31,
  fontVariantNumeric: 'inherit',
  color: 'inherit',
  cursor: 'pointer',
  backgroundColor: `color-mix(in srgb, ${shade < 0 ? theme.vars.palette.ore.scenario.stressed : theme.vars.palette.ore.scenario.base} ${Math.round(Math.abs(shade) * DEEPEST)}%, transparent)`,
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
export const CorrelationMatrix = ({ rows, chosen, onPick }: CorrelationMatrixProps) => {
  const table = useRef<HTMLDivElement>(null);
  const [chosenRow, chosenColumn] = chosen ?? [1, 0];
  const go = (event: KeyboardEvent, row: number, column: number) => {
    const step = STEPS[event.key];
    if (!step) return;
    event.preventDefault();
    // skips the diagonal, which is no pair
    const far = row + step[0] === column + step[1] ? 2 : 1;
    const [r, c] = [row + far * step[0], column + far * step[1]];
    if (rows[r] === undefined || rows[c] === undefined) return;
    onPick?.(r, c);
    table.current?.querySelector<HTMLElement>(`[data-pair="${r} ${c}"]`)?.focus();
  };
  const body = (row: CorrelationRow, column: number) => {
    const place = rows.indexOf(row);
    const value = row.values[column] ?? 0;
    const shown = formatNumber(value, { decimals: DECIMALS });
    if (place === column || !onPick) {
      return (
        <MatrixCell value={value} own={place === column}>
          {place === column ? formatNumber(1, { decimals: 0 }) : shown}
        </MatrixCell>
      );
    }
    const pressed = place === chosenRow && column === chosenColumn;
    return (
      <Pressed
        type="button"
        shade={value}
        data-pair={`${place} ${column}`}
        tabIndex={pressed ? 0 : -1}
        aria-pressed={chosen !== undefined && pressed}
        aria-label={text('correlation.cell', { a: row.name, b: rows[column]!.name, value: shown })}
        onClick={() => onPick(place, column)}
        onKeyDown={(event) => go(event, place, column)}
      >
        {shown}
      </Pressed>
    );
  };
  const columns: readonly SimpleColumn<CorrelationRow>[] = [
    {
      key: 'name',
      label: text('correlation.reference'),
      hiddenLabel: true,
      tone: 'key',
      cell: ({ name, metal }) => (
        <>
          <MetalSwatch metal={metal} />
          <Name title={name}>{name}</Name>
        </>
      ),
    },
    ...rows.map(
      ({ code }, column): SimpleColumn<CorrelationRow> => ({ key: code, label: code, align: 'right', cell: (row) => body(row, column) }),
    ),
  ];
  return (
    <div ref={table}>
      <SimpleTable label={text('correlation.title')} columns={columns} rows={rows} rowKey={({ code }) => code} tight />
    </div>
  );
};
