import { memo, useState } from 'react';
import type { OrebookError } from '#shared/contract/errors.ts';
import { type Facility, firstDrawMonth } from '#shared/domain/financing.ts';
import type { BuyerId, ContractId, FacilityId } from '#shared/domain/ids.ts';
import { text } from '#shared/messages/text.ts';
import { useCall } from '../../api/queries.ts';
import { EditButton, QuietEditButton } from '../../components/EditButton.tsx';
import { FieldMessage, FormGroup, FormRow, RowNote } from '../../components/FormRow.tsx';
import { SelectField } from '../../components/SelectField.tsx';
import { useCommand } from '../../editing/commands/useCommand.ts';
import { at, type FieldPath, pathTo, set } from '../../editing/fields/fieldPath.ts';
import { FullWidthRow, RecordDialog } from '../../editing/record/RecordDialog.tsx';
import { useFieldError, useRecordFields } from '../../editing/record/RecordField.tsx';
import { RecordRow } from '../../editing/record/RecordRow.tsx';
import { serverIssues } from '../../editing/record/serverIssues.ts';
import { ContractChecklist } from './ContractChecklist.tsx';
import { FACILITY, facilityField, facilityRules, RATE_KIND, STYLE } from './facilityFields.ts';

type FieldsProps = { readonly facility: Facility };

const OTHER_LENDER = 'other';
const PERIODS = [1, 3, 6, 12] as const;

const isFacility = (value: unknown): value is Facility =>
  typeof value === 'object' && value !== null && 'repayment' in value && 'draws' in value;

/** The error of a part of the facility that has no field, such as an empty list or a linked contract. */
const PartError = ({ path }: { readonly path: FieldPath }) => {
  const error = useFieldError(path);
  return error === undefined ? undefined : <FieldMessage fieldId={String(path)}>{error}</FieldMessage>;
};

/** The lender: a buyer of the workspace, or a name. */
const LenderRows = ({ facility }: FieldsProps) => {
  const { commit } = useRecordFields();
  const buyers = useCall('buyers.list', {});
  return (
    <>
      <FormRow label={text('financing.field.lenderKind')}>
        <SelectField<string>
          value={facility.buyerId ?? OTHER_LENDER}
          choices={[
            { value: OTHER_LENDER, label: text('financing.otherLender') },
            ...(buyers.data?.rows ?? []).map(({ id, name }) => ({ value: id as string, label: name })),
          ]}
          onCommit={(id) => commit([set(at(FACILITY, 'buyerId'), id === OTHER_LENDER ? undefined : (id as BuyerId))])}
        />
      </FormRow>
      {facility.buyerId === undefined ? <RecordRow path={at(FACILITY, 'lender')} /> : undefined}
    </>
  );
};

type ListButtonsProps = {
  readonly addText: string;
  /** Absent where no entry can be removed. */
  readonly removeText: string | undefined;
  readonly onAdd: () => void;
  readonly onRemove: () => void;
};

/** Buttons that add an entry to a list of rows and remove the last one. */
const ListButtons = ({ addText, removeText, onAdd, onRemove }: ListButtonsProps) => (
  <FullWidthRow>
    <span>
      <QuietEditButton onClick={onAdd}>{addText}</QuietEditButton>
      {removeText === undefined ? undefined : <QuietEditButton onClick={onRemove}>{removeText}</QuietEditButton>}
    </span>
  </FullWidthRow>
);

