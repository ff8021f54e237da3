import { styled } from '@mui/material/styles';
import type { CSSProperties } from 'react';
import type { SensitivityTable, TableAxisValues } from '#shared/contract/sensitivity.ts';
import type { CellShade } from '#shared/contract/summaries.ts';
import { text } from '#shared/messages/text.ts';
import { commonUnit } from '#shared/presentation/message.ts';
import { sensitivityShading } from '#shared/presentation/sensitivityShading.ts';
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
  '& td.below': { backgroundColor: `color-mix(in oklab, ${theme.vars.palette.primary.main} var(--part), transparent)` },
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

/** The tint and the classes of a cell. */
const cellLook = ({ side, strength, hasLineRight, hasLineBelow, isToday }: CellShade) => ({
  // a custom property is no property of React's type
  style: { '--part': `${Math.round(MOST_TINT * strength)}%` } as CSSProperties,
  className: [
    ...(side === undefined ? [] : [side]),
    ...(hasLineRight ? ['right'] : []),
    ...(hasLineBelow ? ['under'] : []),
    ...(isToday ? ['today'] : []),
  ].join(' '),
});

const FORMATS = ['xlsx', 'pdf', 'docx'] as const;

export type TableAnswerProps = {
  readonly table: SensitivityTable;
  readonly note: string | undefined;
  /** Exports the table in a format; absent while an export runs. */
  readonly onExport: ((format: (typeof FORMATS)[number]) => void) | undefined;
};

/** A computed table shaded by the difference from today, and its chart. */
export const TableAnswer = ({ table, note, onExport }: TableAnswerProps) => {
  const { figure, rows, columns, cells, chart } = table;
  const { label } = usePresentation();
  const { moneyScale } = useComponentSettings();
  const shown = ({ unit, decimals }: { readonly unit: TableAxisValues['unit']; readonly decimals: number }) => {
    const unitView = commonUnit(unit, { moneyScale });
    return {
      unit: unitView.text,
      write: (value: number, isWhole = false) =>
        formatNumber(unitView.toDisplayUnit(value), { decimals: isWhole ? 0 : unitView.decimals(decimals) }),
      areWhole: (values: readonly number[]) =>
        values.every((value) => Math.abs(unitView.toDisplayUnit(value) - Math.round(unitView.toDisplayUnit(value))) < 1e-9),
    };
  };
  const [amount, down, columnAmount] = [shown(figure), shown(rows), columns && shown(columns)];
  const [areRowsWhole, areColumnsWhole] = [down.areWhole(rows.values), columnAmount?.areWhole(columns?.values ?? []) ?? false];
  const { todayRow, todayColumn, shadeAt } = sensitivityShading(table);
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
              {columns && columnAmount ? (
                <tr>
                  <td />
                  <th className="corner" colSpan={columns.values.length} scope="colgroup">
                    {`${label(columns.label)}, ${columnAmount.unit}`}
                  </th>
                </tr>
              ) : undefined}
              <tr>
                <th className="corner" scope="col">{`${label(rows.label)}, ${down.unit}`}</th>
                {columns && columnAmount ? (
                  columns.values.map((value, i) => (
                    <th key={value} scope="col" className={i === todayColumn ? 'today' : undefined}>
                      {columnAmount.write(value, areColumnsWhole)}
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
                  <th scope="row" className={j === todayRow ? 'today' : undefined}>
                    {down.write(value, areRowsWhole)}
                  </th>
                  {cells[j]!.map((cell, i) => (
                    // biome-ignore lint/suspicious/noArrayIndexKey: a cell is its place in the row
                    <td key={i} {...cellLook(shadeAt(j, i))}>
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
