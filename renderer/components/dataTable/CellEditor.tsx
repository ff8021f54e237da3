import { styled } from '@mui/material/styles';
import { type ChangeEvent, useEffect, useEffectEvent, useState } from 'react';
import type { RenderEditCellProps } from 'react-data-grid';
import { withAmounts } from '#shared/units/format.ts';
import type { CellEditing, DataColumn, GridRow } from './tableTypes.ts';

export type CellEditorProps<Row> = {
  readonly props: Pick<RenderEditCellProps<GridRow<Row>>, 'row' | 'onRowChange'>;
  readonly column: DataColumn<Row> & { readonly edit: CellEditing };
  /** A refused text to edit instead of the stored value. */
  readonly refused: string | undefined;
  /** An accepted text that is not yet read back. */
  readonly entered: string | undefined;
  /** Called when the editor opens and closes. */
  readonly onOpen: (isOpen: boolean) => void;
  /** Called with every text, and with undefined when the editor closes. */
  readonly onType: (text: string | undefined) => void;
};

const Input = styled('input')(({ theme }) => ({
  width: '100%',
  height: '100%',
  padding: '0 8px',
  border: 0,
  fontWeight: 480,
  color: theme.vars.palette.text.primary,
  backgroundColor: theme.vars.palette.ore.raised,
  // the focus ring is on the cell
  '&:focus-visible': { outline: 'none' },
}));

const Select = Input.withComponent('select');

const focusAndSelect = (input: HTMLInputElement | null) => {
  input?.focus();
  input?.select();
};

/** The editor of a cell: a line of text, or a list. Enter and Tab commit, Esc cancels. */
export const CellEditor = <Row,>({ props, column, refused, entered, onOpen, onType }: CellEditorProps<Row>) => {
  const { row, onRowChange } = props;
  const [text, setText] = useState(row.typed?.text ?? refused ?? entered ?? withAmounts(() => column.text(row.row)));
  const change = (value: string, isFinal: boolean) => {
    setText(value);
    onType(value);
    onRowChange({ ...row, typed: { column: column.key, text: value } }, isFinal);
  };
  const begin = useEffectEvent(() => {
    onOpen(true);
    // so that Enter submits a refused text again
    if (refused !== undefined) onRowChange({ ...row, typed: { column: column.key, text: refused } }, false);
  });
  const end = useEffectEvent(() => {
    onType(undefined);
    onOpen(false);
  });
  useEffect(() => {
    begin();
    return () => end();
  }, []);
  const { codec, choices } = column.edit;
  if (choices) {
    const selectedChoice = choices.find((choice) => choice.value === text || choice.label === text);
    return (
      <Select
        autoFocus
        aria-label={column.label}
        value={selectedChoice?.value ?? ''}
        onChange={(event: ChangeEvent<HTMLSelectElement>) => change(event.target.value, true)}
      >
        {selectedChoice ? undefined : <option value="" />}
        {choices.map((choice) => (
          <option key={choice.value} value={choice.value}>
            {choice.label}
          </option>
        ))}
      </Select>
    );
  }
  return (
    <Input
      ref={focusAndSelect}
      aria-label={column.label}
      autoComplete="off"
      spellCheck={false}
      inputMode={codec.inputMode ?? 'text'}
      style={{ textAlign: column.align ?? 'left' }}
      value={text}
      onChange={(event) => change(event.target.value, false)}
    />
  );
};