/** When the money is paid out; of a facility drawn before the valuation its balance. */
const DrawRows = ({ facility }: FieldsProps) => {
  const { commit } = useRecordFields();
  const { draws, opening, firstRepayment, periodMonths } = facility;
  const path = at(FACILITY, 'draws');
  const wasDrawn = opening !== undefined;
  const setDrawn = (isDrawn: boolean) =>
    commit(
      isDrawn
        ? [
            set(at(FACILITY, 'opening'), {
              start: firstRepayment - 2 * periodMonths,
              balance: facility.commitment,
              reserve: 0,
              arrears: 0,
            }),
            set(path, []),
          ]
        : [set(at(FACILITY, 'opening'), undefined), set(path, [{ month: firstRepayment - 2 * periodMonths, amount: facility.commitment }])],
    );
  return (
    <>
      <FormRow label={text('financing.field.drawn')}>
        <SelectField
          value={wasDrawn ? 'drawn' : 'undrawn'}
          choices={[
            { value: 'undrawn', label: text('financing.undrawn') },
            { value: 'drawn', label: text('financing.drawn') },
          ]}
          onCommit={(value) => setDrawn(value === 'drawn')}
        />
      </FormRow>
      {wasDrawn ? (
        <>
          <RecordRow path={pathTo('opening.start')} />
          <RecordRow path={pathTo('opening.balance')} />
          <RecordRow path={pathTo('opening.arrears')} />
          <RecordRow path={pathTo('opening.reserve')} />
        </>
      ) : undefined}
      <PartError path={path} />
      {draws.map(({ month }, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a draw is known by its place in the list
        <RecordRow key={`${i} ${month}`} path={at(FACILITY, 'draws', i, 'month')} pair={at(FACILITY, 'draws', i, 'amount')} />
      ))}
      <ListButtons
        addText={text('financing.addDraw')}
        removeText={draws.length > (wasDrawn ? 0 : 1) ? text('financing.removeDraw') : undefined}
        onAdd={() => commit([set(path, [...draws, { month: (draws.at(-1)?.month ?? firstRepayment - 2 * periodMonths) + 1, amount: 0 }])])}
        onRemove={() => commit([set(path, draws.slice(0, -1))])}
      />
    </>
  );
};

const RateRows = ({ facility: { rate } }: FieldsProps) => {
  const { commit } = useRecordFields();
  if (rate.kind === 'fixed')
    return (
      <>
        <RecordRow path={RATE_KIND} />
        <RecordRow path={pathTo('rate.rate')} />
      </>
    );
  const { base, margin } = rate;
  return (
    <>
      <RecordRow path={RATE_KIND} />
      {base.map(({ year }, i) => (
        <RecordRow key={year} path={pathTo(`rate.base.${i}.rate`)} label={text('financing.baseOf', { year })} />
      ))}
      {margin.map((_, i) => (
        <RecordRow
          // biome-ignore lint/suspicious/noArrayIndexKey: a margin is known by its period
          key={i}
          path={pathTo(`rate.margin.${i}`)}
          {...(margin.length > 1 && { label: text('financing.marginOf', { period: i + 1 }) })}
        />
      ))}
      <ListButtons
        addText={text('financing.addMargin')}
        removeText={margin.length > 1 ? text('financing.removeMargin') : undefined}
        onAdd={() => commit([set(pathTo('rate.margin'), [...margin, margin.at(-1)])])}
        onRemove={() => commit([set(pathTo('rate.margin'), margin.slice(0, -1))])}
      />
      <RecordRow path={pathTo('rate.floor')} />
    </>
  );
};

/** Fees of fixed amounts by month, such as an agency fee. */
const OtherFeeRows = ({ facility }: FieldsProps) => {
  const { commit } = useRecordFields();
  const { otherFees, firstRepayment } = facility;
  const path = at(FACILITY, 'otherFees');
  const month = (otherFees.at(-1)?.month ?? firstDrawMonth(facility) ?? firstRepayment) + 1;
  return (
    <>
      {otherFees.map((fee, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a fee is known by its place in the list
        <RecordRow key={`${i} ${fee.month}`} path={at(FACILITY, 'otherFees', i, 'month')} pair={at(FACILITY, 'otherFees', i, 'amount')} />
      ))}
      <ListButtons
        addText={text('financing.addFee')}
        removeText={otherFees.length > 0 ? text('financing.removeFee') : undefined}
        onAdd={() => commit([set(path, [...otherFees, { month, amount: 0 }])])}
        onRemove={() => commit([set(path, otherFees.slice(0, -1))])}
      />
    </>
  );
};

const STYLE_FIELD = { sculpted: 'targetDscr', schedule: 'shares', perTonne: 'usdPerTonne', shareOfInvoice: 'share' } as const;

