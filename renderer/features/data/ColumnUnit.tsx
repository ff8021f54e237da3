import { type ImportColumn, type ImportField, ShareReading } from '#shared/contract/imports.ts';
import { text } from '#shared/messages/text.ts';
import { SelectField } from '../../components/SelectField.tsx';

/** Factors of tonnes, and whether they are wet. */
const MASSES = [
  { value: 'dmt', scale: 1, wet: false },
  { value: 'kdmt', scale: 1e3, wet: false },
  { value: 'Mdmt', scale: 1e6, wet: false },
  { value: 'wmt', scale: 1, wet: true },
  { value: 'kwmt', scale: 1e3, wet: true },
  { value: 'Mwmt', scale: 1e6, wet: true },
] as const;

export type ColumnUnitProps = {
  readonly label: string;
  readonly column: ImportColumn;
  readonly field: ImportField;
  /** Whether the user has to choose, so that no unit is shown as chosen. */
  readonly isOpen?: boolean;
  readonly onChange: (column: ImportColumn) => void;
};

/** Chooses the unit of a column of tonnes, percentages, durations or grades; nothing for other columns. */
export const ColumnUnit = ({ label, column, field, isOpen = false, onChange }: ColumnUnitProps) => {
  if (field.isPercent) {
    return (
      <SelectField
        label={label}
        placeholder={text('data.ask.choose')}
        value={isOpen || column.shares === 'ask' ? undefined : column.shares}
        choices={ShareReading.exclude(['ask']).options.map((value) => ({ value, label: text(`data.columns.${value}`) }))}
        onCommit={(shares) => onChange({ ...column, shares, isUnitChosen: true })}
      />
    );
  }
  const { units } = field;
  if (units) {
    const chosenUnit = units.find(({ scale }) => scale === column.scale);
    return (
      <SelectField
        label={label}
        placeholder={text('data.ask.choose')}
        value={isOpen ? undefined : chosenUnit?.unit}
        choices={units.map(({ unit }) => ({ value: unit, label: text(`data.columns.${unit}`) }))}
        onCommit={(unit) => {
          const choice = units.find((unitChoice) => unitChoice.unit === unit);
          if (choice) onChange({ ...column, scale: choice.scale, isUnitChosen: true });
        }}
      />
    );
  }
  if (!field.isMass) return undefined;
  const mass = MASSES.find(({ scale, wet }) => scale === column.scale && wet === column.wet) ?? MASSES[0];
  return (
    <SelectField
      label={label}
      placeholder={text('data.ask.choose')}
      value={isOpen ? undefined : (mass.value as string)}
      choices={MASSES.map(({ value }) => ({ value: value as string, label: value }))}
      onCommit={(value) => {
        const chosenMass = MASSES.find((massChoice) => massChoice.value === value) ?? MASSES[0];
        onChange({ ...column, scale: chosenMass.scale, wet: chosenMass.wet, isUnitChosen: true });
      }}
    />
  );
};
