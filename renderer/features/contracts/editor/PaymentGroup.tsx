import { Fragment, Suspense, useState } from 'react';
import type { ContractId, FacilityId } from '#shared/domain/ids.ts';
import { text } from '#shared/messages/text.ts';
import { useCall } from '../../../api/queries.ts';
import { FormGroup, FormRow, RowNote } from '../../../components/FormRow.tsx';
import { QuietButton } from '../../../components/QuietButton.tsx';
import { RouteLink } from '../../../components/RouteLink.tsx';
import { SelectField } from '../../../components/SelectField.tsx';
import { useFigureReader } from '../../../components/settings.tsx';
import { at, set } from '../../../editing/fields/fieldPath.ts';
import { AddButton } from '../../../editing/record/formParts.tsx';
import { RecordRow, useRowOrigin } from '../../../editing/record/RecordRow.tsx';
import { FacilityDialog } from '../../financing/index.ts';
import { useEditor, useTermsPath } from './EditorContext.ts';

/** The facilities that are linked to the contract or the bid, each with its dialog, and a way to add a prepayment. */
const LinkedFacilities = ({ id }: { readonly id: ContractId }) => {
  const read = useFigureReader();
  const linked = useCall('financing.ofDeal', { id });
  const [editing, setEditing] = useState<FacilityId | 'new'>();
  if (!linked.data) return undefined;
  const { deal, facilities } = linked.data;
  const names = [...new Set(facilities.map(({ kind }) => kind))];
  return (
    <>
      {names.map((kind) => (
        <FormRow key={kind} label={text(`financing.kind.${kind}`)} term={kind === 'prepayment' ? 'prepayment' : undefined}>
          <span>
            {facilities
              .filter((one) => one.kind === kind)
              .map(({ id: facilityId, name, commitment }) => (
                <Fragment key={facilityId}>
                  <QuietButton onClick={() => setEditing(facilityId)}>
                    {text('form.facility', { name, amount: read.inWords({ value: commitment, unit: 'usd', decimals: 1 }) })}
                  </QuietButton>
                  {kind === 'prepayment' && deal === 'contract' ? (
                    <RouteLink route={`/financing/prepayments/${facilityId}`}>{text('financing.workbench.open')}</RouteLink>
                  ) : undefined}
                </Fragment>
              ))}
          </span>
        </FormRow>
      ))}
      {deal === undefined ? (
        <RowNote>{text('form.prepaymentAfterSaving')}</RowNote>
      ) : (
        <AddButton label={text('form.add.prepayment')} onAction={() => setEditing('new')} />
      )}
      {editing === undefined ? undefined : (
        <Suspense>
          <FacilityDialog
            {...(editing === 'new' ? { kind: 'prepayment', ...(deal === 'bid' ? { bidId: id } : { contractId: id }) } : { id: editing })}
            onClose={() => setEditing(undefined)}
          />
        </Suspense>
      )}
    </>
  );
};

/** Edits the payment terms. */
export const PaymentGroup = () => {
  const { contract, terms, commit } = useEditor();
  const path = useTermsPath();
  const credit = at(path, 'payment', 'letterOfCredit');
  const origin = useRowOrigin(credit);
  return (
    <>
      <FormGroup title={text('form.group.payment')} />
      <RecordRow
        path={at(path, 'payment', 'provisionalShare')}
        pair={at(path, 'payment', 'paymentMonths')}
        label={text('form.provisionalPaid')}
      />
      <FormRow label={text('form.letterOfCredit')} origin={origin} term="letterOfCredit">
        <SelectField
          name={credit}
          value={terms.payment.letterOfCredit ? 'credit' : 'open'}
          choices={[
            { value: 'credit', label: text('payment.credit') },
            { value: 'open', label: text('payment.open') },
          ]}
          onCommit={(value) => commit([set(credit, value === 'credit')])}
        />
      </FormRow>
      <RecordRow path={at(path, 'payment', 'currency')} />
      <LinkedFacilities id={contract.id} />
    </>
  );
};
