import { useMemo } from 'react';
import type { Output } from '#shared/contract/contract.ts';
import type { ShortageRow } from '#shared/contract/plans.ts';
import { ContractId } from '#shared/domain/ids.ts';
import { text } from '#shared/messages/text.ts';
import { formatTonnes } from '#shared/units/format.ts';
import { useSendCommand } from '../../api/queries.ts';
import { type DataColumn, DataTable, type SheetDraft } from '../../components/DataTable.tsx';
import { widthFor } from '../../components/dataTable/columnWidth.ts';
import type { OnEdit } from '../../components/dataTable/useEdits.ts';
import { MetalSwatch } from '../../components/MetalName.tsx';
import { Section } from '../../components/Section.tsx';
import { useFigureReader } from '../../components/settings.tsx';
import { tableFigure } from '../../components/tableFigure.ts';
import { fieldIssueText } from '../../editing/fields/fieldSpec.ts';
import { fieldColumn } from '../../editing/sheet/fieldColumn.ts';
import { useCellStore } from '../../editing/sheet/useSheetEdits.ts';
import { overrideSpec } from './overrideColumns.tsx';

const FIELD = 'deliveryPriority';
const MAX_ROWS = 12;

export type PlanPrioritiesProps = { readonly plan: Output<'plans.get'>; readonly draft: SheetDraft };

/** The contracts of oversold products with their delivery priority in the plan, and the tonnes and damages that follow from it. */
export const PlanPriorities = ({ plan, draft }: PlanPrioritiesProps) => {
  const read = useFigureReader();
  const override = useSendCommand('plans.override');
  const store = useCellStore();
  const columns = useMemo((): readonly DataColumn<ShortageRow>[] => {
    const money = (value: number) => read.format({ value, unit: 'usd', decimals: 1 });
    const kdmt = (value: number): string => formatTonnes(value, 'kdmt', 1).text;
    return [
      {
        key: 'buyer',
        label: text('buyers.table.column.name'),
        width: 188,
        tone: 'key',
        text: ({ buyer }) => buyer,
        cell: ({ buyer, metal }) => (
          <>
            <MetalSwatch metal={metal} />
            {buyer}
          </>
        ),
      },
      {
        key: 'code',
        label: text('cycles.rows.code'),
        width: widthFor(
          plan.shortages.map(({ code }) => code),
          74,
          5,
        ),
        tone: 'context',
        text: ({ code }) => code,
      },
      { key: 'product', label: text('oversold.product'), width: 170, text: ({ product }) => product },
      fieldColumn(FIELD, overrideSpec(FIELD), 110, (row: ShortageRow) => row.deliveryPriority, {
        unit: undefined,
        text: (row: ShortageRow) => String(row.deliveryPriority),
      }),
      ...plan.shortYears.map((year): DataColumn<ShortageRow> => {
        const shortageYear = (row: ShortageRow) => row.years.find((candidate) => candidate.year === year);
        return {
          key: String(year),
          label: text('oversold.priorities.year', { year }),
          unit: 'kdmt',
          width: 132,
          align: 'right',
          text: (row) => {
            const shortage = shortageYear(row);
            return shortage === undefined
              ? ''
              : text('oversold.priorities.of', { delivered: kdmt(shortage.delivered), cut: kdmt(shortage.cut) });
          },
          sortValue: (row) => shortageYear(row)?.cut,
        };
      }),
      {
        key: 'damages',
        label: text('oversold.damages'),
        unit: money(0).unit,
        width: 96,
        align: 'right',
        tone: 'value',
        sortsHighestFirst: true,
        sortValue: ({ damages }) => damages,
        text: ({ damages }) => money(damages).text,
        figure: tableFigure(plan.identities.shortages, 'damages', 'usd'),
      },
    ];
  }, [plan, read]);
  const edit: OnEdit = (edits, report) => {
    const overrideEdits = edits.flatMap(({ rowKey, column, value }) =>
      column === FIELD
        ? [{ contractId: ContractId.parse(rowKey), field: FIELD, ...(value === undefined ? {} : { value: value as number }) } as const]
        : [],
    );
    return store(edits, report, async (options) => {
      const { refused } = await override({ id: plan.id, edits: overrideEdits }, options);
      const code = plan.shortages.find((row) => row.contractId === overrideEdits[0]?.contractId)?.code ?? '';
      return {
        refusals: refused.flatMap(({ edit: index, rule, limit }) => {
          const cell = overrideEdits[index];
          if (!cell) return [];
          const issue = { path: FIELD, rule, ...(limit === undefined ? {} : { limit }) };
          return [{ rowKey: cell.contractId, column: FIELD, message: fieldIssueText(overrideSpec(FIELD), issue) }];
        }),
        savedText:
          refused.length === overrideEdits.length
            ? undefined
            : text('plans.page.overridden', { code, count: overrideEdits.length, plan: plan.name }),
      };
    });
  };
  const title = text('oversold.priorities', { plan: plan.name });
  return (
    <Section title={title} note={text('oversold.priorities.note')} span={12}>
      <DataTable
        label={title}
        columns={columns}
        rows={plan.shortages}
        rowKey={({ contractId }) => contractId}
        rowRoute={({ contractId }) => `/contracts/${contractId}`}
        onEdit={edit}
        draft={draft}
        visibleRows={Math.min(MAX_ROWS, plan.shortages.length)}
        status={text('plans.page.overrideHint')}
      />
    </Section>
  );
};
