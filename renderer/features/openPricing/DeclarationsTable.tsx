import { TABLE_PAGE_ROWS } from '#shared/contract/listPages.ts';
import type { OpenChoice, OpenPricing } from '#shared/contract/openPricing.ts';
import { text } from '#shared/messages/text.ts';
import { formatMonth, formatMonthRange } from '#shared/units/format.ts';
import { FigureLink } from '../../components/FigureLink.tsx';
import { RowsPager } from '../../components/RowsPager.tsx';
import { Section } from '../../components/Section.tsx';
import { type SimpleColumn, SimpleTable } from '../../components/SimpleTable.tsx';
import { useFigureReader } from '../../components/settings.tsx';
import { DealCell } from './DeliveredTable.tsx';

type DeclarationsTableProps = Pick<OpenPricing, 'declarations'> & {
  readonly page: OpenPricing['declarationsPage'];
  readonly onPage: (first: number) => void;
  readonly span: 7 | 12;
};

/** Lists quotational periods to declare, soonest first. */
export const DeclarationsTable = ({ declarations, page, onPage, span }: DeclarationsTableProps) => {
  const read = useFigureReader();
  const columns: readonly SimpleColumn<OpenChoice>[] = [
    { key: 'by', label: text('openPricing.declarations.by'), tone: 'context', cell: ({ declareBy }) => formatMonth(declareBy) },
    { key: 'deal', label: text('openPricing.delivered.deal'), tone: 'key', cell: (row) => <DealCell {...row} /> },
    {
      key: 'holder',
      label: text('openPricing.declarations.holder'),
      isWideOnly: true,
      cell: ({ holder }) => text(holder === 'seller' ? 'openPricing.declarations.ours' : 'openPricing.declarations.theirs'),
    },
    { key: 'delivery', label: text('openPricing.delivered.month'), isWideOnly: true, cell: ({ delivery }) => formatMonth(delivery) },
    { key: 'first', label: text('openPricing.declarations.first'), cell: ({ first }) => formatMonthRange(first) },
    { key: 'best', label: text('openPricing.declarations.best'), cell: ({ best }) => formatMonthRange(best) },
    {
      key: 'worth',
      label: text('openPricing.declarations.worth'),
      unit: declarations[0] ? read.format(declarations[0].worth).unit : '',
      align: 'right',
      tone: 'value',
      cell: ({ worth }) => <FigureLink as="cell" figure={worth} />,
    },
  ];
  return (
    <Section title={text('openPricing.declarations.title')} note={text('openPricing.declarations.note')} span={span}>
      <SimpleTable
        isTight
        label={text('openPricing.declarations.title')}
        columns={columns}
        rows={declarations}
        rowKey={({ contractId, delivery }) => `${contractId} ${delivery}`}
        rowRoute={({ contractId }) => `/contracts/${contractId}`}
        foot={declarations.length === 0 ? text('openPricing.declarations.empty') : undefined}
      />
      <RowsPager label={text('openPricing.declarations.title')} {...page} pageRows={TABLE_PAGE_ROWS} onChange={onPage} />
    </Section>
  );
};
