import { styled } from '@mui/material/styles';
import type { ClipboardEvent } from 'react';
import { sum } from '#shared/math.ts';
import { text } from '#shared/messages/text.ts';
import { formatNumber, shortMonth } from '#shared/units/format.ts';
import { FormLine, FormRow } from '../../../components/FormRow.tsx';
import { SelectField } from '../../../components/SelectField.tsx';
import { at, set } from '../../../editing/fields/fieldPath.ts';
import { RecordField } from '../../../editing/record/RecordField.tsx';
import { useRowOrigin } from '../../../editing/record/RecordRow.tsx';
import { useEditor, useTermsPath } from './EditorContext.ts';
import { EQUAL_MONTHS, pasteWeights } from './monthWeights.ts';

const Cells = styled('div')(({ theme }) => ({
  display: 'grid',
  gridTemplateColumns: 'repeat(6, minmax(0, 1fr))',
  columnGap: 4,
  marginRight: 24,
  '& .MuiOutlinedInput-root': { padding: '0 5px' },
  '& > div > span': {
    display: 'block',
    fontSize: '0.6875rem',
    lineHeight: '14px',
    paddingRight: 6,
    textAlign: 'right',
    color: theme.vars.palette.ore.tertiary,
  },
}));

const Sum = styled('p')(({ theme }) => ({
  margin: '2px 0 4px',
  fontSize: '0.75rem',
  lineHeight: '16px',
  color: theme.vars.palette.text.secondary,
}));

/** Edits the split of a contract year's tonnes over its months: even, or a weight for each month from the start of the contract. */
export const MonthRows = () => {
  const { contract, terms, commit } = useEditor();
  const path = at(useTermsPath(), 'quantity', 'monthWeights');
  const origin = useRowOrigin(path);
  const weights = terms.quantity.monthWeights;
  const total = sum(weights);
  const onPaste = (event: ClipboardEvent<HTMLElement>, month: number) => {
    const value = pasteWeights(weights, month, event.clipboardData.getData('text'));
    if (!value) return;
    event.preventDefault();
    commit([set(path, value)]);
  };
  return (
    <>
      <FormRow label={text('form.months')} origin={origin}>
        <SelectField
          name={path}
          value={weights.length === 0 ? 'even' : 'uneven'}
          choices={[
            { value: 'even', label: text('form.monthsEven') },
            { value: 'uneven', label: text('form.monthsUneven') },
          ]}
          onCommit={(choice) => commit([set(path, choice === 'even' ? [] : EQUAL_MONTHS)])}
        />
      </FormRow>
      {weights.length > 0 ? (
        <FormLine label={text('form.months')}>
          <Cells>
            {weights.map((_, month) => {
              const name = shortMonth(contract.start + month);
              return (
                <div key={name} onPaste={(event) => onPaste(event, month)}>
                  <span aria-hidden="true">{name}</span>
                  <RecordField hidesUnit path={at(path, month)} label={text('form.monthWeight', { month: name })} />
                </div>
              );
            })}
          </Cells>
          <Sum>{total > 0 ? text('form.monthsSum', { sum: formatNumber(total, { decimals: 1 }) }) : text('form.monthsZero')}</Sum>
        </FormLine>
      ) : undefined}
    </>
  );
};
