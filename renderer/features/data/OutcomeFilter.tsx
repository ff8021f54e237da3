import type { ImportOutcome, ImportPreview } from '#shared/contract/imports.ts';
import { text } from '#shared/messages/text.ts';
import { ChipFilter } from '../../components/ChipFilter.tsx';

const OUTCOMES = ['refused', 'added', 'changed', 'same'] as const satisfies readonly ImportOutcome[];

/** The outcome of a row: what the import would do, or what it did. */
export const outcomeText = (outcome: ImportOutcome, isImported: boolean): string =>
  (outcome === 'added' || outcome === 'changed') && !isImported ? text(`data.plannedOutcome.${outcome}`) : text(`data.outcome.${outcome}`);

export type OutcomeFilterProps = {
  readonly counts: ImportPreview['counts'];
  readonly isImported: boolean;
  readonly chosen: readonly ImportOutcome[];
  readonly onChange: (outcomes: readonly ImportOutcome[]) => void;
};

/** Filters the rows of an import by outcome, each with its number of rows. */
export const OutcomeFilter = ({ counts, isImported, chosen, onChange }: OutcomeFilterProps) => (
  <ChipFilter
    label={text('data.preview.filter')}
    choices={OUTCOMES.map((value) => ({ value, label: `${outcomeText(value, isImported)} ${counts[value]}` }))}
    chosenValues={chosen}
    onChange={onChange}
  />
);
