import type { Escalator, PriceBasis } from '#shared/domain/terms.ts';
import { text } from '#shared/messages/text.ts';
import { at, type FieldPath, set } from '../fields/fieldPath.ts';
import { AddButton, LineHeads, SmallLine, Subhead } from '../record/formParts.tsx';
import { RecordField, useRecordFields } from '../record/RecordField.tsx';
import { RecordRow } from '../record/RecordRow.tsx';
import { ChargeRows } from './ChargeRows.tsx';
import { PayableRows } from './PayableRows.tsx';
import { unitOfReference, usePrice } from './priceContext.ts';

const COLUMNS = 'minmax(0, 1fr) minmax(0, 1fr) minmax(0, 1fr)';
const MAX_BANDS = 8;
/** Default assumption of a first band: the TC takes 6.5 % of a price change. */
const FIRST_BAND_SHARE = 0.065;

type MetalPrice = Extract<PriceBasis, { basis: 'payableMetal' }>;
type PartProps = { readonly path: FieldPath<MetalPrice>; readonly price: MetalPrice };

const Bands = ({
  path,
  bands,
  unit,
}: {
  readonly path: FieldPath<Escalator['bands']>;
  readonly bands: Escalator['bands'];
  readonly unit: string;
}) => {
  const { commit, specOf } = useRecordFields();
  const last = bands.at(-1);
  return (
    <>
      <LineHeads
        columns={COLUMNS}
        heads={[
          `${text('form.bandFrom')} ${unit}`,
          `${text('form.bandTo')} ${unit}`,
          `${text('form.bandShare')} ${text('formUnit.percent')}`,
        ]}
      />
      {bands.map((_, index) => {
        const band = at(path, index);
        const number = index + 1;
        return (
          <SmallLine
            key={band}
            label={`${text('form.band')} ${number}`}
            columns={COLUMNS}
            remove={{
              label: text('form.remove.band', { number }),
              onAction: () =>
                commit([
                  set(
                    path,
                    bands.filter((_each, otherIndex) => otherIndex !== index),
                  ),
                ]),
            }}
          >
            {(['from', 'to', 'share'] as const).map((field) => (
              <RecordField
                key={field}
                hidesUnit
                path={at(band, field)}
                label={specOf(at(band, field))?.label}
                placeholder={text('form.bandOpen')}
              />
            ))}
          </SmallLine>
        );
      })}
      {bands.length < MAX_BANDS ? (
        <AddButton
          label={text('form.add.band')}
          onAction={() =>
            commit([set(at(path, bands.length), { from: last?.to ?? last?.from ?? 0, share: last?.share ?? FIRST_BAND_SHARE })])
          }
        />
      ) : undefined}
    </>
  );
};

/** The rows of an escalator: the treatment charge changes with the price, in bands around a basis price. */
const EscalatorRows = ({ path, price }: PartProps) => {
  const context = usePrice();
  const { commit } = useRecordFields();
  const escalator = at(path, 'escalator');
  const reference = context.references.find(({ code }) => code === price.payables[0]?.reference);
  const basis = Math.round(reference?.lastPrice ?? 0);
  if (!price.escalator) {
    const value = { basisPrice: basis, bands: [{ from: 0, share: FIRST_BAND_SHARE }] };
    return <AddButton label={text('form.add.escalator')} onAction={() => commit([set(escalator, value)])} />;
  }
  return (
    <>
      <Subhead
        title={text('form.escalator')}
        remove={{ label: text('form.remove.escalator'), onAction: () => commit([set(escalator, undefined)]) }}
      />
      <RecordRow path={at(escalator, 'basisPrice')} />
      <Bands path={at(escalator, 'bands')} bands={price.escalator.bands} unit={unitOfReference(context, reference?.code) ?? ''} />
    </>
  );
};

/** The rows of price participation: the buyer's share in the price above a basis price. */
const ParticipationRows = ({ path, price }: PartProps) => {
  const { references } = usePrice();
  const { commit } = useRecordFields();
  const participation = at(path, 'participation');
  if (!price.participation) {
    const basisPrice = Math.round(references.find(({ code }) => code === price.payables[0]?.reference)?.lastPrice ?? 0);
    return <AddButton label={text('form.add.participation')} onAction={() => commit([set(participation, { basisPrice, share: 0.1 })])} />;
  }
  return (
    <>
      <Subhead
        title={text('form.participation')}
        remove={{ label: text('form.remove.participation'), onAction: () => commit([set(participation, undefined)]) }}
      />
      <RecordRow path={at(participation, 'basisPrice')} />
      <RecordRow path={at(participation, 'share')} />
      <RecordRow path={at(participation, 'floor')} placeholder={text('form.none')} />
      <RecordRow path={at(participation, 'cap')} placeholder={text('form.none')} />
    </>
  );
};

/** The rows of a concentrate's price: its payable metals less the treatment charge. */
export const MetalPriceRows = ({ path, price }: PartProps) => (
  <>
    <PayableRows path={at(path, 'payables')} payables={price.payables} treatmentCharge={price.treatmentCharge} />
    <Subhead title={text('form.charges')} />
    <ChargeRows label={text('form.treatmentCharge')} path={at(path, 'treatmentCharge')} charge={price.treatmentCharge} />
    <EscalatorRows path={path} price={price} />
    <ParticipationRows path={path} price={price} />
  </>
);
