import { dateOfMonth } from '#shared/domain/time.ts';
import { text } from '#shared/messages/text.ts';
import { FormGroup, FormRow } from '../../../components/FormRow.tsx';
import { SelectField } from '../../../components/SelectField.tsx';
import { AddAct, Subhead } from '../../../editing/record/formParts.tsx';
import { RecordRow, useRowOrigin } from '../../../editing/record/RecordRow.tsx';
import { useEditor, useSetPath } from './EditorContext.ts';

/** House defaults of a prepayment; its amount has none and is asked for. */
const PREPAYMENT = { annualRate: 0.09, graceMonths: 6, repayMonths: 36 } as const;

/** When and how the buyer pays. */
export const PaymentGroup = () => {
  const { contract, terms, leave } = useEditor();
  const path = useSetPath();
  const { payment } = terms;
  const credit = path('payment.letterOfCredit');
  const prepayment = path('payment.prepayment');
  const origin = useRowOrigin(credit);
  return (
    <>
      <FormGroup title={text('form.group.payment')} />
      <RecordRow path={path('payment.provisionalShare')} pair={path('payment.paymentMonths')} label={text('form.provisionalPaid')} />
      <FormRow label={text('form.letterOfCredit')} origin={origin}>
        <SelectField
          name={credit}
          value={payment.letterOfCredit ? 'credit' : 'open'}
          choices={[
            { value: 'credit', label: text('payment.credit') },
            { value: 'open', label: text('payment.open') },
          ]}
          onCommit={(value) => leave([{ path: credit, value: value === 'credit' }])}
        />
      </FormRow>
      <RecordRow path={path('payment.currency')} />
      {payment.prepayment ? (
        <>
          <Subhead
            title={text('form.prepayment')}
            remove={{ label: text('form.remove.prepayment'), onAct: () => leave([{ path: prepayment, value: undefined }]) }}
          />
          <RecordRow path={`${prepayment}.amountUsd`} />
          <RecordRow path={`${prepayment}.date`} />
          <RecordRow path={`${prepayment}.annualRate`} />
          <RecordRow path={`${prepayment}.graceMonths`} pair={`${prepayment}.repayMonths`} label={text('form.prepaymentTerms')} />
        </>
      ) : (
        <AddAct
          label={text('form.add.prepayment')}
          onAct={() => leave([{ path: prepayment, value: { ...PREPAYMENT, date: dateOfMonth(contract.start) } }])}
        />
      )}
    </>
  );
};
