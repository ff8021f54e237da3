import { styled } from '@mui/material/styles';
import { useMemo, useState } from 'react';
import { useLocation } from 'wouter';
import type { BuyerRow } from '#shared/contract/buyers.ts';
import { Buyer } from '#shared/domain/buyer.ts';
import type { BuyerId } from '#shared/domain/ids.ts';
import type { Metal } from '#shared/domain/metal.ts';
import { countryName } from '#shared/messages/country.ts';
import { comma, serial, text } from '#shared/messages/text.ts';
import { errorText } from '#shared/presentation/errorText.ts';
import { formatPlainNumber } from '#shared/units/format.ts';
import { call } from '../../api/client.ts';
import { useCall, useSendCommand } from '../../api/queries.ts';
import { ChipFilter } from '../../components/ChipFilter.tsx';
import { Confirm } from '../../components/Confirm.tsx';
import { DataTable } from '../../components/DataTable.tsx';
import type { TableSort } from '../../components/dataTable/tableSort.ts';
import { useColumnsInView } from '../../components/dataTable/useColumnsInView.ts';
import { EditButton } from '../../components/EditButton.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { MenuButton } from '../../components/MenuButton.tsx';
import { Page } from '../../components/Page.tsx';
import { QuietButton } from '../../components/QuietButton.tsx';
import { SearchField } from '../../components/SearchField.tsx';
import { useFigureReader, usePresentation } from '../../components/settings.tsx';
import { useIsReady } from '../../components/useIsReady.ts';
import { Verdict } from '../../components/Verdict.tsx';
import { WaitingPage } from '../../components/WaitingPage.tsx';
import { useCommand } from '../../editing/commands/useCommand.ts';
import { useSheetDraft } from '../../editing/sheet/useSheetDraft.ts';
import { useSheetEdits } from '../../editing/sheet/useSheetEdits.ts';
import { importActions, usePasteOfMoreRows } from '../data/index.ts';
import { TableViews, useTableAddress } from '../tableViews/index.ts';
import { buyerField } from './editor/buyerField.ts';
import { GroupDialog } from './GroupDialog.tsx';
import { buyerColumns, importField } from './table/buyerColumns.tsx';
import {
  type BuyerFilter,
  FILTER_KEYS,
  type FilterKey,
  filterBuyers,
  listChoices,
  parseBuyerFilter,
  writeBuyerQuery,
} from './table/buyerFilter.ts';

// the table fills the remaining height of the page
const Box = styled('div')({ display: 'flex', flexDirection: 'column', flex: '1 1 auto', minHeight: 0 });
const Filters = styled('div')({ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: 8, marginBottom: 12 });

/** The order of the table by default. */
const DEFAULT_SORT: TableSort = { column: 'value', isHighestFirst: true };

/** Maximum number of names in the question before a deletion. */
const MAX_NAMES = 3;

const formatCount = (count: number): string => formatPlainNumber(count, { decimals: 0 });

const listNames = (rows: readonly BuyerRow[]): string => {
  const names = rows.slice(0, MAX_NAMES).map((row) => row.name);
  return rows.length > MAX_NAMES ? `${names.join(serial())} +${rows.length - MAX_NAMES}` : names.join(serial());
};

/** The groups of two or more buyers, by name. */
const groupsOf = (rows: readonly BuyerRow[]): readonly { readonly id: BuyerId; readonly name: string }[] => {
  const groups = new Map(rows.flatMap(({ group }) => (group?.id === undefined ? [] : [[group.id, { id: group.id, name: group.name }]])));
  return [...groups.values()].toSorted((a, b) => a.name.localeCompare(b.name));
};

