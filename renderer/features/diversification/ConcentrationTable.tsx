import { styled } from '@mui/material/styles';
import type { ReactNode } from 'react';
import type { ConcentrationRow } from '#shared/contract/diversification.ts';
import type { Figure } from '#shared/contract/figure.ts';
import type { ExposureDimension } from '#shared/domain/exposureDimension.ts';
import { text } from '#shared/messages/text.ts';
import { formatPlainNumber } from '#shared/units/format.ts';
import { FigureLink } from '../../components/FigureLink.tsx';
import { QuietButton } from '../../components/QuietButton.tsx';
import { Section } from '../../components/Section.tsx';
import { type SimpleColumn, SimpleTable } from '../../components/SimpleTable.tsx';
import { useFigureReader, usePresentation } from '../../components/settings.tsx';

const ShortText = styled('span')({
  display: 'inline-block',
  maxWidth: 170,
  overflow: 'hidden',
  textOverflow: 'ellipsis',
  verticalAlign: 'bottom',
});

const ChartedDimension = styled(QuietButton)(({ theme }) => ({
  marginLeft: -6,
  '&[aria-pressed="true"]': { fontWeight: theme.typography.fontWeightBold, boxShadow: `inset 2px 0 0 ${theme.vars.palette.primary.main}` },
}));

export type ConcentrationTableProps = {
  readonly rows: readonly ConcentrationRow[];
  readonly when: string;
  /** The other plan's name, where there is one. */
  readonly against: string | undefined;
  readonly charted: ExposureDimension;
  readonly onChart: (dimension: ExposureDimension) => void;
};

/** Every dimension in the chosen year; the pressed one is charted. */
export const ConcentrationTable = ({ rows, when, against, charted, onChart }: ConcentrationTableProps) => {
  const read = useFigureReader();
  const presentation = usePresentation();
  const number = (
    key: string,
    label: ReactNode,
    figureOf: (row: ConcentrationRow) => Figure | undefined,
    options: Partial<SimpleColumn<ConcentrationRow>> = {},
  ): SimpleColumn<ConcentrationRow> => ({
    key,
    label,
    align: 'right',
    cell: (row) => {
      const figure = figureOf(row);
      return figure ? <FigureLink figure={figure} as="cell" /> : undefined;
    },
    ...options,
  });
  const percent = read.format({ value: 0, unit: 'fraction', decimals: 1 }).unit;
  const columns: readonly SimpleColumn<ConcentrationRow>[] = [
    {
      key: 'dimension',
      label: text('diversification.table.dimension'),
      tone: 'key',
      cell: ({ dimension }) => (
        <ChartedDimension
          aria-pressed={dimension === charted}
          aria-label={text('diversification.table.draw', { dimension: text(`dimension.${dimension}`) })}
          onClick={() => onChart(dimension)}
        >
          {text(`dimension.${dimension}`)}
        </ChartedDimension>
      ),
    },
    {
      key: 'members',
      label: text('diversification.table.members'),
      align: 'right',
      tone: 'context',
      cell: ({ members }) => formatPlainNumber(members, { decimals: 0 }),
    },
    number('hhi', text('diversification.table.hhi'), ({ hhi }) => hhi, { unit: 'x 10,000', tone: 'value', term: 'hhi' }),
    number('change', text('diversification.table.change'), ({ change }) => change),
    ...(against === undefined
      ? []
      : [
          number(
            'against',
            <ShortText title={against}>{text('diversification.table.against', { plan: against })}</ShortText>,
            (row) => row.against,
          ),
        ]),
    number('effective', text('diversification.table.effective'), ({ effective }) => effective, { term: 'effectiveNumber' }),
    {
      key: 'largest',
      label: text('diversification.table.largest'),
      tone: 'context',
      cell: ({ largest, route }) => (
        <ShortText title={presentation.label(largest)}>
          {route ? (
            <FigureLink figure={{ value: '', label: largest, unit: 'text', decimals: 0, route }} as="cell" />
          ) : (
            presentation.label(largest)
          )}
        </ShortText>
      ),
    },
    number('top1', text('diversification.table.top1'), ({ top1 }) => top1, { unit: percent }),
    number('top3', text('diversification.table.top3'), ({ top3 }) => top3, { unit: percent }),
    number('top5', text('diversification.table.top5'), ({ top5 }) => top5, { unit: percent }),
    number('entropy', text('diversification.table.entropy'), ({ entropy }) => entropy, {
      unit: text('diversification.table.entropyUnit'),
      term: 'entropy',
    }),
    number('gini', text('diversification.table.gini'), ({ gini }) => gini, { term: 'gini' }),
  ];
  return (
    <Section title={text('diversification.table.title')} note={text('diversification.table.note', { when })} span={12}>
      <SimpleTable label={text('diversification.table.title')} columns={columns} rows={rows} rowKey={({ dimension }) => dimension} />
    </Section>
  );
};
