import { useState } from 'react';
import type { CoverageRow } from '#shared/contract/diversification.ts';
import type { Figure } from '#shared/contract/figure.ts';
import { serial, text } from '#shared/messages/text.ts';
import { formatTonnes } from '#shared/units/format.ts';
import { ChartSection } from '../../components/ChartSection.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { FigureLink } from '../../components/FigureLink.tsx';
import { MetalName } from '../../components/MetalName.tsx';
import { ProductMenu } from '../../components/ProductMenu.tsx';
import { Section } from '../../components/Section.tsx';
import { type SimpleColumn, SimpleTable } from '../../components/SimpleTable.tsx';
import { StateMark } from '../../components/StateMark.tsx';
import { useFigureReader } from '../../components/settings.tsx';
import { importActions } from '../data/index.ts';

const PARTS = ['minimum', 'nominal', 'maximum'] as const;

export type CoverageTableProps = {
  readonly rows: readonly CoverageRow[];
  /** Products that are sold without planned production in any year. */
  readonly unplanned: readonly string[];
  readonly year: number;
};

/** The minimum, nominal, maximum and uncovered share of each product, with the chart of one product by year. */
export const CoverageTable = ({ rows, unplanned, year }: CoverageTableProps) => {
  const read = useFigureReader();
  const [chosen, setChosen] = useState<string>();
  const shown = rows.find(({ productId }) => productId === chosen) ?? rows.find(({ metal }) => metal === 'copper') ?? rows[0];
  if (shown === undefined) {
    return (
      <Section title={text('diversification.coverage.title')} span={12}>
        <EmptyState what={text('diversification.coverage.none')} actions={importActions('production')} />
      </Section>
    );
  }
  const percent = read.format(shown.nominal).unit;
  const inKdmt = ({ value }: Figure): string => formatTonnes(Number(value), 'kdmt', 1).text;
  const columns: readonly SimpleColumn<CoverageRow>[] = [
    {
      key: 'product',
      label: text('diversification.coverage.product'),
      tone: 'key',
      cell: ({ metal, product }) => (
        <>
          <MetalName metal={metal} show="symbol" />
          {product}
        </>
      ),
    },
    {
      key: 'planned',
      label: text('diversification.coverage.planned'),
      unit: 'kdmt',
      align: 'right',
      cell: ({ planned }) => inKdmt(planned),
    },
    ...PARTS.map(
      (part): SimpleColumn<CoverageRow> => ({
        key: part,
        label: text(`diversification.coverage.${part}`),
        unit: percent,
        align: 'right',
        tone: part === 'nominal' ? 'value' : undefined,
        cell: (row) => <FigureLink figure={row[part]} as="cell" />,
      }),
    ),
    {
      key: 'uncovered',
      label: text('diversification.coverage.uncovered'),
      unit: 'kdmt',
      align: 'right',
      cell: ({ uncovered, oversold }) =>
        oversold === undefined ? (
          inKdmt(uncovered)
        ) : (
          <StateMark state="breached">{text('diversification.coverage.oversold', { tonnes: inKdmt(oversold) })}</StateMark>
        ),
    },
  ];
  const withoutProduction = [...rows.filter(({ planned }) => Number(planned.value) === 0).map(({ product }) => product), ...unplanned];
  const menu = <ProductMenu label={text('diversification.coverage.product')} products={rows} chosenProduct={shown} onChoose={setChosen} />;
  return (
    <>
      <Section
        title={text('diversification.coverage.title')}
        term="coverage"
        note={text('diversification.coverage.note', { year })}
        span={7}
      >
        <SimpleTable
          isTight
          label={text('diversification.coverage.title')}
          columns={columns}
          rows={rows}
          rowKey={({ productId }) => productId}
          rowRoute={({ productId }) => `/products/${productId}`}
          foot={
            withoutProduction.length > 0
              ? text('diversification.coverage.idle', { names: withoutProduction.join(serial()), year })
              : undefined
          }
        />
      </Section>
      <ChartSection view={shown.view} span={5} tools={menu} />
    </>
  );
};
