import Checkbox from '@mui/material/Checkbox';
import FormControlLabel from '@mui/material/FormControlLabel';
import { styled } from '@mui/material/styles';
import type { Quantity } from '#shared/domain/terms.ts';
import { text } from '#shared/messages/text.ts';
import { FormGroup, FormRow } from '../../../components/FormRow.tsx';
import { RecordRow, useRowOrigin } from '../../../editing/record/RecordRow.tsx';
import { useEditor, useSetPath } from './EditorContext.ts';
import { MonthRows } from './MonthRows.tsx';
import { ScheduleRow } from './ScheduleRow.tsx';

const EXCUSES = ['importBan', 'tariff', 'priceFall'] as const satisfies readonly (keyof Quantity['excused'])[];

const Ticks = styled('div')({
  display: 'flex',
  flexWrap: 'wrap',
  columnGap: 12,
  '& .MuiFormControlLabel-root': { margin: 0, gap: 4 },
  '& .MuiFormControlLabel-label': { fontSize: '0.8125rem' },
  '& .MuiCheckbox-root': { padding: 4, marginLeft: -4 },
});

/** What lets the buyer off the take-or-pay quantity. */
const Excuses = () => {
  const { terms, leave } = useEditor();
  const path = useSetPath();
  const origin = useRowOrigin(path('quantity.excused'));
  return (
    <FormRow label={text('form.excused')} origin={origin}>
      <Ticks role="group" aria-label={text('form.excused')}>
        {EXCUSES.map((excuse) => (
          <FormControlLabel
            key={excuse}
            label={text(`form.${excuse}`)}
            control={
              <Checkbox
                checked={terms.quantity.excused[excuse]}
                onChange={(event) => leave([{ path: path(`quantity.excused.${excuse}`), value: event.target.checked }])}
              />
            }
          />
        ))}
      </Ticks>
    </FormRow>
  );
};

/** How much, how firmly, where to. */
export const DeliveryGroup = () => {
  const { terms, set } = useEditor();
  const path = useSetPath();
  const { takeOrPayShare, takeOrPayBasis } = terms.quantity;
  return (
    <>
      <FormGroup title={text('form.group.delivery')} />
      {set > 0 ? <RecordRow path={path('from')} /> : undefined}
      <ScheduleRow>
        <RecordRow path={path('quantity.tonnesPerYear')} />
      </ScheduleRow>
      <MonthRows />
      <RecordRow path={path('quantity.rampUp')} placeholder={text('form.rampUpHint')} />
      <RecordRow path={path('quantity.tolerance')} pair={path('quantity.toleranceOption')} />
      <RecordRow path={path('quantity.takeOrPayShare')} pair={path('quantity.takeOrPayBasis')} />
      {takeOrPayShare > 0 ? (
        <>
          {takeOrPayBasis === 'full' ? <RecordRow path={path('quantity.makeUpMonths')} pair={path('quantity.makeUpPrice')} /> : undefined}
          <RecordRow path={path('quantity.carryForwardShare')} />
          <Excuses />
        </>
      ) : undefined}
      <RecordRow path={path('delivery.incoterm')} />
      <RecordRow path={path('delivery.loadPort')} />
      <RecordRow path={path('delivery.destinationPort')} />
      <RecordRow path={path('delivery.freightUsdPerWmt')} pair={path('delivery.voyageDays')} label={text('form.freight')} />
      <RecordRow path={path('delivery.otherUsdPerDmt')} />
    </>
  );
};
