import { type ImportColumn, type ImportField, ShareReading } from '#shared/contract/imports.ts';
import { text } from '#shared/messages/text.ts';
import { SelectField } from '../../components/SelectField.tsx';

/** What a number of tonnes is multiplied by, and whether it is wet. */
const MASSES = [
  { value: 'dmt', scale: 1, wet: false },
  { value: 'kdmt', scale: 1e3, wet: false },
  { value: 'Mdmt', scale: 1e6, wet: false },
  { value: 'wmt', scale: 1, wet: true },
  { value: 'kwmt', scale: 1e3, wet: true },
  { value: 'Mwmt', scale: 1e6, wet: true },
] as const;

/** A column as spreadsheets letter it: 0 is A, 26 is AA. */
export const letters = (column: number): string => {
  const rest = Math.floor(column / 26) - 1;
  return `${rest >= 0 ? letters(rest) : ''}${String.fromCharCode(65 + (column % 26))}`;
};

export type ColumnUnitProps = {
  readonly label: string;
  readonly taken: ImportColumn;
  readonly field: ImportField;
  readonly onTake: (column: ImportColumn) => void;
};

/** What the numbers of a column are: tonnes of a kind, or per cent of a kind; nothing for any other column. */
export const ColumnUnit = ({ label, taken, field, onTake }: ColumnUnitProps) => {
  if (field.percent) {
    return (
      <SelectField
        label={label}
        value={taken.shares}
        choices={ShareReading.options.map((value) => ({ value, label: text(`data.columns.${value}`) }))}
        onCommit={(shares) => onTake({ ...taken, shares })}
      />
    );
  }
  if (!field.mass) return undefined;
  const mass = MASSES.find(({ scale, wet }) => scale === taken.scale && wet === taken.wet) ?? MASSES[0];
  return (
    <SelectField
      label={label}
      value={mass.value as string}
      choices={MASSES.map(({ value }) => ({ value: value as string, label: value }))}
      onCommit={(value) => {
        const picked = MASSES.find((one) => one.value === value) ?? MASSES[0];
        onTake({ ...taken, scale: picked.scale, wet: picked.wet });
      }}
    />
  );
};
