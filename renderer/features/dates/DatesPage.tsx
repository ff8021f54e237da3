import Button from '@mui/material/Button';
import { useState } from 'react';
import { useLocation, useSearch } from 'wouter';
import type { Output } from '#shared/contract/contract.ts';
import { type DateFilter, DateGroup, DateHorizon, type DateSort } from '#shared/contract/dates.ts';
import { DATES_PAGE_ROWS } from '#shared/contract/listPages.ts';
import { colon, text } from '#shared/messages/text.ts';
import { errorText } from '#shared/presentation/errorText.ts';
import { useCall } from '../../api/queries.ts';
import { ChipFilter, FilterBar } from '../../components/ChipFilter.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { MenuButton } from '../../components/MenuButton.tsx';
import { Page } from '../../components/Page.tsx';
import { RowsPager } from '../../components/RowsPager.tsx';
import { Verdict } from '../../components/Verdict.tsx';
import { WaitingPage } from '../../components/WaitingPage.tsx';
import { useDocument } from '../../editing/commands/useDocument.ts';
import { DatesTable } from './DatesTable.tsx';
import { ALL_DATES, datesRoute, parseDatesAddress } from './datesAddress.ts';

type FiltersProps = {
  readonly filter: DateFilter;
  readonly list: Output<'dates.list'>;
  readonly onChange: (change: Partial<DateFilter>) => void;
};

const Filters = ({ filter, list, onChange }: FiltersProps) => (
  <FilterBar>
    <ChipFilter
      label={text('dates.filter.group')}
      choices={DateGroup.options.map((value) => ({ value, label: text(`dates.group.${value}`) }))}
      chosenValues={filter.groups}
      onChange={(groups) => onChange({ groups: DateGroup.options.filter((group) => groups.includes(group)) })}
    />
    <ChipFilter
      label={text('dates.filter.buyer')}
      choices={list.buyers.map(({ id, name }) => ({ value: id, label: name }))}
      chosenValues={filter.buyers}
      onChange={(buyers) => onChange({ buyers })}
    />
    <ChipFilter
      label={text('dates.filter.metal')}
      choices={list.metals.map((value) => ({ value, label: text(`metal.${value}`) }))}
      chosenValues={filter.metals}
      onChange={(metals) => onChange({ metals })}
    />
    <MenuButton
      label={`${text('dates.filter.ahead')}${colon()}${text(`dates.ahead.${filter.ahead}`)}`}
      entries={DateHorizon.options.map((horizon) => ({
        key: horizon,
        label: text(`dates.ahead.${horizon}`),
        isChosen: horizon === filter.ahead,
        onPick: () => onChange({ ahead: horizon }),
      }))}
    />
  </FilterBar>
);

/** Lists the upcoming dates of the workspace, overdue first; exports them as a calendar file. */
export default function DatesPage() {
  const search = useSearch();
  const [, navigate] = useLocation();
  const filter = parseDatesAddress(search);
  const [firstRow, setFirstRow] = useState(0);
  const [sort, setSort] = useState<DateSort>();
  const list = useCall('dates.list', { ...filter, first: firstRow, sort }, { keepLast: true });
  const state = useCall('workspace.state', {});
  const { write, isPending } = useDocument('dates.export', 'dates.exported');
  const title = text('place.dates');
  if (!list.data) {
    return <WaitingPage title={title} error={list.error ? errorText(list.error) : undefined} onRetry={() => void list.refetch()} />;
  }
  const { rows, verdict, metals, first, count } = list.data;
  const workspace = state.data?.open ? state.data : undefined;
  const plan = workspace?.plans.find(({ id }) => id === workspace.settings.planId)?.name;
  const show = (next: DateFilter) => {
    setFirstRow(0);
    navigate(datesRoute(next), { replace: true });
  };
  if (metals.length === 0) {
    return (
      <Page title={title} verdict={<Verdict sentences={verdict} />}>
        <EmptyState what={text('dates.empty')} actions={[{ label: text('place.contracts'), route: '/contracts' }]} />
      </Page>
    );
  }
  return (
    <Page
      layout="table"
      title={title}
      meta={plan === undefined ? undefined : text('dates.meta', { plan })}
      actions={
        <Button disabled={isPending || rows.length === 0} onClick={() => void write(filter)}>
          {text('dates.export')}
        </Button>
      }
      verdict={<Verdict sentences={verdict} />}
    >
      <Filters filter={filter} list={list.data} onChange={(change) => show({ ...filter, ...change })} />
      {rows.length === 0 ? (
        <EmptyState
          what={text('dates.nothing')}
          needs={text('dates.nothingNeeds')}
          actions={[{ label: text('dates.clear'), onAction: () => show(ALL_DATES) }]}
        />
      ) : (
        <>
          <RowsPager label={text('dates.table')} first={first} pageRows={DATES_PAGE_ROWS} count={count} onChange={setFirstRow} />
          <DatesTable
            rows={rows}
            sort={sort}
            onSort={(next) => {
              setFirstRow(0);
              setSort(next);
            }}
          />
        </>
      )}
    </Page>
  );
}