const RepaymentRows = ({ facility: { repayment, periodMonths } }: FieldsProps) => {
  const { commit } = useRecordFields();
  const field = STYLE_FIELD[repayment.style as keyof typeof STYLE_FIELD];
  return (
    <>
      <FormRow label={text('financing.field.periodMonths')}>
        <SelectField<string>
          value={String(periodMonths)}
          choices={PERIODS.map((months) => ({ value: String(months), label: text(`financing.every.${months}`) }))}
          onCommit={(months) => commit([set(at(FACILITY, 'periodMonths'), Number(months) as Facility['periodMonths'])])}
        />
      </FormRow>
      <RecordRow path={at(FACILITY, 'firstRepayment')} />
      <RecordRow path={at(FACILITY, 'finalMaturity')} />
      <RecordRow path={at(FACILITY, 'graceInterest')} />
      <RecordRow path={STYLE} />
      {field === undefined ? undefined : <RecordRow path={pathTo(`repayment.${field}`)} />}
    </>
  );
};

/** The contracts whose payments or tonnes repay the facility. */
const ContractRows = ({ facility }: FieldsProps) => {
  const { commit } = useRecordFields();
  const contracts = useCall('contracts.list', {});
  const { contractIds, buyerId, kind } = facility;
  const path = at(FACILITY, 'contractIds');
  const rows = (contracts.data?.rows ?? []).filter((row) => kind === 'loan' || buyerId === undefined || row.buyerId === buyerId);
  return (
    <>
      <PartError path={path} />
      {contractIds.map((id, i) => (
        <PartError key={id} path={at(FACILITY, 'contractIds', i)} />
      ))}
      <FullWidthRow>
        {rows.length === 0 ? text('financing.noContracts') : undefined}
        <ContractChecklist rows={rows} checkedIds={contractIds} onChange={(ids) => commit([set(path, ids)])} />
      </FullWidthRow>
    </>
  );
};

/** Whether plans have the facility without including it. */
const BaselineRow = ({ facility: { inBaseline } }: FieldsProps) => {
  const { commit } = useRecordFields();
  return (
    <FormRow label={text('financing.field.inBaseline')}>
      <SelectField
        value={inBaseline ? 'yes' : 'no'}
        choices={[
          { value: 'yes', label: text('financing.inBaseline.yes') },
          { value: 'no', label: text('financing.inBaseline.no') },
        ]}
        onCommit={(value) => commit([set(at(FACILITY, 'inBaseline'), value === 'yes')])}
      />
    </FormRow>
  );
};

const RecourseRow = ({ facility: { recourse } }: FieldsProps) => {
  const { commit } = useRecordFields();
  return (
    <FormRow label={text('financing.field.recourse')}>
      <SelectField
        value={recourse ? 'yes' : 'no'}
        choices={[
          { value: 'no', label: text('financing.recourse.no') },
          { value: 'yes', label: text('financing.recourse.yes') },
        ]}
        onCommit={(value) => commit([set(at(FACILITY, 'recourse'), value === 'yes')])}
      />
    </FormRow>
  );
};

const LoanRows = ({ facility: { dsraMonths, dsraAtClose } }: FieldsProps) => {
  const { commit } = useRecordFields();
  return (
    <>
      <FormGroup title={text('financing.group.protection')} />
      <RecordRow path={at(FACILITY, 'dsraMonths')} />
      {dsraMonths > 0 ? (
        <FormRow label={text('financing.field.dsraAtClose')}>
          <SelectField
            value={dsraAtClose ? 'close' : 'later'}
            choices={[
              { value: 'later', label: text('financing.dsra.later') },
              { value: 'close', label: text('financing.dsra.close') },
            ]}
            onCommit={(value) => commit([set(at(FACILITY, 'dsraAtClose'), value === 'close')])}
          />
        </FormRow>
      ) : undefined}
      <RecordRow path={at(FACILITY, 'sweepShare')} />
      <FormGroup title={text('financing.group.covenants')} />
      <RecordRow path={pathTo('covenants.lockUpDscr')} />
      <RecordRow path={pathTo('covenants.defaultDscr')} />
      <RecordRow path={pathTo('covenants.minLlcr')} />
      <RecordRow path={pathTo('covenants.minPlcr')} />
    </>
  );
};

