import { styled } from '@mui/material/styles';
import { TABLE_PAGE_ROWS } from '#shared/contract/listPages.ts';
import type { OpenDelivered, OpenPricing } from '#shared/contract/openPricing.ts';
import { METAL_SYMBOL } from '#shared/domain/metal.ts';
import { comma, text } from '#shared/messages/text.ts';
import { formatMonth, formatMonthRange } from '#shared/units/format.ts';
import { FigureLink, TonnesLink } from '../../components/FigureLink.tsx';
import { MetalSwatch } from '../../components/MetalName.tsx';
import { RowsPager } from '../../components/RowsPager.tsx';
import { Section } from '../../components/Section.tsx';
import { type SimpleColumn, SimpleTable } from '../../components/SimpleTable.tsx';
import { useFigureReader } from '../../components/settings.tsx';

const BuyerName = styled('span')({
  display: 'inline-block',
  maxWidth: 200,
  overflow: 'hidden',
  textOverflow: 'ellipsis',
  whiteSpace: 'nowrap',
  verticalAlign: 'bottom',
});
const ContractCode = styled('span')(({ theme }) => ({ color: theme.vars.palette.ore.tertiary }));

/** Shows a contract by its metal, buyer and code. */
export const DealCell = ({ buyer, code, metal }: Pick<OpenDelivered, 'buyer' | 'code' | 'metal'>) => (
  <>
    <MetalSwatch metal={metal} /> <BuyerName title={`${buyer}${comma()}${code}`}>{buyer}</BuyerName>{' '}
    <ContractCode>
      {METAL_SYMBOL[metal]} {code}
    </ContractCode>
  </>
);

type DeliveredTableProps = Pick<OpenPricing, 'delivered' | 'markToMarket'> & {
  readonly page: OpenPricing['deliveredPage'];
  readonly onPage: (first: number) => void;
};

/** Lists deliveries without a final price, with the price of their provisional invoice. */
export const DeliveredTable = ({ delivered, page, onPage, markToMarket }: DeliveredTableProps) => {
  const read = useFigureReader();
  const money = delivered[0] ? read.format(delivered[0].markToMarket).unit : '';
  const perTonne = text('contracts.table.usdPerDmt');
  const columns: readonly SimpleColumn<OpenDelivered>[] = [
    {
      key: 'deal',
      label: text('openPricing.delivered.deal'),
      tone: 'key',
      cell: (row) => <DealCell {...row} />,
      total: markToMarket ? text('common.total') : undefined,
    },
    { key: 'month', label: text('openPricing.delivered.month'), cell: ({ month }) => formatMonth(month) },
    {
      key: 'tonnes',
      label: text('openPricing.delivered.tonnes'),
      unit: 'kdmt',
      align: 'right',
      cell: ({ tonnes }) => <TonnesLink figure={tonnes} />,
    },
    { key: 'priced', label: text('openPricing.delivered.priced'), cell: ({ pricing }) => formatMonthRange(pricing) },
    {
      key: 'known',
      label: text('openPricing.delivered.knownHead'),
      unit: text('openPricing.delivered.months'),
      align: 'right',
      isWideOnly: true,
      cell: ({ known, pricing }) => text('openPricing.delivered.known', { known, all: pricing.to - pricing.from + 1 }),
    },
    {
      key: 'provisional',
      label: text('openPricing.delivered.provisional'),
      unit: perTonne,
      align: 'right',
      cell: ({ provisional }) => <FigureLink as="cell" figure={provisional} />,
    },
    {
      key: 'expected',
      label: text('openPricing.delivered.expected'),
      unit: perTonne,
      align: 'right',
      cell: ({ expected }) => <FigureLink as="cell" figure={expected} />,
    },
    {
      key: 'mark',
      label: text('openPricing.delivered.mark'),
      unit: money,
      align: 'right',
      tone: 'value',
      cell: (row) => <FigureLink as="cell" figure={row.markToMarket} />,
      total: markToMarket ? <FigureLink as="cell" figure={{ ...markToMarket, sign: true }} /> : undefined,
    },
    {
      key: 'onePercent',
      label: text('openPricing.tonnes.onePercent'),
      unit: money,
      align: 'right',
      cell: ({ onePercent }) => <FigureLink as="cell" figure={onePercent} />,
    },
  ];
  return (
    <Section title={text('openPricing.delivered.title')} note={text('openPricing.delivered.note')} span={12}>
      <SimpleTable
        label={text('openPricing.delivered.title')}
        columns={columns}
        rows={delivered}
        rowKey={({ contractId, month }) => `${contractId} ${month}`}
        rowRoute={({ contractId }) => `/contracts/${contractId}`}
        foot={delivered.length === 0 ? text('openPricing.delivered.empty') : undefined}
      />
      <RowsPager label={text('openPricing.delivered.title')} {...page} pageRows={TABLE_PAGE_ROWS} onChange={onPage} />
    </Section>
  );
};
