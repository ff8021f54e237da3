import type { Charge } from '#shared/domain/terms.ts';
import { text } from '#shared/messages/text.ts';
import { FormRow } from '../../components/FormRow.tsx';
import { SelectField } from '../../components/SelectField.tsx';
import { at, type FieldPath, set } from '../fields/fieldPath.ts';
import { choicesOf } from '../fields/specs.ts';
import { AddButton, LineHeads, SmallLine } from '../record/formParts.tsx';
import { RecordField, useRecordFields } from '../record/RecordField.tsx';
import { RecordRow, useRowOrigin } from '../record/RecordRow.tsx';
import { CHARGES } from './priceChoices.ts';
import { usePrice } from './priceContext.ts';
import { defaultCharge } from './priceDefaults.ts';

const COLUMNS = 'minmax(0, 1fr) minmax(0, 1fr) minmax(0, 1fr)';

type BricksProps = { readonly path: FieldPath<Charge>; readonly bricks: Extract<Charge, { kind: 'bricks' }>['bricks'] };

/** The shares of the tonnage that are on the terms of each year. */
const Bricks = ({ path, bricks }: BricksProps) => {
  const { year: firstPricedYear } = usePrice();
  const { commit, specOf } = useRecordFields();
  const list = at(path, 'bricks');
  const amount = specOf(at(list, 0, 'amount'));
  const unit = amount?.kind === 'number' ? amount.unit : undefined;
  const lastYear = bricks.at(-1)?.year ?? firstPricedYear;
  return (
    <>
      <LineHeads
        columns={COLUMNS}
        heads={[text('form.brickYear'), `${text('form.brickShare')} ${text('formUnit.percent')}`, `${text('form.amount')} ${unit ?? ''}`]}
      />
      {bricks.map((_, index) => {
        const brick = at(list, index);
        const number = index + 1;
        return (
          <SmallLine
            key={brick}
            label={`${text('form.brick')} ${number}`}
            columns={COLUMNS}
            remove={{
              label: text('form.remove.brick', { number }),
              onAction: () =>
                commit([
                  set(
                    list,
                    bricks.filter((_each, otherIndex) => otherIndex !== index),
                  ),
                ]),
            }}
          >
            {(['year', 'share', 'amount'] as const).map((key) => (
              <RecordField key={key} hidesUnit path={at(brick, key)} label={specOf(at(brick, key))?.label} />
            ))}
          </SmallLine>
        );
      })}
      <AddButton
        label={text('form.add.brick')}
        onAction={() => commit([set(at(list, bricks.length), { year: lastYear + 1, share: 0, amount: 0 })])}
      />
    </>
  );
};

export type ChargeRowsProps = {
  readonly label: string;
  readonly path: FieldPath<Charge>;
  readonly charge: Charge | undefined;
  /** The label of the choice that no charge is agreed; a charge is required without it. */
  readonly absentLabel?: string | undefined;
};

const ABSENT = 'absent';

/** The rows of a treatment or refining charge: its kind and the fields of the kind. */
export const ChargeRows = ({ label, path, charge, absentLabel }: ChargeRowsProps) => {
  const context = usePrice();
  const { commit } = useRecordFields();
  const origin = useRowOrigin(path);
  const kinds = choicesOf(CHARGES);
  const chooseKind = (kind: Charge['kind'] | typeof ABSENT) =>
    commit([set(path, kind === ABSENT ? undefined : defaultCharge(kind, context))]);
  return (
    <>
      <FormRow label={label} origin={origin}>
        <SelectField
          name={at(path, 'kind')}
          value={charge?.kind ?? ABSENT}
          choices={absentLabel === undefined ? kinds : [{ value: ABSENT, label: absentLabel }, ...kinds]}
          onCommit={chooseKind}
        />
      </FormRow>
      {charge?.kind === 'fixed' ? <RecordRow path={at(path, 'amount')} /> : undefined}
      {charge?.kind === 'benchmark' || charge?.kind === 'index' ? (
        <>
          <RecordRow path={at(path, 'reference')} />
          <RecordRow path={at(path, 'differential')} />
        </>
      ) : undefined}
      {charge?.kind === 'bricks' ? <Bricks path={path} bricks={charge.bricks} /> : undefined}
    </>
  );
};
