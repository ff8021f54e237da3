import Checkbox from '@mui/material/Checkbox';
import { styled } from '@mui/material/styles';
import { useMemo } from 'react';
import type { Output } from '#shared/contract/contract.ts';
import type { ContractRow } from '#shared/contract/contracts.ts';
import type { OverrideField } from '#shared/contract/plans.ts';
import { ContractId } from '#shared/domain/ids.ts';
import { text } from '#shared/messages/text.ts';
import { useSendCommand } from '../../api/queries.ts';
import { type DataColumn, DataTable, Missing, type SheetDraft } from '../../components/DataTable.tsx';
import { widthFor } from '../../components/dataTable/columnWidth.ts';
import type { OnEdit } from '../../components/dataTable/useEdits.ts';
import { EmptyState } from '../../components/EmptyState.tsx';
import { MetalSwatch } from '../../components/MetalName.tsx';
import { Section } from '../../components/Section.tsx';
import { useComponentSettings, useFigureReader } from '../../components/settings.tsx';
import { tableFigure } from '../../components/tableFigure.ts';
import { useCommand } from '../../editing/commands/useCommand.ts';
import { fieldIssueText } from '../../editing/fields/fieldSpec.ts';
import { useCellStore } from '../../editing/sheet/useSheetEdits.ts';
import { agreedKey, isOpen, OVERRIDE_FIELDS, overrideColumns, overrideSpec } from './overrideColumns.tsx';

export type PlanContractsProps = {
  readonly plan: Output<'plans.get'>;
  /** When the plan was last received, ms. */
  readonly answeredAt: number;
  readonly draft: SheetDraft;
};

/** Visible rows. */
export const CONTRACT_ROWS = 14;

const Description = styled('p')(({ theme }) => ({
  ...theme.typography.body1,
  margin: '0 0 8px',
  maxWidth: 1080,
  whiteSpace: 'pre-line',
  overflowWrap: 'anywhere',
  color: theme.vars.palette.text.secondary,
}));

const isField = (column: string): column is OverrideField => OVERRIDE_FIELDS.some((field) => field === column);

/** Every contract that has not ended, with the plan's overrides; edited, filled and pasted as in a spreadsheet. */
export const PlanContracts = ({ plan, answeredAt, draft }: PlanContractsProps) => {
  const read = useFigureReader();
  const { isReadOnly } = useComponentSettings();
  const include = useCommand('plans.include', {
    doneText: (_output, { contractId, included }) => {
      const code = plan.contracts.find((row) => row.id === contractId)?.code ?? '';
      return text(included ? 'plans.page.put' : 'plans.page.removed', { code });
    },
  });
  const override = useSendCommand('plans.override');
  const store = useCellStore();
  const { run: includeContract, isPending } = include;
  const columns = useMemo((): readonly DataColumn<ContractRow>[] => {
    const money = (value: number) => read.format({ value, unit: 'usd', decimals: 1 });
    const agreedValues = new Map(plan.overrides.map((override) => [agreedKey(override.contractId, override.field), override.agreed]));
    return [
      {
        key: 'buyer',
        label: text('buyers.table.column.name'),
        width: 188,
        tone: 'key',
        text: (row) => row.buyer,
        cell: (row) => (
          <>
            <MetalSwatch metal={row.metal} />
            {row.buyer}
          </>
        ),
      },
      {
        key: 'in',
        label: text('plans.page.contracts.in'),
        width: 54,
        text: (row) => text(row.isIncluded ? 'plans.page.contracts.yes' : 'plans.page.contracts.no'),
        sortValue: (row) => Number(!row.isIncluded),
        cell: (row, tabIndex) => (
          <Checkbox
            sx={{ padding: '4px' }}
            checked={row.isIncluded}
            disabled={isPending || isReadOnly}
            slotProps={{ input: { 'aria-label': text('plans.page.contracts.toggle', { code: row.code }), tabIndex } }}
            onChange={(_event, isIncluded) => void includeContract({ id: plan.id, contractId: row.id, included: isIncluded })}
          />
        ),
      },
      {
        key: 'code',
        label: text('cycles.rows.code'),
        width: widthFor(
          plan.contracts.map(({ code }) => code),
          63,
          5,
        ),
        tone: 'context',
        text: (row) => row.code,
      },
      { key: 'status', label: text('contracts.table.status'), width: 92, text: (row) => text(`status.${row.status}`) },
      ...overrideColumns(agreedValues),
      {
        key: 'revenue',
        label: text('contracts.table.revenue', { year: plan.contracts[0]?.year ?? '' }),
        unit: money(0).unit,
        width: 140,
        align: 'right',
        tone: 'value',
        sortsHighestFirst: true,
        sortValue: (row) => row.revenue,
        figure: tableFigure(plan.identities.contracts, 'revenue', 'usd'),
        text: (row) => (row.revenue === undefined ? text('common.none') : money(row.revenue).text),
        cell: (row) => (row.revenue === undefined ? <Missing>{text('common.none')}</Missing> : money(row.revenue).text),
      },
    ];
  }, [plan, read, includeContract, isPending, isReadOnly]);

  const edit: OnEdit = (edits, report) => {
    const overrideEdits = edits.flatMap(({ rowKey, column, value }) =>
      isField(column)
        ? [{ contractId: ContractId.parse(rowKey), field: column, ...(value === undefined ? {} : { value: value as number }) }]
        : [],
    );
    return store(edits, report, async (options) => {
      const { refused } = await override({ id: plan.id, edits: overrideEdits }, options);
      const code = plan.contracts.find((row) => row.id === overrideEdits[0]?.contractId)?.code ?? '';
      const count = new Set(overrideEdits.map(({ contractId }) => contractId)).size;
      return {
        refusals: refused.flatMap(({ edit: index, rule, limit }) => {
          const cell = overrideEdits[index];
          if (!cell) return [];
          const issue = { path: cell.field, rule, ...(limit === undefined ? {} : { limit }) };
          return [{ rowKey: cell.contractId, column: cell.field, message: fieldIssueText(overrideSpec(cell.field), issue) }];
        }),
        savedText: refused.length === overrideEdits.length ? undefined : text('plans.page.overridden', { code, count, plan: plan.name }),
      };
    });
  };

  // deals that are not signed come first: they are what a plan decides
  const rows = useMemo(() => plan.contracts.toSorted((a, b) => Number(isOpen(b)) - Number(isOpen(a))), [plan]);
  const title = text('plans.page.contracts.title', { plan: plan.name });
  return (
    <Section title={title} note={text('plans.page.contracts.note')} span={12}>
      {plan.note.trim() === '' ? undefined : <Description>{plan.note.trim()}</Description>}
      {plan.contracts.length === 0 ? (
        <EmptyState what={text('plans.page.contracts.none')} actions={[{ label: text('place.contracts'), route: '/contracts' }]} />
      ) : (
        <DataTable
          label={title}
          columns={columns}
          rows={rows}
          rowKey={(row) => row.id}
          rowRoute={(row) => `/contracts/${row.id}`}
          onEdit={edit}
          draft={draft}
          answeredAt={answeredAt}
          visibleRows={Math.min(CONTRACT_ROWS, rows.length)}
          status={text('plans.page.overrideHint')}
        />
      )}
    </Section>
  );
};
