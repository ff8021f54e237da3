import Button from '@mui/material/Button';
import Checkbox from '@mui/material/Checkbox';
import { styled } from '@mui/material/styles';
import { useState } from 'react';
import type { ContractRow } from '#shared/contract/contracts.ts';
import type { SummaryRequest } from '#shared/contract/summaries.ts';
import type { ContractId, PlanId } from '#shared/domain/ids.ts';
import { text } from '#shared/messages/text.ts';
import { errorText } from '#shared/presentation/errorText.ts';
import { formatMonth, formatPlainNumber } from '#shared/units/format.ts';
import { useCall } from '../../api/queries.ts';
import { ClippedText } from '../../components/ClippedText.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { MetalSwatch } from '../../components/MetalName.tsx';
import { Page } from '../../components/Page.tsx';
import { SearchField } from '../../components/SearchField.tsx';
import { Columns, Section } from '../../components/Section.tsx';
import { type SimpleColumn, SimpleTable } from '../../components/SimpleTable.tsx';
import { useComponentSettings } from '../../components/settings.tsx';
import { Verdict } from '../../components/Verdict.tsx';
import { WaitingPage } from '../../components/WaitingPage.tsx';
import { MAX_CONTRACTS, summaryRoute } from './subject.ts';

const ShortText = styled('span')({
  display: 'inline-block',
  maxWidth: 240,
  overflow: 'hidden',
  textOverflow: 'ellipsis',
  verticalAlign: 'bottom',
});

type Plan = { readonly id: PlanId; readonly name: string; readonly contracts: number };

const planColumns = (): readonly SimpleColumn<Plan>[] => [
  {
    key: 'name',
    label: text('summaries.pick.plan'),
    tone: 'key',
    cell: ({ name }) => (
      <ClippedText width="230px" lines={3}>
        {name}
      </ClippedText>
    ),
  },
  {
    key: 'contracts',
    label: text('summaries.pick.contracts'),
    align: 'right',
    tone: 'context',
    cell: ({ contracts }) => formatPlainNumber(contracts, { decimals: 0 }),
  },
];

const contractColumns = (selectedIds: ReadonlySet<ContractId>, toggle: (id: ContractId) => void): readonly SimpleColumn<ContractRow>[] => [
  {
    key: 'choose',
    label: text('summaries.column.choose'),
    isLabelHidden: true,
    width: '32px',
    cell: ({ id, code }) => (
      <Checkbox
        checked={selectedIds.has(id)}
        disabled={!selectedIds.has(id) && selectedIds.size >= MAX_CONTRACTS}
        onChange={() => toggle(id)}
        slotProps={{ input: { 'aria-label': text('summaries.pick.choose', { code }) } }}
        sx={{ padding: '4px' }}
      />
    ),
  },
  {
    key: 'buyer',
    label: text('summaries.column.buyer'),
    tone: 'key',
    cell: ({ metal, buyer }) => (
      <>
        <MetalSwatch metal={metal} />
        <ShortText title={buyer}>{buyer}</ShortText>
      </>
    ),
  },
  { key: 'code', label: text('summaries.column.contract'), tone: 'context', cell: ({ code }) => code },
  { key: 'product', label: text('summaries.column.product'), cell: ({ product }) => <ShortText title={product}>{product}</ShortText> },
  { key: 'status', label: text('summaries.column.status'), tone: 'context', cell: ({ status }) => text(`status.${status}`) },
  { key: 'until', label: text('summaries.column.until'), tone: 'context', cell: ({ end }) => formatMonth(end) },
];

/** Chooses the subject of a summary: a plan, or contracts. */
export const SubjectPicker = ({ isBundle }: { readonly isBundle: boolean }) => {
  const routeOf = (subject: SummaryRequest['subject']): string =>
    `${summaryRoute({ subject, view: 'internal' })}${isBundle ? '&format=orebundle' : ''}`;
  const { navigate } = useComponentSettings();
  const list = useCall('contracts.list', {}, { keepLast: true });
  const state = useCall('workspace.state', {});
  const [search, setSearch] = useState('');
  const [selectedIds, setSelectedIds] = useState<ReadonlySet<ContractId>>(new Set());
  const workspace = state.data?.open ? state.data : undefined;
  const title = text(isBundle ? 'summaries.page.bundleTitle' : 'place.summary');
  if (!list.data || !workspace) {
    const error = list.error ?? state.error;
    return (
      <WaitingPage
        title={title}
        error={error ? errorText(error) : undefined}
        onRetry={() => void Promise.all([list.refetch(), state.refetch()])}
      />
    );
  }
  const toggle = (id: ContractId) =>
    setSelectedIds(
      (previousIds) => new Set(previousIds.has(id) ? [...previousIds].filter((otherId) => otherId !== id) : [...previousIds, id]),
    );
  const searchText = search.trim().toLowerCase();
  const { rows } = list.data;
  const shownRows = rows.filter((row) => `${row.code} ${row.buyer} ${row.name} ${row.product}`.toLowerCase().includes(searchText));
  return (
    <Page
      title={title}
      verdict={<Verdict sentences={[{ key: isBundle ? 'summaries.pick.bundle' : 'summaries.pick.verdict', figures: {} }]} />}
      actions={
        selectedIds.size === 0 ? undefined : (
          <Button variant="contained" color="primary" onClick={() => navigate(routeOf({ contractIds: [...selectedIds] }))}>
            {text('summaries.pick.action', { count: selectedIds.size })}
          </Button>
        )
      }
    >
      <Columns>
        <Section title={text('summaries.pick.plans')} span={4}>
          <SimpleTable
            label={text('summaries.pick.plans')}
            columns={planColumns()}
            rows={workspace.plans}
            rowKey={({ id }) => id}
            rowRoute={({ id }) => routeOf({ planId: id })}
          />
        </Section>
        <Section
          title={text('summaries.pick.contracts')}
          note={selectedIds.size >= MAX_CONTRACTS ? text('summaries.pick.most', { count: MAX_CONTRACTS }) : undefined}
          span={8}
          tools={rows.length > 0 ? <SearchField label={text('summaries.pick.search')} value={search} onChange={setSearch} /> : undefined}
        >
          {rows.length === 0 ? (
            <EmptyState
              what={text('summaries.pick.noContracts')}
              actions={[{ label: text('place.newContract'), route: '/contracts/new' }]}
            />
          ) : (
            <SimpleTable
              label={text('summaries.pick.contracts')}
              columns={contractColumns(selectedIds, toggle)}
              rows={shownRows}
              rowKey={({ id }) => id}
              foot={shownRows.length === 0 ? text('summaries.pick.none') : undefined}
            />
          )}
        </Section>
      </Columns>
    </Page>
  );
};
