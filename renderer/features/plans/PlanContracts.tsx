import Checkbox from '@mui/material/Checkbox';
import { styled } from '@mui/material/styles';
import type { Output } from '#shared/contract/contract.ts';
import type { ContractRow } from '#shared/contract/contracts.ts';
import { messageText, text } from '#shared/messages/text.ts';
import { formatMonth } from '#shared/units/format.ts';
import { EmptyState } from '../../components/EmptyState.tsx';
import { FigureLink } from '../../components/FigureLink.tsx';
import { MetalSwatch } from '../../components/MetalName.tsx';
import { Section } from '../../components/Section.tsx';
import { type SimpleColumn, SimpleTable } from '../../components/SimpleTable.tsx';
import { useFigureReader } from '../../components/settings.tsx';
import { useAct } from '../history/index.ts';

export type PlanContractsProps = { readonly plan: Output<'plans.get'> };

const Ellipsis = styled('span')({
  display: 'inline-block',
  maxWidth: 200,
  overflow: 'hidden',
  textOverflow: 'ellipsis',
  verticalAlign: 'bottom',
});

/** Every contract that has not ended, in the plan or out of it, and what that changes against the baseline. */
export const PlanContracts = ({ plan }: PlanContractsProps) => {
  const read = useFigureReader();
  const include = useAct('plans.include', {
    done: (_output, { contractId, included }) => {
      const code = plan.contracts.find((row) => row.id === contractId)?.code ?? '';
      return text(included ? 'plans.page.put' : 'plans.page.takenOut', { code });
    },
  });
  const money = (value: number | undefined) =>
    value === undefined ? text('common.none') : read.apart({ value, unit: 'usd', decimals: 1 }).text;
  const { unit } = read.apart({ value: 0, unit: 'usd', decimals: 1 });
  const columns: readonly SimpleColumn<ContractRow>[] = [
    {
      key: 'buyer',
      label: text('buyers.table.column.name'),
      tone: 'key',
      cell: (row) => (
        <>
          <MetalSwatch metal={row.metal} />
          <Ellipsis title={row.buyer}>{row.buyer}</Ellipsis>
        </>
      ),
    },
    {
      key: 'in',
      label: text('plans.page.contracts.in'),
      cell: (row) => (
        <Checkbox
          sx={{ padding: '4px' }}
          checked={row.included}
          disabled={include.pending}
          slotProps={{ input: { 'aria-label': text('plans.page.contracts.toggle', { code: row.code }) } }}
          onChange={(_event, included) => void include.run({ id: plan.id, contractId: row.id, included })}
        />
      ),
    },
    { key: 'code', label: text('cycles.rows.code'), tone: 'context', cell: (row) => row.code },
    { key: 'status', label: text('contracts.table.status'), cell: (row) => text(`status.${row.status}`) },
    {
      key: 'tonnes',
      label: text('contracts.table.quantity'),
      unit: 'kdmt',
      align: 'right',
      cell: (row) => read.apart({ value: row.tonnesPerYear, unit: 'dmt', decimals: 1 }).text,
    },
    { key: 'revenue', label: text('contracts.table.revenue'), unit, align: 'right', tone: 'value', cell: (row) => money(row.revenue) },
    { key: 'end', label: text('contracts.table.ends'), tone: 'context', cell: (row) => formatMonth(row.end) },
  ];
  return (
    <>
      <Section title={text('plans.page.contracts.title', { plan: plan.name })} note={text('plans.page.contracts.note')} span={7}>
        {plan.contracts.length === 0 ? (
          <EmptyState what={text('plans.page.contracts.none')} acts={[{ label: text('place.contracts'), route: '/contracts' }]} />
        ) : (
          <SimpleTable
            label={text('plans.page.contracts.title', { plan: plan.name })}
            columns={columns}
            rows={plan.contracts}
            rowKey={(row) => row.id}
            rowRoute={(row) => `/contracts/${row.id}`}
            tight
          />
        )}
      </Section>
      <Section title={text('plans.page.differences.title')} note={text('plans.page.differences.note')} span={5}>
        <SimpleTable
          label={text('plans.page.differences.title')}
          columns={[
            {
              key: 'label',
              label: text('plans.page.difference'),
              tone: 'key',
              cell: (row: (typeof plan.differences)[number]) => messageText(row.label),
            },
            {
              key: 'revenue',
              label: text('contracts.table.revenue'),
              unit,
              align: 'right',
              tone: 'value',
              cell: (row) => <FigureLink figure={row.revenue} as="cell" />,
            },
          ]}
          rows={plan.differences}
          rowKey={(row) => row.contractId}
          rowRoute={(row) => `/contracts/${row.contractId}`}
          foot={plan.differences.length === 0 ? text('plans.page.differences.none') : undefined}
        />
      </Section>
    </>
  );
};
