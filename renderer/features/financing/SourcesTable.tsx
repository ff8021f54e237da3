import type { FinancingOverview } from '#shared/contract/financing.ts';
import { sumBy } from '#shared/math.ts';
import { text } from '#shared/messages/text.ts';
import { Section } from '../../components/Section.tsx';
import { type SimpleColumn, SimpleTable } from '../../components/SimpleTable.tsx';
import { useFigureReader, usePresentation } from '../../components/settings.tsx';
import { WrappingText } from '../../components/WrappingText.tsx';

type Row = FinancingOverview['sources'][number] & { readonly side: 'sources' | 'uses' };

/** Sources and uses of the project's money. */
export const SourcesTable = ({ sources, uses }: Pick<FinancingOverview, 'sources' | 'uses'>) => {
  const read = useFigureReader();
  const { label } = usePresentation();
  const money = (value: number) => read.format({ value, unit: 'usd', decimals: 1 });
  const sideOf = (side: Row['side'], lines: FinancingOverview['sources']) => {
    const columns: readonly SimpleColumn<Row>[] = [
      {
        key: 'label',
        label: text(`financing.${side}`),
        width: '100%',
        cell: (row) => <WrappingText>{label(row.label)}</WrappingText>,
        total: text('common.total'),
      },
      {
        key: 'amount',
        label: text('financing.amount'),
        unit: money(0).unit,
        align: 'right',
        tone: 'value',
        cell: ({ amount }) => money(amount).text,
        total: money(sumBy(lines, ({ amount }) => amount)).text,
      },
    ];
    return (
      <SimpleTable
        label={text(`financing.${side}`)}
        columns={columns}
        rows={lines.map((line) => ({ ...line, side }))}
        rowKey={(row) => label(row.label)}
        foot={lines.length === 0 ? text('common.none') : undefined}
        isTight
      />
    );
  };
  return (
    <Section title={text('financing.sourcesAndUses')}>
      {sideOf('sources', sources)}
      {sideOf('uses', uses)}
    </Section>
  );
};
