import type { Charge } from '#shared/domain/terms.ts';
import { text } from '#shared/messages/text.ts';
import { FormRow } from '../../components/FormRow.tsx';
import { SelectField } from '../../components/SelectField.tsx';
import { choicesOf } from '../fields/specs.ts';
import { AddAct, LineHeads, SmallLine } from '../record/formParts.tsx';
import { RecordField, useRecordFields } from '../record/RecordField.tsx';
import { RecordRow, useRowOrigin } from '../record/RecordRow.tsx';
import { CHARGES } from './priceChoices.ts';
import { usePrice } from './priceContext.ts';
import { defaultCharge } from './priceDefaults.ts';

const COLUMNS = 'minmax(0, 1fr) minmax(0, 1fr) minmax(0, 1fr)';

type BricksProps = { readonly path: string; readonly bricks: Extract<Charge, { kind: 'bricks' }>['bricks'] };

/** Shares of the tonnage on the terms of several years. */
const Bricks = ({ path, bricks }: BricksProps) => {
  const { year: first } = usePrice();
  const { leave, specOf } = useRecordFields();
  const list = `${path}.bricks`;
  const amount = specOf(`${list}.0.amount`);
  const unit = amount?.kind === 'number' ? amount.unit : undefined;
  const year = bricks.at(-1)?.year ?? first;
  return (
    <>
      <LineHeads
        columns={COLUMNS}
        heads={[text('form.brickYear'), `${text('form.brickShare')} ${text('formUnit.percent')}`, `${text('form.amount')} ${unit ?? ''}`]}
      />
      {bricks.map((_, index) => {
        const brick = `${list}.${index}`;
        const number = index + 1;
        return (
          <SmallLine
            key={brick}
            label={`${text('form.brick')} ${number}`}
            columns={COLUMNS}
            remove={{
              label: text('form.remove.brick', { number }),
              onAct: () => leave([{ path: list, value: bricks.filter((_each, at) => at !== index) }]),
            }}
          >
            {['year', 'share', 'amount'].map((key) => (
              <RecordField key={key} bare path={`${brick}.${key}`} label={specOf(`${brick}.${key}`)?.label} />
            ))}
          </SmallLine>
        );
      })}
      <AddAct
        label={text('form.add.brick')}
        onAct={() => leave([{ path: `${list}.${bricks.length}`, value: { year: year + 1, share: 0, amount: 0 } }])}
      />
    </>
  );
};

export type ChargeRowsProps = {
  readonly label: string;
  readonly path: string;
  readonly charge: Charge | undefined;
  /** What holds where the contract names no charge; without it one must be named. */
  readonly unnamed?: string | undefined;
};

const UNNAMED = 'unnamed';

/** A treatment or refining charge: how it is set, and what that way needs. */
export const ChargeRows = ({ label, path, charge, unnamed }: ChargeRowsProps) => {
  const context = usePrice();
  const { leave } = useRecordFields();
  const origin = useRowOrigin(path);
  const kinds = choicesOf(CHARGES);
  const choose = (kind: Charge['kind'] | typeof UNNAMED) =>
    leave([{ path, value: kind === UNNAMED ? undefined : defaultCharge(kind, context) }]);
  return (
    <>
      <FormRow label={label} origin={origin}>
        <SelectField
          name={`${path}.kind`}
          value={charge?.kind ?? UNNAMED}
          choices={unnamed === undefined ? kinds : [{ value: UNNAMED, label: unnamed }, ...kinds]}
          onCommit={choose}
        />
      </FormRow>
      {charge?.kind === 'fixed' ? <RecordRow path={`${path}.amount`} /> : undefined}
      {charge?.kind === 'benchmark' || charge?.kind === 'index' ? (
        <>
          <RecordRow path={`${path}.reference`} />
          <RecordRow path={`${path}.differential`} />
        </>
      ) : undefined}
      {charge?.kind === 'bricks' ? <Bricks path={path} bricks={charge.bricks} /> : undefined}
    </>
  );
};
