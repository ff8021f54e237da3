import { type Charge, followsTreatmentCharge, type Payable, type PriceBasis } from '#shared/domain/terms.ts';
import { text } from '#shared/messages/text.ts';
import { elementName } from '../../components/elements.ts';
import { at, type FieldPath, set } from '../fields/fieldPath.ts';
import { AddButton, LineHeads, SmallLine, Subhead } from '../record/formParts.tsx';
import { RecordField, useRecordFields } from '../record/RecordField.tsx';
import { RecordRow } from '../record/RecordRow.tsx';
import { ChargeRows } from './ChargeRows.tsx';
import { elementChoices, usePrice } from './priceContext.ts';
import { referenceOfElement } from './priceDefaults.ts';

const COLUMNS = 'minmax(0, 1fr) minmax(0, 1fr)';
const MAX_PAYABLES = 6;

/** The payable shares of gold and silver from each grade on. */
const Scale = ({ path, scale }: { readonly path: FieldPath<Payable>; readonly scale: NonNullable<Payable['scale']> }) => {
  const { commit, specOf } = useRecordFields();
  const list = at(path, 'scale');
  const from = specOf(at(list, 0, 'from'));
  const unit = from?.kind === 'number' ? from.unit : undefined;
  const last = scale.at(-1);
  return (
    <>
      <LineHeads
        columns={COLUMNS}
        heads={[`${text('form.scaleFrom')} ${unit ?? ''}`, `${text('form.scalePaid')} ${text('formUnit.percent')}`]}
      />
      {scale.map((_, index) => {
        const step = at(list, index);
        const number = index + 1;
        return (
          <SmallLine
            key={step}
            label={`${text('form.scale')} ${number}`}
            columns={COLUMNS}
            remove={{
              label: text('form.remove.scale', { number }),
              onAction: () =>
                commit([
                  set(
                    list,
                    scale.filter((_each, otherIndex) => otherIndex !== index),
                  ),
                ]),
            }}
          >
            {(['from', 'payable'] as const).map((key) => (
              <RecordField key={key} hidesUnit path={at(step, key)} label={specOf(at(step, key))?.label} />
            ))}
          </SmallLine>
        );
      })}
      <AddButton
        label={text('form.add.scale')}
        onAction={() => commit([set(at(list, scale.length), last ? { ...last, from: last.from * 2 } : { from: 0, payable: 1 })])}
      />
    </>
  );
};

type PayableProps = {
  readonly path: FieldPath<Payable>;
  readonly payable: Payable;
  readonly treatmentCharge: Charge;
  readonly onRemove: (() => void) | undefined;
};

/** The rows of one payable metal. */
const PayableMetal = ({ path, payable, treatmentCharge, onRemove }: PayableProps) => {
  const element = elementName(payable.element);
  const remove = onRemove && { label: text('form.remove.payable', { element }), onAction: onRemove };
  return (
    <>
      <Subhead title={element} remove={remove} />
      <RecordRow path={at(path, 'element')} />
      <RecordRow path={at(path, 'reference')} />
      <RecordRow path={at(path, 'rule')} />
      {payable.rule === 'scale' ? (
        <Scale path={path} scale={payable.scale ?? []} />
      ) : (
        <RecordRow path={at(path, 'payable')} pair={at(path, 'deduction')} label={text('form.payable')} />
      )}
      <ChargeRows
        label={text('form.refiningCharge')}
        path={at(path, 'refiningCharge')}
        charge={payable.refiningCharge}
        absentLabel={text(followsTreatmentCharge(payable.element, treatmentCharge) ? 'charge.followsTc' : 'charge.none')}
      />
    </>
  );
};

/** The rows of the payable metals; escalator and participation use the price of the first. */
export const PayableRows = ({
  path,
  payables,
  treatmentCharge,
}: {
  readonly path: FieldPath<readonly Payable[]>;
  readonly payables: readonly Payable[];
  readonly treatmentCharge: Charge;
}) => {
  const context = usePrice();
  const { commit } = useRecordFields();
  const unusedElement = elementChoices(context).find(
    ({ value }) => !payables.some(({ element }) => element === value) && referenceOfElement(context, value) !== undefined,
  );
  const add = (element: string) => {
    const reference = referenceOfElement(context, element);
    commit([set(at(path, payables.length), { element, reference, rule: 'lower-of', payable: 0.9, deduction: 0 })]);
  };
  return (
    <>
      {payables.map((payable, index) => {
        const entry = at(path, index);
        const remove = () =>
          commit([
            set(
              path,
              payables.filter((_, otherIndex) => otherIndex !== index),
            ),
          ]);
        return (
          <PayableMetal
            key={entry}
            path={entry}
            payable={payable}
            treatmentCharge={treatmentCharge}
            onRemove={payables.length > 1 ? remove : undefined}
          />
        );
      })}
      {unusedElement && payables.length < MAX_PAYABLES ? (
        <AddButton label={text('form.add.payable')} onAction={() => add(unusedElement.value)} />
      ) : undefined}
    </>
  );
};

type Percentage = Extract<PriceBasis, { basis: 'percentage' }>['payables'][number];
type PercentageRowsProps = { readonly path: FieldPath<readonly Percentage[]>; readonly payables: readonly Percentage[] };

/** The rows of metals that are paid as a percentage of their price. */
export const PercentageRows = ({ path, payables }: PercentageRowsProps) => {
  const context = usePrice();
  const { commit } = useRecordFields();
  const unusedElement = elementChoices(context).find(
    ({ value }) => !payables.some(({ element }) => element === value) && referenceOfElement(context, value) !== undefined,
  );
  return (
    <>
      {payables.map(({ element }, index) => {
        const entry = at(path, index);
        const remove = () =>
          commit([
            set(
              path,
              payables.filter((_, otherIndex) => otherIndex !== index),
            ),
          ]);
        return <PercentageMetal key={entry} path={entry} element={element} onRemove={payables.length > 1 ? remove : undefined} />;
      })}
      {unusedElement ? (
        <AddButton
          label={text('form.add.payable')}
          onAction={() =>
            commit([
              set(at(path, payables.length), {
                element: unusedElement.value,
                reference: referenceOfElement(context, unusedElement.value),
                payable: 0.5,
              }),
            ])
          }
        />
      ) : undefined}
    </>
  );
};

type PercentageProps = { readonly path: FieldPath<Percentage>; readonly element: string; readonly onRemove: (() => void) | undefined };

const PercentageMetal = ({ path, element, onRemove }: PercentageProps) => {
  const name = elementName(element);
  return (
    <>
      <Subhead title={name} remove={onRemove && { label: text('form.remove.payable', { element: name }), onAction: onRemove }} />
      <RecordRow path={at(path, 'element')} />
      <RecordRow path={at(path, 'reference')} />
      <RecordRow path={at(path, 'payable')} />
    </>
  );
};
