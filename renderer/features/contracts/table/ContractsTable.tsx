import { styled } from '@mui/material/styles';
import { type KeyboardEvent, type ReactNode, useCallback, useMemo, useState } from 'react';
import type { Output } from '#shared/contract/contract.ts';
import type { ContractOptions, ContractRow } from '#shared/contract/contracts.ts';
import type { WorkspaceState } from '#shared/contract/workspace.ts';
import type { OfftakeContract } from '#shared/domain/contract.ts';
import type { ContractId } from '#shared/domain/ids.ts';
import { monthOfDate } from '#shared/domain/time.ts';
import { comma, message, text } from '#shared/messages/text.ts';
import { renderMessage } from '#shared/presentation/message.ts';
import { formatPlainNumber } from '#shared/units/format.ts';
import { call } from '../../../api/client.ts';
import { useSendCommand } from '../../../api/queries.ts';
import { DataTable } from '../../../components/DataTable.tsx';
import { useColumnsInView } from '../../../components/dataTable/useColumnsInView.ts';
import { EmptyState } from '../../../components/EmptyState.tsx';
import { Page } from '../../../components/Page.tsx';
import { useFigureReader } from '../../../components/settings.tsx';
import { useSheetDraft } from '../../../editing/sheet/useSheetDraft.ts';
import { useSheetEdits } from '../../../editing/sheet/useSheetEdits.ts';
import { usePasteOfMoreRows } from '../../data/index.ts';
import { TableViews, useTableAddress } from '../../tableViews/index.ts';
import { ContractFilters } from './ContractFilters.tsx';
import { contractCells } from './contractCells.ts';
import { contractColumns } from './contractColumns.tsx';
import { type ContractFilter, DEFAULT_SORT, defaultFilter, filterRows, formatQuery, NO_FILTER, parseFilter } from './contractFilter.ts';
import { computeTotals } from './contractTotals.ts';
import { importFieldOf } from './importFields.ts';
import { SelectionActions } from './SelectionActions.tsx';

const Box = styled('div')({ display: 'flex', flexDirection: 'column', flex: '1 1 auto', minHeight: 0 });

const formatCount = (count: number): string => formatPlainNumber(count, { decimals: 0 });

const isTypedInto = (target: EventTarget): boolean => target instanceof HTMLInputElement || target instanceof HTMLSelectElement;

type ContractsTableProps = {
  readonly title: string;
  readonly actions: ReactNode;
  readonly verdict: ReactNode;
  readonly list: Output<'contracts.list'>;
  /** When the list was last received, ms. */
  readonly answeredAt: number;
  readonly options: ContractOptions;
  readonly workspace: Extract<WorkspaceState, { open: true }>;
};