/** The fields of a facility, rendered again only for another record: a key changes the text of one field. */
export const FacilityRows = memo(({ facility }: FieldsProps) => {
  const { kind, repayment } = facility;
  const isLinked = kind === 'prepayment' || repayment.style === 'perTonne' || repayment.style === 'shareOfInvoice';
  return (
    <>
      <RecordRow path={at(FACILITY, 'name')} />
      <LenderRows facility={facility} />
      {kind === 'loan' ? <RecordRow path={at(FACILITY, 'rank')} /> : undefined}
      <RecordRow path={at(FACILITY, 'commitment')} />
      <BaselineRow facility={facility} />
      <FormGroup title={text('financing.group.draws')} />
      <DrawRows facility={facility} />
      <FormGroup title={text('financing.group.cost')} />
      <RateRows facility={facility} />
      <RecordRow path={at(FACILITY, 'dayCount')} />
      <RecordRow path={at(FACILITY, 'upfrontFee')} />
      <RecordRow path={at(FACILITY, 'commitmentFee')} />
      <OtherFeeRows facility={facility} />
      <FormGroup title={text('financing.group.repayment')} />
      <RepaymentRows facility={facility} />
      {isLinked ? (
        <>
          <FormGroup title={text('financing.group.contracts')} />
          <ContractRows facility={facility} />
        </>
      ) : undefined}
      {kind === 'prepayment' ? (
        <>
          <RecourseRow facility={facility} />
          <RecordRow path={at(FACILITY, 'earlyEndShare')} />
        </>
      ) : (
        <LoanRows facility={facility} />
      )}
      <RecordRow path={at(FACILITY, 'note')} />
      <RowNote>{text('financing.dates.note')}</RowNote>
    </>
  );
});

/** A new facility: a prepayment may be that of a contract or a bid. */
type NewFacility = { readonly kind: Facility['kind']; readonly contractId?: ContractId; readonly bidId?: ContractId };

export type FacilityDialogProps = ({ readonly id: FacilityId } | NewFacility) & { readonly onClose: () => void };

/** The longest id of a draft. */
const MAX_ID = 64;

/** Adds or edits a loan or a prepayment. */
export const FacilityDialog = (props: FacilityDialogProps) => {
  const { onClose } = props;
  const [refusal, setRefusal] = useState<OrebookError>();
  const id = 'id' in props ? props.id : undefined;
  const { kind, contractId, bidId }: NewFacility = 'kind' in props ? props : { kind: 'loan' };
  const storedFacility = useCall('financing.facility', { id: id ?? ('' as FacilityId) }, { enabled: id !== undefined });
  const deal = { ...(contractId !== undefined && { contractId }), ...(bidId !== undefined && { bidId }) };
  const blankFacility = useCall('financing.blank', { kind, ...deal }, { enabled: id === undefined });
  const save = useCommand('financing.save', {
    doneText: (_output, { facility }) => text('financing.saved', { name: facility.name }),
    isExclusive: true,
    shows: (error) => {
      setRefusal(error);
      return error.code === 'BAD_INPUT';
    },
  });
  const remove = useCommand('financing.remove', {
    doneText: () => text('financing.removed', { name: storedFacility.data?.facility.name ?? '' }),
  });
  const version = storedFacility.data?.version;
  // a link to a facility that was deleted leads to the page alone
  if (storedFacility.error?.code === 'NOT_FOUND') return undefined;
  return (
    <RecordDialog<Facility>
      title={text(id === undefined ? `financing.new.${kind}` : 'financing.editTitle')}
      action={text('financing.save')}
      draft={{ kind: 'facility', id: id ?? `new ${contractId ?? bidId ?? kind}`.slice(0, MAX_ID) }}
      record={(id === undefined ? blankFacility.data?.facility : storedFacility.data?.facility) as Facility | undefined}
      isRecord={id === undefined ? isFacility : undefined}
      specOf={facilityField}
      expand={facilityRules}
      issues={serverIssues(refusal, 'facility')}
      onEdit={() => setRefusal(undefined)}
      focus={at(FACILITY, 'name')}
      onSubmit={async (facility) => (await save.run({ facility, ...(version !== undefined && { version }) })) !== undefined}
      onClose={onClose}
    >
      {({ record }) => (
        <>
          <FacilityRows facility={record} />
          {id === undefined ? (
            <RowNote>{text('financing.blank.note')}</RowNote>
          ) : (
            <FullWidthRow>
              <EditButton size="small" onClick={() => void remove.run({ id }).then((isRemoved) => isRemoved && onClose())}>
                {text('financing.remove')}
              </EditButton>
            </FullWidthRow>
          )}
        </>
      )}
    </RecordDialog>
  );
};
