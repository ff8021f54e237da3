import Checkbox from '@mui/material/Checkbox';
import FormControlLabel from '@mui/material/FormControlLabel';
import { styled } from '@mui/material/styles';
import { DAMAGES_SHARE, DELIVERY_PRIORITY } from '#shared/domain/houseDefaults.ts';
import { ReferenceCode } from '#shared/domain/ids.ts';
import type { Quantity } from '#shared/domain/terms.ts';
import { text } from '#shared/messages/text.ts';
import { assumptionNote } from '#shared/presentation/assumptionNote.ts';
import { FormGroup, FormRow, RowNote, useIsLocked } from '../../../components/FormRow.tsx';
import { SelectField } from '../../../components/SelectField.tsx';
import { at, set } from '../../../editing/fields/fieldPath.ts';
import { referenceChoices } from '../../../editing/pricing/priceContext.ts';
import { useFieldError } from '../../../editing/record/RecordField.tsx';
import { AssumptionRow, RecordRow, useRowOrigin } from '../../../editing/record/RecordRow.tsx';
import { DEAL, priceContextOf } from '../fields/fieldContext.ts';
import { useEditor, useTermsPath } from './EditorContext.ts';
import { MonthRows } from './MonthRows.tsx';
import { ScheduleRow } from './ScheduleRow.tsx';

const EXCUSES = ['importBan', 'tariff', 'priceFall'] as const satisfies readonly (keyof Quantity['excused'])[];

const Checkboxes = styled('div')({
  display: 'flex',
  flexWrap: 'wrap',
  columnGap: 12,
  '& .MuiFormControlLabel-root': { margin: 0, gap: 4 },
  '& .MuiFormControlLabel-label': { fontSize: '0.8125rem' },
  '& .MuiCheckbox-root': { padding: 4, marginLeft: -4 },
});

/** Edits what excuses the buyer from take-or-pay. */
const Excuses = () => {
  const { terms, commit } = useEditor();
  const path = useTermsPath();
  const isLocked = useIsLocked();
  const origin = useRowOrigin(at(path, 'quantity', 'excused'));
  return (
    <FormRow label={text('form.excused')} origin={origin}>
      <Checkboxes role="group" aria-label={text('form.excused')}>
        {EXCUSES.map((excuse) => (
          <FormControlLabel
            key={excuse}
            label={text(`form.${excuse}`)}
            control={
              <Checkbox
                checked={terms.quantity.excused[excuse]}
                disabled={isLocked}
                onChange={(event) => commit([set(at(path, 'quantity', 'excused', excuse), event.target.checked)])}
              />
            }
          />
        ))}
      </Checkboxes>
    </FormRow>
  );
};

const FIXED = 'fixed';

/** Edits the freight route whose price moves the freight. */
const FreightReference = () => {
  const editor = useEditor();
  const path = at(useTermsPath(), 'delivery', 'freightReference');
  const origin = useRowOrigin(path);
  const error = useFieldError(path);
  const { freightReference } = editor.terms.delivery;
  return (
    <>
      <FormRow label={text('form.freightReference')} origin={origin}>
        <SelectField
          name="freightReference"
          error={error}
          value={freightReference ?? FIXED}
          choices={[{ value: FIXED, label: text('form.freightFixed') }, ...referenceChoices(priceContextOf(editor), 'freight')]}
          onCommit={(code) => editor.commit([set(path, code === FIXED ? undefined : ReferenceCode.parse(code))])}
        />
      </FormRow>
      {freightReference && <RowNote>{text('form.freightReferenceNote')}</RowNote>}
    </>
  );
};

/** Edits quantity, take-or-pay, delivery, and what happens when the product is short. */
export const DeliveryGroup = () => {
  const { terms, shownSet } = useEditor();
  const path = useTermsPath();
  const { takeOrPayShare, takeOrPayBasis } = terms.quantity;
  return (
    <>
      <FormGroup title={text('form.group.delivery')} />
      {shownSet > 0 ? <RecordRow path={at(path, 'from')} /> : undefined}
      <ScheduleRow>
        <RecordRow path={at(path, 'quantity', 'tonnesPerYear')} />
      </ScheduleRow>
      <MonthRows />
      <RecordRow path={at(path, 'quantity', 'rampUp')} placeholder={text('form.rampUpHint')} />
      <RecordRow path={at(path, 'quantity', 'tolerance')} pair={at(path, 'quantity', 'toleranceOption')} />
      <RecordRow path={at(path, 'quantity', 'takeOrPayShare')} pair={at(path, 'quantity', 'takeOrPayBasis')} />
      {takeOrPayShare > 0 ? (
        <>
          {takeOrPayBasis === 'full' ? (
            <RecordRow path={at(path, 'quantity', 'makeUpMonths')} pair={at(path, 'quantity', 'makeUpPrice')} />
          ) : undefined}
          <RecordRow path={at(path, 'quantity', 'carryForwardShare')} />
          <Excuses />
        </>
      ) : undefined}
      <RecordRow path={at(path, 'delivery', 'incoterm')} />
      <RecordRow path={at(path, 'delivery', 'loadPort')} />
      <RecordRow path={at(path, 'delivery', 'destinationPort')} />
      <RecordRow path={at(path, 'delivery', 'freightUsdPerWmt')} pair={at(path, 'delivery', 'voyageDays')} label={text('form.freight')} />
      <FreightReference />
      <RecordRow path={at(path, 'delivery', 'otherUsdPerDmt')} />
      <AssumptionRow path={at(DEAL, 'deliveryPriority')} assumption={DELIVERY_PRIORITY} note={assumptionNote.deliveryPriority()} />
      <AssumptionRow path={at(DEAL, 'damagesShare')} assumption={DAMAGES_SHARE} note={assumptionNote.damagesShare()} />
    </>
  );
};