/** Shows the contracts that pass the filter of the address in a table that is edited in place. */
export const ContractsTable = ({ title, actions, verdict, list, answeredAt, options, workspace }: ContractsTableProps) => {
  const { rows: allRows, identities, year } = list;
  const { planId, valuationDate } = workspace.settings;
  const plan = workspace.plans.find(({ id }) => id === planId)?.name ?? '';
  const address = useTableAddress('contracts', DEFAULT_SORT);
  const { parameters, sort, hiddenColumns, widths } = address;
  const read = useFigureReader();
  const save = useSendCommand('contracts.saveMany');
  const draft = useSheetDraft({ kind: 'contract', id: 'table' });
  const pasteMoreRows = usePasteOfMoreRows('contracts', importFieldOf);
  const [selectedIds, setSelectedIds] = useState<ReadonlySet<ContractId>>(new Set());
  const [isConfirming, setConfirming] = useState(false);

  const defaults = useMemo(() => defaultFilter(allRows), [allRows]);
  const filter = useMemo(() => parseFilter(parameters, defaults), [parameters, defaults]);
  const rows = useMemo(() => filterRows(allRows, filter), [allRows, filter]);
  const totals = useMemo(() => computeTotals(rows), [rows]);
  const columns = useMemo(
    () => contractColumns({ rows, identities, totals, read, year, plan }),
    [rows, identities, totals, read, year, plan],
  );
  const rowById = useMemo(() => new Map(allRows.map((row) => [row.id, row])), [allRows]);
  const selectedRows = useMemo(() => rows.filter(({ id }) => selectedIds.has(id)), [rows, selectedIds]);
  const visibleColumns = columns.filter(({ key }) => !hiddenColumns.includes(key));
  const { ref, inView } = useColumnsInView(visibleColumns.map(({ key, width }) => widths.get(key) ?? width));

  const setFilter = (next: ContractFilter, replacesEntry: boolean) => address.setFilters(formatQuery(next, defaults), { replacesEntry });
  const edit = useSheetEdits<OfftakeContract>({
    read: async (ids) => {
      const { entries } = await call('contracts.getMany', { ids: ids as readonly ContractId[] });
      return new Map(entries.map(({ contract, version }) => [contract.id, { record: contract, version }]));
    },
    ...contractCells({
      shownOf: ({ id }) => rowById.get(id),
      plan,
      options,
      valuationMonth: monthOfDate(valuationDate),
    }),
    save: (records, options) => save({ entries: records.map(({ record: { id }, version, edits }) => ({ id, version, edits })) }, options),
    savedText: (records) => text('contracts.table.edited', { code: records[0]?.code ?? '', count: records.length }),
  });
  const select = useCallback((selection: readonly ContractRow[]) => setSelectedIds(new Set(selection.map(({ id }) => id))), []);
  const pressDelete = (event: KeyboardEvent) => {
    if (event.key !== 'Delete' || isTypedInto(event.target) || selectedRows.length === 0) return;
    // cells of a contract can't be empty, so Delete deletes the rows
    event.preventDefault();
    event.stopPropagation();
    setConfirming(true);
  };

  const sortColumn = columns.find(({ key }) => key === sort?.column);
  const meta = [
    text('contracts.table.shown', { shown: formatCount(rows.length), all: formatCount(allRows.length) }),
    ...(sortColumn
      ? [text('contracts.table.sortedBy', { column: renderMessage(message('common.literal', { text: sortColumn.label }, 'inSentence')) })]
      : []),
    ...(inView < visibleColumns.length && rows.length > 0 ? [text('table.columnsInView', { inView, columns: visibleColumns.length })] : []),
  ].join(comma());

  return (
    <Page layout="table" title={title} meta={meta} actions={actions} verdict={verdict}>
      <ContractFilters
        filter={filter}
        plan={plan}
        onChange={(next) => setFilter(next, false)}
        onSearch={(words) => setFilter({ ...filter, search: words }, true)}
        views={<TableViews address={address} columns={columns} />}
      >
        <SelectionActions rows={selectedRows} isConfirming={isConfirming} onConfirming={setConfirming} />
      </ContractFilters>
      {rows.length === 0 ? (
        <EmptyState
          what={text('contracts.table.nothing')}
          actions={[{ label: text('contracts.table.clear'), onAction: () => setFilter(NO_FILTER, false) }]}
        />
      ) : (
        <Box ref={ref} onKeyDownCapture={pressDelete}>
          <DataTable
            label={text('contracts.table.label')}
            columns={columns}
            hiddenColumns={hiddenColumns}
            rows={rows}
            rowKey={({ id }) => id}
            rowRoute={({ id }) => `/contracts/${id}`}
            sort={sort}
            onSort={address.setSort}
            widths={widths}
            onWidths={address.setWidths}
            onEdit={edit}
            draft={draft}
            answeredAt={answeredAt}
            onBeyond={pasteMoreRows}
            onChoose={select}
            status={
              <>
                <kbd>Del</kbd> {text('contracts.table.deleteKey')}
              </>
            }
          />
        </Box>
      )}
    </Page>
  );
};
