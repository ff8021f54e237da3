import { styled } from '@mui/material/styles';
import type { Label } from '#shared/contract/figure.ts';
import type { ImportColumn, ImportField, SheetChoice, SheetView } from '#shared/contract/imports.ts';
import { comma, semicolon, serial, text } from '#shared/messages/text.ts';
import { renderLabel } from '#shared/presentation/message.ts';
import { columnLetters } from '#shared/units/spreadsheetText.ts';
import { EmptyState } from '../../components/EmptyState.tsx';
import { ErrorNote } from '../../components/ErrorNote.tsx';
import { MenuButton } from '../../components/MenuButton.tsx';
import { Section } from '../../components/Section.tsx';
import { SelectField } from '../../components/SelectField.tsx';
import { type SimpleColumn, SimpleTable } from '../../components/SimpleTable.tsx';
import { WIDE_WINDOW } from '../../theme/typography.ts';
import { ColumnUnit } from './ColumnUnit.tsx';
import { fieldLabel } from './fieldLabel.ts';

const IGNORED = 'leaveOut';

const Samples = styled('span')(({ theme }) => ({
  display: 'block',
  maxWidth: 150,
  [WIDE_WINDOW]: { maxWidth: 320 },
  overflow: 'hidden',
  textOverflow: 'ellipsis',
  whiteSpace: 'nowrap',
  color: theme.vars.palette.text.secondary,
}));
const Head = styled('span')({ display: 'block', maxWidth: 200, whiteSpace: 'normal', overflowWrap: 'anywhere' });

type Row = {
  readonly index: number;
  readonly header: Label;
  readonly samples: readonly string[];
  readonly column: ImportColumn | undefined;
  readonly field: ImportField | undefined;
};

export type SheetColumnsProps = {
  readonly view: SheetView;
  readonly choice: SheetChoice;
  readonly onChoose: (choice: SheetChoice) => void;
  readonly onHeaderRow: (headerRow: number) => void;
  readonly onMapColumn: (index: number, field: string) => void;
};

const DELIMITERS: Readonly<Record<string, 'comma' | 'semicolon' | 'tab' | 'bar'>> = {
  ',': 'comma',
  ';': 'semicolon',
  '\t': 'tab',
  '|': 'bar',
};

const headerRowLabel = (headerRow: number): string =>
  headerRow < 0 ? text('data.columns.noHeads') : text('data.columns.headLine', { line: headerRow + 1 });

const noteOf = ({ encoding, delimiter, isRemembered: isSheetRemembered }: SheetView): string => {
  const mappingNote = text(isSheetRemembered ? 'data.columns.remembered' : 'data.columns.guessed');
  const name = DELIMITERS[delimiter ?? ''];
  if (encoding === undefined || name === undefined) return mappingNote;
  return `${mappingNote}${semicolon()}${text('data.columns.text', { encoding: encoding.toUpperCase(), delimiter: text(`data.columns.delimiter.${name}`) })}`;
};

/** Maps the columns of a sheet to fields and units, and sets the notation of numbers and dates. */
export const SheetColumns = ({ view, choice, onChoose, onHeaderRow, onMapColumn }: SheetColumnsProps) => {
  const title = text('data.columns', { name: view.name });
  const setColumn = (index: number, column: ImportColumn | undefined): void => {
    const others = choice.columns.filter((otherColumn) => otherColumn.index !== index && otherColumn.field !== column?.field);
    onChoose({ ...choice, columns: column ? [...others, column] : others });
  };
  const rows = view.columns.map(({ header, samples }, index): Row => {
    const mappedColumn = choice.columns.find((column) => column.index === index);
    return { index, header, samples, column: mappedColumn, field: view.fields.find(({ key }) => key === mappedColumn?.field) };
  });
  const fields = [
    { value: IGNORED, label: text('data.sheets.leaveOut') },
    ...view.fields.map(({ key, required }) => ({
      value: key,
      label: fieldLabel(key),
      ...(required ? { note: text('imports.note.required') } : {}),
    })),
  ];
  const missingFields = view.fields.filter(({ key, required }) => required && !choice.columns.some(({ field }) => field === key));
  const columns: readonly SimpleColumn<Row>[] = [
    { key: 'column', label: text('data.columns.column'), tone: 'context', width: '56px', cell: ({ index }) => columnLetters(index) },
    { key: 'head', label: text('data.columns.head'), tone: 'key', cell: ({ header }) => <Head>{renderLabel(header)}</Head> },
    {
      key: 'samples',
      label: text('data.columns.samples'),
      cell: ({ samples }) => <Samples title={samples.join(comma())}>{samples.join(comma())}</Samples>,
    },
    {
      key: 'field',
      label: text('data.columns.field'),
      width: '186px',
      cell: (row) => (
        <SelectField
          label={text('data.columns.fieldOf', { column: columnLetters(row.index) })}
          value={row.column?.field ?? IGNORED}
          choices={row.column && !row.field ? [...fields, { value: row.column.field, label: fieldLabel(row.column.field) }] : fields}
          onCommit={(field) => (field === IGNORED ? setColumn(row.index, undefined) : onMapColumn(row.index, field))}
        />
      ),
    },
    {
      key: 'unit',
      label: text('data.columns.unit'),
      width: '138px',
      cell: ({ index, column, field }) =>
        column && field ? (
          <ColumnUnit
            label={text('data.columns.unitOf', { column: columnLetters(index) })}
            column={column}
            field={field}
            onChange={(column) => setColumn(index, column)}
          />
        ) : undefined,
    },
  ];
  if (choice.target === undefined) {
    return (
      <Section title={title} span={8}>
        <EmptyState what={text('data.columns.none')} />
      </Section>
    );
  }
  const tools = (
    <>
      <MenuButton
        label={headerRowLabel(choice.headerRow)}
        entries={view.headerRows.map((headerRow) => ({
          key: String(headerRow),
          label: headerRowLabel(headerRow),
          isChosen: headerRow === choice.headerRow,
          onPick: () => onHeaderRow(headerRow),
        }))}
      />
      <MenuButton
        label={text(`data.columns.decimal.${choice.decimal}`)}
        entries={(['point', 'comma'] as const).map((decimal) => ({
          key: decimal,
          label: text(`data.columns.decimal.${decimal}`),
          isChosen: decimal === choice.decimal,
          onPick: () => onChoose({ ...choice, decimal }),
        }))}
      />
      <MenuButton
        label={text(`data.columns.dates.${choice.dates}`)}
        entries={(['dayFirst', 'monthFirst'] as const).map((dates) => ({
          key: dates,
          label: text(`data.columns.dates.${dates}`),
          isChosen: dates === choice.dates,
          onPick: () => onChoose({ ...choice, dates }),
        }))}
      />
    </>
  );
  return (
    <Section title={title} note={noteOf(view)} tools={tools} span={8}>
      {view.isKindUncertain ? <ErrorNote state="near" text={text('data.sheets.uncertain')} /> : undefined}
      {missingFields.length > 0 ? (
        <ErrorNote
          state="near"
          text={text('data.columns.missing', { fields: missingFields.map(({ key }) => fieldLabel(key)).join(serial()) })}
        />
      ) : undefined}
      <SimpleTable label={title} columns={columns} rows={rows} rowKey={({ index }) => index} />
    </Section>
  );
};
