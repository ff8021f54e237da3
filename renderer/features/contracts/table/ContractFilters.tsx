import type { ReactNode } from 'react';
import { METALS } from '#shared/domain/metal.ts';
import { text } from '#shared/messages/text.ts';
import { ChipFilter, FilterBar } from '../../../components/ChipFilter.tsx';
import { SearchField } from '../../../components/SearchField.tsx';
import { choicesOf } from '../../../editing/fields/specs.ts';
import { STATUSES } from '../fields/choiceLabels.ts';
import { type ContractFilter, FILTER_VALUES, type FilterKey, inMenuOrder } from './contractFilter.ts';

type ContractFiltersProps = {
  readonly filter: ContractFilter;
  /** Name of the chosen plan. */
  readonly plan: string;
  /** Called when a filter changes. */
  readonly onChange: (filter: ContractFilter) => void;
  /** Called at every key of the search. */
  readonly onSearch: (search: string) => void;
  /** The menus of views and columns, before the filters. */
  readonly views: ReactNode;
  /** Buttons at the right. */
  readonly children: ReactNode;
};

/** Filters of the table and a search field. */
export const ContractFilters = ({ filter, plan, onChange, onSearch, views, children }: ContractFiltersProps) => {
  const set = (key: FilterKey) => (selectedValues: readonly string[]) =>
    onChange({ ...filter, [key]: inMenuOrder<string>(FILTER_VALUES[key], selectedValues) });
  const metalChoices = METALS.map((value) => ({ value, label: text(`metal.${value}`) }));
  const zoneChoices = FILTER_VALUES.zone.map((value) => ({ value, label: text(`zone.${value}`) }));
  const floorChoices = [
    { value: 'yes', label: text('contracts.table.withFloor') },
    { value: 'none', label: text('contracts.table.noFloor') },
  ] as const;
  const planChoices = [
    { value: 'in', label: plan },
    { value: 'draft', label: text('contracts.table.draftOutOfPlan') },
    { value: 'out', label: text('contracts.table.outOfPlan', { plan }) },
  ] as const;
  return (
    <FilterBar>
      {views}
      <ChipFilter
        label={text('contracts.table.status')}
        choices={choicesOf(STATUSES)}
        chosenValues={filter.status}
        onChange={set('status')}
      />
      <ChipFilter label={text('contracts.table.plan')} choices={planChoices} chosenValues={filter.plan} onChange={set('plan')} />
      <ChipFilter label={text('contracts.table.metal')} choices={metalChoices} chosenValues={filter.metal} onChange={set('metal')} />
      <ChipFilter label={text('contracts.table.destination')} choices={zoneChoices} chosenValues={filter.zone} onChange={set('zone')} />
      <ChipFilter label={text('contracts.table.floor')} choices={floorChoices} chosenValues={filter.floor} onChange={set('floor')} />
      <SearchField label={text('contracts.table.search')} value={filter.search} onChange={onSearch} />
      {children}
    </FilterBar>
  );
};
