import type { Output } from '#shared/contract/contract.ts';
import { type SensitivityTarget, TARGET_GROUPS } from '#shared/contract/sensitivity.ts';
import { text } from '#shared/messages/text.ts';
import { formatPlainNumber } from '#shared/units/format.ts';
import { FormRow, RowNote } from '../../components/FormRow.tsx';
import { SelectField } from '../../components/SelectField.tsx';
import { usePresentation } from '../../components/settings.tsx';

export type TargetRowsProps = {
  readonly target: SensitivityTarget;
  readonly year: number | undefined;
  readonly options: Pick<Output<'sensitivity.options'>, 'targets' | 'simulation' | 'run'>;
  /** Digest of the simulation whose figure was opened. */
  readonly openedRun: string | undefined;
  readonly onTarget: (key: string) => void;
  readonly onYear: (year: number) => void;
};

/** The choices of figures, each with the group it belongs to, in the order of the groups. */
export const targetChoices = (targets: readonly SensitivityTarget[], label: (of: SensitivityTarget['label']) => string) =>
  TARGET_GROUPS.flatMap((group) =>
    targets
      .filter((target) => target.group === group)
      .map((target) => ({ value: target.key, label: label(target.label), note: text(`sensitivity.group.${group}`) })),
  );

/** The rows of a form in which a figure and its year are chosen. */
export const TargetRows = ({ options: { targets, simulation, run }, target, year, openedRun, onTarget, onYear }: TargetRowsProps) => {
  const { label } = usePresentation();
  return (
    <>
      <FormRow label={text('sensitivity.figure')}>
        <SelectField value={target.key} choices={targetChoices(targets, label)} onCommit={onTarget} />
      </FormRow>
      {target.years.length > 0 ? (
        <FormRow label={text('sensitivity.year')}>
          <SelectField
            value={String(year ?? target.year)}
            choices={target.years.map((listedYear) => ({ value: String(listedYear), label: String(listedYear) }))}
            onCommit={(selectedText) => onYear(Number(selectedText))}
          />
        </FormRow>
      ) : undefined}
      {target.group === 'paths' ? (
        <RowNote>
          {text('sensitivity.onPaths', {
            figure: label(target.label),
            paths: formatPlainNumber(simulation.paths, { decimals: 0 }),
            seed: String(simulation.seed),
          })}
        </RowNote>
      ) : undefined}
      {target.group === 'paths' && openedRun !== undefined && openedRun !== run ? (
        <RowNote>{text('sensitivity.otherPaths')}</RowNote>
      ) : undefined}
    </>
  );
};