/** The table of all buyers: location, rating and share of the plan's value. */
export default function BuyersPage() {
  const buyers = useCall('buyers.list', {}, { keepLast: true });
  const read = useFigureReader();
  const { label } = usePresentation();
  const [, navigate] = useLocation();
  const address = useTableAddress('buyers', DEFAULT_SORT);
  const { parameters, sort, hiddenColumns, widths } = address;
  const filter = useMemo(() => parseBuyerFilter(parameters), [parameters]);
  const [chosenRows, setChosenRows] = useState<readonly BuyerRow[]>([]);
  const [isAsking, setIsAsking] = useState(false);
  const [isAddingGroup, setIsAddingGroup] = useState(false);
  const draft = useSheetDraft({ kind: 'buyer', id: 'table' });
  const save = useSendCommand('buyers.saveMany');
  const edit = useSheetEdits<Buyer>({
    read: async (ids) => {
      const { entries } = await call('buyers.getMany', { ids: ids as readonly BuyerId[] });
      return new Map(entries.map(({ buyer, version }) => [buyer.id, { record: buyer, version }]));
    },
    fieldOf: (path) => ({ path, spec: buyerField(path, []) }),
    schema: Buyer,
    save: (records, options) => save({ entries: records.map(({ record: { id }, version, edits }) => ({ id, version, edits })) }, options),
    savedText: (records) => text('buyers.table.edited', { name: records[0]?.name ?? '', count: records.length }),
  });
  const copy = useCommand('buyers.copy', { doneText: () => text('buyers.table.copied'), isExclusive: true });
  const remove = useCommand('buyers.remove', { doneText: (_output, { ids }) => text('buyers.table.deleted', { count: ids.length }) });

  const isReady = useIsReady(buyers.data !== undefined);
  const list = isReady ? buyers.data : undefined;
  const rows = useMemo(() => filterBuyers(list?.rows ?? [], filter, label), [list, filter, label]);
  const choices = useMemo(() => listChoices(list?.rows ?? []), [list]);
  const groups = useMemo(() => groupsOf(list?.rows ?? []), [list]);
  const columns = useMemo(() => {
    const countries = new Map((list?.countries ?? []).map((country) => [country.code, countryName(country)]));
    return buyerColumns({
      read,
      label,
      year: list?.year ?? 0,
      country: (code) => countries.get(code) ?? code,
      rows,
      identities: list?.identities,
    });
  }, [list, read, label, rows]);

  const pasteMoreRows = usePasteOfMoreRows('buyers', importField);
  const visibleColumns = columns.filter(({ key }) => !hiddenColumns.includes(key));
  const { ref, inView: columnsInView } = useColumnsInView(visibleColumns.map(({ key, width }) => widths.get(key) ?? width));
  if (!list) {
    return (
      <WaitingPage
        title={text('place.buyers')}
        error={buyers.error ? errorText(buyers.error) : undefined}
        onRetry={() => void buyers.refetch()}
      />
    );
  }
  const { verdict, rows: allRows, countries, year } = list;

  const setFilter = (next: BuyerFilter) => address.setFilters(writeBuyerQuery(next), { replacesEntry: true });
  const clearFilters = () => address.setFilters('', { replacesEntry: true });
  const valueText = (key: FilterKey, value: string): string => {
    if (key === 'country') return countryName(countries.find(({ code }) => code === value) ?? { code: value, name: value });
    if (key === 'zone') return text(`zone.${value as BuyerRow['zone']}`);
    if (key === 'type') return text(`buyerType.${value as BuyerRow['type']}`);
    if (key === 'ownership') return text(`ownership.${value as BuyerRow['ownership']}`);
    return key === 'metal' ? text(`metal.${value as Metal}`) : value;
  };
  const deleteChosen = () => {
    setIsAsking(false);
    void remove.run({ ids: chosenRows.map((row) => row.id) });
  };

  return (
    <Page
      layout="table"
      title={text('place.buyers')}
      meta={[
        text('buyers.table.shown', { shown: formatCount(rows.length), all: formatCount(allRows.length), year }),
        ...(columnsInView < visibleColumns.length && rows.length > 0
          ? [text('table.columnsInView', { inView: columnsInView, columns: visibleColumns.length })]
          : []),
      ].join(comma())}
      verdict={<Verdict sentences={verdict} />}
      actions={
        <>
          <EditButton
            size="small"
            disabled={chosenRows.length !== 1}
            onClick={() => void (chosenRows[0] && copy.run({ id: chosenRows[0].id }))}
          >
            {text('buyers.table.action.copy')}
          </EditButton>
          <EditButton size="small" disabled={chosenRows.length === 0} onClick={() => setIsAsking(true)}>
            {text('buyers.table.action.delete')}
          </EditButton>
          <MenuButton
            label={text('groups.menu')}
            entries={[
              ...groups.map(({ id, name }) => ({ key: id, label: name, onPick: () => navigate(`/buyers/groups/${id}`) })),
              ...(groups.length > 0 ? [{ key: 'rule', rule: true as const }] : []),
              { key: 'new', isEdit: true, label: text('groups.form.new'), onPick: () => setIsAddingGroup(true) },
            ]}
          />
          <EditButton size="small" variant="contained" color="primary" onClick={() => navigate('/buyers/new')}>
            {text('buyers.table.action.new')}
          </EditButton>
        </>
      }
    >
      <Filters>
        <TableViews address={address} columns={columns} />
        {FILTER_KEYS.map((key) => (
          <ChipFilter
            key={key}
            label={text(`buyers.table.column.${key === 'metal' ? 'metals' : key}`)}
            choices={choices[key].map((value) => ({ value, label: valueText(key, value) }))}
            chosenValues={filter.chosen[key]}
            onChange={(values) => setFilter({ ...filter, chosen: { ...filter.chosen, [key]: values } })}
          />
        ))}
        <SearchField label={text('buyers.table.search')} value={filter.search} onChange={(search) => setFilter({ ...filter, search })} />
        {rows.length < allRows.length ? <QuietButton onClick={clearFilters}>{text('buyers.table.clear')}</QuietButton> : undefined}
      </Filters>
      <Box ref={ref}>
        <DataTable
          label={text('buyers.table.label')}
          columns={columns}
          rows={rows}
          rowKey={(row) => row.id}
          rowRoute={(row) => `/buyers/${row.id}`}
          hiddenColumns={hiddenColumns}
          sort={sort}
          onSort={address.setSort}
          widths={widths}
          onWidths={address.setWidths}
          onEdit={edit}
          draft={draft}
          answeredAt={buyers.dataUpdatedAt}
          onBeyond={pasteMoreRows}
          onChoose={setChosenRows}
          empty={
            allRows.length === 0 ? (
              <EmptyState
                what={text('buyers.table.empty')}
                needs={text('buyers.table.emptyNeeds')}
                actions={[{ label: text('buyers.table.action.new'), route: '/buyers/new' }, ...importActions('buyers')]}
              />
            ) : (
              <EmptyState what={text('buyers.table.noMatch')} actions={[{ label: text('buyers.table.clear'), onAction: clearFilters }]} />
            )
          }
        />
      </Box>
      <Confirm
        open={isAsking}
        title={text('buyers.table.delete.action', { count: chosenRows.length })}
        action={text('buyers.table.delete.action', { count: chosenRows.length })}
        onConfirm={deleteChosen}
        onClose={() => setIsAsking(false)}
      >
        {text('buyers.table.delete.body', { count: chosenRows.length, names: listNames(chosenRows) })}
      </Confirm>
      {isAddingGroup ? (
        <GroupDialog
          stored={undefined}
          onClose={() => setIsAddingGroup(false)}
          onSaved={(id) => navigate(`/buyers/groups/${encodeURIComponent(id)}`)}
        />
      ) : undefined}
    </Page>
  );
}
