import { styled } from '@mui/material/styles';
import type { CSSProperties } from 'react';
import type { SensitivityTable, TableAxisValues } from '#shared/contract/sensitivity.ts';
import { text } from '#shared/messages/text.ts';
import { commonUnit } from '#shared/presentation/message.ts';
import { formatNumber } from '#shared/units/format.ts';
import { ChartSection } from '../../components/ChartSection.tsx';
import { MenuButton } from '../../components/MenuButton.tsx';
import { Scroller } from '../../components/Scroller.tsx';
import { Section } from '../../components/Section.tsx';
import { useComponentSettings, usePresentation } from '../../components/settings.tsx';

/** The strongest tint of a cell, per cent. */
const MOST_TINT = 38;

const Grid = styled('table')(({ theme }) => ({
  ...theme.typography.body2,
  borderCollapse: 'collapse',
  fontVariantNumeric: 'tabular-nums',
  '& th, & td': { padding: '5px 9px', textAlign: 'right', whiteSpace: 'nowrap', border: '1px solid transparent' },
  '& th': { fontWeight: theme.typography.fontWeightBold },
  '& thead th': { color: theme.vars.palette.text.secondary, borderBottomColor: theme.vars.palette.divider },
  '& th.corner': { textAlign: 'left', fontWeight: 440 },
  // `--part` is the strength of the tint
  '& td.above': { backgroundColor: `color-mix(in oklab, ${theme.vars.palette.ore.gain} var(--part), transparent)` },
  '& td.below': { backgroundColor: `color-mix(in oklab, ${theme.vars.palette.ore.loss} var(--part), transparent)` },
  // the line between values above and below today's
  '& td.right': { borderRight: `2px solid ${theme.vars.palette.primary.main}` },
  '& td.under': { borderBottom: `2px solid ${theme.vars.palette.primary.main}` },
  '& .today': {
    textDecoration: 'underline',
    textDecorationColor: theme.vars.palette.primary.main,
    textDecorationThickness: 2,
    textUnderlineOffset: 4,
  },
}));

/** The place of the value nearest to today's; none if today's lies outside. */
const nearestTo = ({ values, now }: TableAxisValues): number => {
  if (now === undefined || now < values[0]! || now > values.at(-1)!) return -1;
  return values.reduce((best, value, i) => (Math.abs(value - now) < Math.abs(values[best]! - now) ? i : best), 0);
};

const FORMATS = ['xlsx', 'pdf', 'docx'] as const;

export type TableAnswerProps = {
  readonly table: SensitivityTable;
  readonly note: string | undefined;
  /** Exports the table in a format; absent while an export runs. */
  readonly onExport: ((format: (typeof FORMATS)[number]) => void) | undefined;
};

/** A computed table shaded by the difference from today, and its chart. */
export const TableAnswer = ({ table, note, onExport }: TableAnswerProps) => {
  const { figure, rows, columns, cells, today, chart } = table;
  const { label } = usePresentation();
  const { moneyScale } = useComponentSettings();
  const shown = ({ unit, decimals }: { readonly unit: TableAxisValues['unit']; readonly decimals: number }) => {
    const common = commonUnit(unit, { moneyScale });
    return {
      unit: common.text,
      write: (value: number, isWhole = false) =>
        formatNumber(common.toDisplayUnit(value), { decimals: isWhole ? 0 : common.decimals(decimals) }),
      areWhole: (values: readonly number[]) =>
        values.every((value) => Math.abs(common.toDisplayUnit(value) - Math.round(common.toDisplayUnit(value))) < 1e-9),
    };
  };
  const [amount, down, across] = [shown(figure), shown(rows), columns && shown(columns)];
  const [areRowsWhole, areColumnsWhole] = [down.areWhole(rows.values), across?.areWhole(columns?.values ?? []) ?? false];
  const now = today === undefined ? undefined : Number(today.value);
  const known = cells.flat().filter((value) => value !== null);
  const widest = now === undefined ? 0 : Math.max(...known.map((value) => Math.abs(value - now)), 0);
  const tint = (value: number | null): CSSProperties | undefined => {
    if (value === null || now === undefined || widest === 0) return undefined;
    const part = Math.round((MOST_TINT * Math.abs(value - now)) / widest);
    // a custom property is no property of React's type
    return { '--part': `${part}%` } as CSSProperties;
  };
  const isBelow = (value: number | null | undefined): boolean | undefined =>
    value === null || value === undefined || now === undefined ? undefined : value < now;
  const differs = (a: number | null | undefined, b: number | null | undefined): boolean =>
    isBelow(a) !== undefined && isBelow(b) !== undefined && isBelow(a) !== isBelow(b);
  const [rowNow, columnNow] = [nearestTo(rows), columns ? nearestTo(columns) : 0];
  return (
    <>
      <Section
        title={label(figure.label)}
        note={`${amount.unit} · ${text('sensitivity.table.colours')}`}
        tools={
          <MenuButton
            label={text('sensitivity.table.export')}
            disabled={onExport === undefined}
            entries={FORMATS.map((format) => ({
              key: format,
              label: text(`sensitivity.table.export.${format}`),
              onPick: () => onExport?.(format),
            }))}
          />
        }
      >
        {note === undefined ? undefined : <p>{note}</p>}
        <Scroller label={label(figure.label)}>
          <Grid aria-label={label(figure.label)}>
            <thead>
              {columns && across ? (
                <tr>
                  <td />
                  <th className="corner" colSpan={columns.values.length} scope="colgroup">
                    {`${label(columns.label)}, ${across.unit}`}
                  </th>
                </tr>
              ) : undefined}
              <tr>
                <th className="corner" scope="col">{`${label(rows.label)}, ${down.unit}`}</th>
                {columns && across ? (
                  columns.values.map((value, i) => (
                    <th key={value} scope="col" className={i === columnNow ? 'today' : undefined}>
                      {across.write(value, areColumnsWhole)}
                    </th>
                  ))
                ) : (
                  <th scope="col">{amount.unit}</th>
                )}
              </tr>
            </thead>
            <tbody>
              {rows.values.map((value, j) => (
                <tr key={value}>
                  <th scope="row" className={j === rowNow ? 'today' : undefined}>
                    {down.write(value, areRowsWhole)}
                  </th>
                  {cells[j]!.map((cell, i) => (
                    <td
                      // biome-ignore lint/suspicious/noArrayIndexKey: a cell is its place in the row
                      key={i}
                      style={tint(cell)}
                      className={[
                        ...(isBelow(cell) === undefined ? [] : [isBelow(cell) ? 'below' : 'above']),
                        ...(differs(cell, cells[j]![i + 1]) ? ['right'] : []),
                        ...(differs(cell, cells[j + 1]?.[i]) ? ['under'] : []),
                        ...(j === rowNow && i === columnNow ? ['today'] : []),
                      ].join(' ')}
                    >
                      {cell === null ? '' : amount.write(cell)}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </Grid>
        </Scroller>
      </Section>
      {chart ? <ChartSection view={chart} isWhatIf minHeight={320} /> : undefined}
    </>
  );
};
