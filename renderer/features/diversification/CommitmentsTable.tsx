import { useState } from 'react';
import type { CommitmentRow } from '#shared/contract/diversification.ts';
import type { Figure } from '#shared/contract/figure.ts';
import { joinInSentence, text } from '#shared/messages/text.ts';
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

export type CommitmentsTableProps = {
  readonly rows: readonly CommitmentRow[];
  /** Products that are sold without planned production in any year. */
  readonly unplanned: readonly string[];
  readonly year: number;
};

/** The minimum, nominal, maximum and uncovered share of each product, with the chart of one product by year. */
export const CommitmentsTable = ({ rows, unplanned, year }: CommitmentsTableProps) => {
  const read = useFigureReader();
  const [chosenId, setChosen] = useState<string>();
  const shownRow = rows.find(({ productId }) => productId === chosenId) ?? rows.find(({ metal }) => metal === 'copper') ?? rows[0];
  if (shownRow === undefined) {
    return (
      <Section title={text('diversification.commitments.title')} span={12}>
        <EmptyState what={text('diversification.commitments.none')} actions={importActions('production')} />
      </Section>
    );
  }
  const percent = read.format(shownRow.nominal).unit;
  const inKdmt = ({ value }: Figure): string => formatTonnes(Number(value), 'kdmt', 1).text;
  const columns: readonly SimpleColumn<CommitmentRow>[] = [
    {
      key: 'product',
      label: text('diversification.commitments.product'),
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
      label: text('diversification.commitments.planned'),
      unit: 'kdmt',
      align: 'right',
      cell: ({ planned }) => inKdmt(planned),
    },
    ...PARTS.map(
      (part): SimpleColumn<CommitmentRow> => ({
        key: part,
        label: text(`diversification.commitments.${part}`),
        unit: percent,
        align: 'right',
        tone: part === 'nominal' ? 'value' : undefined,
        cell: (row) => <FigureLink figure={row[part]} as="cell" />,
      }),
    ),
    {
      key: 'uncovered',
      label: text('diversification.commitments.uncovered'),
      unit: 'kdmt',
      align: 'right',
      cell: ({ uncovered, oversold }) =>
        oversold === undefined ? (
          <FigureLink figure={uncovered} as="cell">
            {inKdmt(uncovered)}
          </FigureLink>
        ) : (
          <StateMark state="breached">
            <FigureLink figure={oversold} as="cell">
              {text('diversification.commitments.oversold', { tonnes: inKdmt(oversold) })}
            </FigureLink>
          </StateMark>
        ),
    },
  ];
  const withoutProduction = [...rows.filter(({ planned }) => Number(planned.value) === 0).map(({ product }) => product), ...unplanned];
  const menu = (
    <ProductMenu label={text('diversification.commitments.product')} products={rows} chosenProduct={shownRow} onChoose={setChosen} />
  );
  return (
    <>
      <Section
        title={text('diversification.commitments.title')}
        term="committedShare"
        note={text('diversification.commitments.note', { year })}
        span={7}
      >
        <SimpleTable
          isTight
          label={text('diversification.commitments.title')}
          columns={columns}
          rows={rows}
          rowKey={({ productId }) => productId}
          rowRoute={({ productId }) => `/products/${productId}`}
          foot={
            withoutProduction.length > 0
              ? text('diversification.commitments.idle', { names: joinInSentence(withoutProduction), year })
              : undefined
          }
        />
      </Section>
      <ChartSection view={shownRow.view} span={5} tools={menu} />
    </>
  );
};
