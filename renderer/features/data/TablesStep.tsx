import { styled } from '@mui/material/styles';
import { useState } from 'react';
import { ImportTarget, type SheetChoice, type SheetView } from '#shared/contract/imports.ts';
import { text } from '#shared/messages/text.ts';
import { formatNumber } from '#shared/units/format.ts';
import { QuietButton } from '../../components/QuietButton.tsx';
import { Columns, Section } from '../../components/Section.tsx';
import { SelectField } from '../../components/SelectField.tsx';
import { type SimpleColumn, SimpleTable } from '../../components/SimpleTable.tsx';
import { SheetColumns } from './SheetColumns.tsx';
import type { Importing } from './useImport.ts';

const LEAVE_OUT = 'leaveOut';

// aligned with the names beside it, which are buttons
const ChosenName = styled('span')({ fontWeight: 620, padding: '0 6px' });
const Wrapping = styled('span')({ display: 'block', whiteSpace: 'normal', overflowWrap: 'anywhere' });

type Row = { readonly place: number; readonly view: SheetView; readonly choice: SheetChoice };

export type TablesStepProps = {
  readonly importing: Importing;
  readonly sheets: readonly SheetView[];
  readonly choices: readonly SheetChoice[];
  readonly onChoose: (choices: readonly SheetChoice[]) => void;
};

/** Maps each sheet to a kind of record and its columns to fields. */
export const TablesStep = ({ importing, sheets, choices, onChoose }: TablesStepProps) => {
  const first = choices.findIndex(({ target }) => target !== undefined);
  const [shown, setShown] = useState(Math.max(0, first));
  const rows = sheets.flatMap((view, place): Row[] => {
    const choice = choices.find(({ sheet }) => sheet === place);
    return choice ? [{ place, view, choice }] : [];
  });
  const setSheet = (choice: SheetChoice) => onChoose(choices.map((one) => (one.sheet === choice.sheet ? choice : one)));
  const retarget = ({ place, choice }: Row, target: string): void => {
    setShown(place);
    if (target === LEAVE_OUT) {
      const { target: _left, ...rest } = choice;
      setSheet(rest);
    } else importing.remap(place, { target: ImportTarget.parse(target) });
  };
  const targets = [
    { value: LEAVE_OUT, label: text('data.sheets.leaveOut') },
    ...ImportTarget.options.map((target) => ({ value: target as string, label: text(`imports.sheet.${target}`) })),
  ];
  const columns: readonly SimpleColumn<Row>[] = [
    {
      key: 'sheet',
      label: text('data.sheets.sheet'),
      tone: 'key',
      cell: ({ place, view }) =>
        place === shown ? (
          <Wrapping>
            <ChosenName>{view.name}</ChosenName>
          </Wrapping>
        ) : (
          <QuietButton aria-label={text('data.sheets.show', { name: view.name })} onClick={() => setShown(place)}>
            <Wrapping>{view.name}</Wrapping>
          </QuietButton>
        ),
    },
    { key: 'rows', label: text('data.sheets.rows'), align: 'right', cell: ({ view }) => formatNumber(view.rows, { decimals: 0 }) },
    {
      key: 'target',
      label: text('data.sheets.target'),
      width: '168px',
      cell: (row) => (
        <SelectField
          label={text('data.sheets.targetOf', { name: row.view.name })}
          value={row.choice.target ?? LEAVE_OUT}
          choices={targets}
          onCommit={(target) => retarget(row, target)}
        />
      ),
    },
  ];
  const open = rows.find(({ place }) => place === shown);
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
      {open ? (
        <SheetColumns
          view={open.view}
          choice={open.choice}
          onChoose={setSheet}
          onHeaderRow={(headerRow) =>
            importing.remap(open.place, { headerRow, ...(open.choice.target ? { target: open.choice.target } : {}) })
          }
        />
      ) : undefined}
    </Columns>
  );
};
