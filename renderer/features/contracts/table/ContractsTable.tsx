import { styled } from '@mui/material/styles';
import { type KeyboardEvent, type ReactNode, useCallback, useMemo, useState } from 'react';
import { useLocation, useSearch } from 'wouter';
import type { Output } from '#shared/contract/contract.ts';
import type { ContractOptions, ContractRow } from '#shared/contract/contracts.ts';
import type { WorkspaceState } from '#shared/contract/workspace.ts';
import type { ContractId } from '#shared/domain/ids.ts';
import { monthOfDate } from '#shared/domain/time.ts';
import { comma, text } from '#shared/messages/text.ts';
import { formatNumber } from '#shared/units/format.ts';
import { type CellEdit, DataTable, type TableSort } from '../../../components/DataTable.tsx';
import { useInView } from '../../../components/dataTable/useInView.ts';
import { EmptyState } from '../../../components/EmptyState.tsx';
import { Page } from '../../../components/Page.tsx';
import { useFigureReader } from '../../../components/settings.tsx';
import { useSheetDraft } from '../../../editing/sheet/useSheetDraft.ts';
import { useRowsBeyond } from '../../data/index.ts';
import { ContractFilters } from './ContractFilters.tsx';
import { contractColumns } from './contractColumns.tsx';
import { type ContractFilter, defaultFilter, filterOf, NO_FILTER, passing, queryOf, sortOf } from './contractFilter.ts';
import { totalsOf } from './contractTotals.ts';
import { importedAs } from './importFields.ts';
import { ChosenActs } from './SelectionActions.tsx';
import { useContractEdits } from './useContractEdits.ts';

const Box = styled('div')({ display: 'flex', flexDirection: 'column', flex: '1 1 auto', minHeight: 0 });

const whole = (count: number): string => formatNumber(count, { decimals: 0 });

const isTypedInto = (target: EventTarget): boolean => target instanceof HTMLInputElement || target instanceof HTMLSelectElement;

type ContractsTableProps = {
  readonly title: string;
  readonly actions: ReactNode;
  readonly verdict: ReactNode;
  readonly list: Output<'contracts.list'>;
  readonly options: ContractOptions;
  readonly workspace: Extract<WorkspaceState, { open: true }>;
};

/** The contracts that the address asks for, as a table to read, type into, copy and delete from. */
export const ContractsTable = ({ title, actions, verdict, list, options, workspace }: ContractsTableProps) => {
  const { rows: all, year } = list;
  const { planId, valuationDate } = workspace.settings;
  const plan = workspace.plans.find(({ id }) => id === planId)?.name ?? '';
  const [path, navigate] = useLocation();
  const search = useSearch();
  const read = useFigureReader();
  const store = useContractEdits();
  const draft = useSheetDraft({ kind: 'contract', id: 'table' });
  const beyond = useRowsBeyond('contracts', importedAs);
  const [chosenIds, setChosenIds] = useState<ReadonlySet<ContractId>>(new Set());
  const [asking, ask] = useState(false);

  const defaults = useMemo(() => defaultFilter(all), [all]);
  const { filter, sort } = useMemo(() => {
    const query = new URLSearchParams(search);
    return { filter: filterOf(query, defaults), sort: sortOf(query) };
  }, [search, defaults]);
  const rows = useMemo(() => passing(all, filter), [all, filter]);
  const totals = useMemo(() => totalsOf(rows), [rows]);
  const columns = useMemo(() => contractColumns({ rows, totals, read, year, plan }), [rows, totals, read, year, plan]);
  const chosen = useMemo(() => rows.filter(({ id }) => chosenIds.has(id)), [rows, chosenIds]);
  const { ref, inView } = useInView(columns.map(({ width }) => width));

  const go = (next: ContractFilter, order: TableSort | undefined, replace: boolean) => {
    const query = queryOf(next, order, defaults);
    navigate(query === '' ? path : `${path}?${query}`, { replace });
  };
  const edit = (edits: readonly CellEdit[]) => store(edits, { rows, plan, options, valuationMonth: monthOfDate(valuationDate) });
  const choose = useCallback((some: readonly ContractRow[]) => setChosenIds(new Set(some.map(({ id }) => id))), []);
  const pressDelete = (event: KeyboardEvent) => {
    if (event.key !== 'Delete' || isTypedInto(event.target) || chosen.length === 0) return;
    // no cell of a contract can be empty: Delete is about the rows
    event.preventDefault();
    event.stopPropagation();
    ask(true);
  };

  const sorted = columns.find(({ key }) => key === sort?.column);
  const meta = [
    text('contracts.table.shown', { shown: whole(rows.length), all: whole(all.length) }),
    ...(sorted ? [text('contracts.table.sortedBy', { column: sorted.label.toLocaleLowerCase('en') })] : []),
    ...(inView < columns.length && rows.length > 0 ? [text('table.columnsInView', { inView, columns: columns.length })] : []),
  ].join(comma());

  return (
    <Page layout="table" title={title} meta={meta} actions={actions} verdict={verdict}>
      <ContractFilters
        filter={filter}
        plan={plan}
        onChange={(next) => go(next, sort, false)}
        onSearch={(words) => go({ ...filter, search: words }, sort, true)}
      >
        <ChosenActs rows={chosen} asking={asking} onAsk={ask} />
      </ContractFilters>
      {rows.length === 0 ? (
        <EmptyState
          what={text('contracts.table.nothing')}
          actions={[{ label: text('contracts.table.clear'), onAction: () => go(NO_FILTER, sort, false) }]}
        />
      ) : (
        <Box ref={ref} onKeyDownCapture={pressDelete}>
          <DataTable
            label={text('contracts.table.label')}
            columns={columns}
            rows={rows}
            rowKey={({ id }) => id}
            rowRoute={({ id }) => `/contracts/${id}`}
            firstSort={sort}
            onSort={(order) => go(filter, order, true)}
            onEdit={edit}
            draft={draft}
            onBeyond={beyond}
            onChoose={choose}
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
