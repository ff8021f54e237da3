import type { ImportOutcome, ImportPreview } from '#shared/contract/imports.ts';
import { text } from '#shared/messages/text.ts';
import { ChipFilter, FilterBar } from '../../components/ChipFilter.tsx';

const OUTCOMES = ['refused', 'added', 'changed', 'same'] as const satisfies readonly ImportOutcome[];

export type OutcomeFilterProps = {
  readonly counts: ImportPreview['counts'];
  readonly chosen: readonly ImportOutcome[];
  readonly onChange: (outcomes: readonly ImportOutcome[]) => void;
};

/** Filters the rows of a preview by outcome, each with its number of rows. */
export const OutcomeFilter = ({ counts, chosen, onChange }: OutcomeFilterProps) => (
  <FilterBar>
    <ChipFilter
      label={text('data.preview.filter')}
      choices={OUTCOMES.map((value) => ({ value, label: `${text(`data.outcome.${value}`)} ${counts[value]}` }))}
      chosenValues={chosen}
      onChange={onChange}
    />
  </FilterBar>
);
