import { Fragment, Suspense, useState } from 'react';
import { unique } from '#shared/collections.ts';
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

/** Lists the facilities linked to the contract or the bid, each with its dialog, and adds a prepayment. */
const LinkedFacilities = ({ id }: { readonly id: ContractId }) => {
  const read = useFigureReader();
  const linkedFacilities = useCall('financing.ofDeal', { id });
  const [openFacility, setOpenFacility] = useState<FacilityId | 'new'>();
  if (!linkedFacilities.data) return undefined;
  const { deal, facilities } = linkedFacilities.data;
  const kinds = unique(facilities.map(({ kind }) => kind));
  return (
    <>
      {kinds.map((kind) => (
        <FormRow key={kind} label={text(`financing.kind.${kind}`)} term={kind === 'prepayment' ? 'prepayment' : undefined}>
          <span>
            {facilities
              .filter((facilityRow) => facilityRow.kind === kind)
              .map(({ id: facilityId, name, commitment }) => (
                <Fragment key={facilityId}>
                  <QuietButton onClick={() => setOpenFacility(facilityId)}>
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
        <AddButton label={text('form.add.prepayment')} onAction={() => setOpenFacility('new')} />
      )}
      {openFacility === undefined ? undefined : (
        <Suspense>
          <FacilityDialog
            {...(openFacility === 'new'
              ? { kind: 'prepayment', ...(deal === 'bid' ? { bidId: id } : { contractId: id }) }
              : { id: openFacility })}
            onClose={() => setOpenFacility(undefined)}
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
      <RecordRow
        path={at(path, 'payment', 'currency')}
        pair={terms.payment.currency === 'USD' ? undefined : at(path, 'payment', 'currencyShare')}
        placeholder={text('form.currencyShareAll')}
      />
      <LinkedFacilities id={contract.id} />
    </>
  );
};
