import { styled } from '@mui/material/styles';
import { useState } from 'react';
import { ImportTarget, type SheetChoice, type SheetView } from '#shared/contract/imports.ts';
import { text } from '#shared/messages/text.ts';
import { formatPlainNumber } from '#shared/units/format.ts';
import { QuietButton } from '../../components/QuietButton.tsx';
import { Columns, Section } from '../../components/Section.tsx';
import { SelectField } from '../../components/SelectField.tsx';
import { type SimpleColumn, SimpleTable } from '../../components/SimpleTable.tsx';
import { SheetColumns } from './SheetColumns.tsx';
import type { Importing } from './useImport.ts';

const IGNORED = 'leaveOut';

// aligned with the names beside it, which are buttons
const ChosenName = styled('span')({ fontWeight: 620, padding: '0 6px' });
const WrappingText = styled('span')({ display: 'block', whiteSpace: 'normal', overflowWrap: 'anywhere' });

const nameOf = ({ name, isHidden: isSheetHidden = false }: SheetView): string =>
  isSheetHidden ? text('data.sheets.hidden', { name }) : name;

type Row = { readonly place: number; readonly view: SheetView; readonly choice: SheetChoice };

export type TablesStepProps = {
  readonly importing: Importing;
  readonly sheets: readonly SheetView[];
  readonly choices: readonly SheetChoice[];
  readonly onChoose: (choices: readonly SheetChoice[]) => void;
};

/** Maps each sheet to a kind of record and its columns to fields. */
export const TablesStep = ({ importing, sheets, choices, onChoose }: TablesStepProps) => {
  const firstPlace = choices.findIndex(({ target }) => target !== undefined);
  const [shownPlace, setShown] = useState(Math.max(0, firstPlace));
  const rows = sheets.flatMap((view, place): Row[] => {
    const choice = choices.find(({ sheet }) => sheet === place);
    return choice ? [{ place, view, choice }] : [];
  });
  const setSheet = (choice: SheetChoice) =>
    onChoose(choices.map((otherSheet) => (otherSheet.sheet === choice.sheet ? choice : otherSheet)));
  const setTarget = ({ place, choice }: Row, target: string): void => {
    setShown(place);
    if (target === IGNORED) {
      const { target: _left, ...rest } = choice;
      setSheet(rest);
    } else importing.remap(place, { target: ImportTarget.parse(target) });
  };
  const targets = [
    { value: IGNORED, label: text('data.sheets.leaveOut') },
    ...ImportTarget.options.map((target) => ({ value: target as string, label: text(`imports.sheet.${target}`) })),
  ];
  const columns: readonly SimpleColumn<Row>[] = [
    {
      key: 'sheet',
      label: text('data.sheets.sheet'),
      tone: 'key',
      cell: ({ place, view }) =>
        place === shownPlace ? (
          <WrappingText>
            <ChosenName>{nameOf(view)}</ChosenName>
          </WrappingText>
        ) : (
          <QuietButton aria-label={text('data.sheets.show', { name: view.name })} onClick={() => setShown(place)}>
            <WrappingText>{nameOf(view)}</WrappingText>
          </QuietButton>
        ),
    },
    { key: 'rows', label: text('data.sheets.rows'), align: 'right', cell: ({ view }) => formatPlainNumber(view.rows, { decimals: 0 }) },
    {
      key: 'target',
      label: text('data.sheets.target'),
      width: '168px',
      cell: (row) => (
        <SelectField
          label={text('data.sheets.targetOf', { name: row.view.name })}
          value={row.choice.target ?? IGNORED}
          choices={targets}
          onCommit={(target) => setTarget(row, target)}
        />
      ),
    },
  ];
  const shownRow = rows.find(({ place }) => place === shownPlace);
  return (
    <Columns>
      <Section title={text('data.sheets', { name: importing.file?.name ?? '' })} span={4}>
        <SimpleTable
          label={text('data.sheets', { name: importing.file?.name ?? '' })}
          columns={columns}
          rows={rows}
          rowKey={({ place }) => place}
        />
      </Section>
      {shownRow ? (
        <SheetColumns
          view={shownRow.view}
          choice={shownRow.choice}
          onChoose={setSheet}
          onMapColumn={(index, field) => importing.mapColumn(shownRow.choice, index, field)}
          onHeaderRow={(headerRow) =>
            importing.remap(shownRow.place, { headerRow, ...(shownRow.choice.target ? { target: shownRow.choice.target } : {}) })
          }
        />
      ) : undefined}
    </Columns>
  );
};
