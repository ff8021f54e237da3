import { styled } from '@mui/material/styles';
import type { Metal } from '#shared/domain/metal.ts';
import type { PriceBasis } from '#shared/domain/terms.ts';
import type { Year } from '#shared/domain/time.ts';
import { ZONES } from '#shared/domain/zone.ts';
import { text } from '#shared/messages/text.ts';
import { Form, FormGroup, FormRow } from '../../components/FormRow.tsx';
import { MetalName } from '../../components/MetalName.tsx';
import { Section } from '../../components/Section.tsx';
import { SelectField } from '../../components/SelectField.tsx';
import { at, set } from '../../editing/fields/fieldPath.ts';
import { choicesOf } from '../../editing/fields/specs.ts';
import { PriceRows } from '../../editing/pricing/PriceRows.tsx';
import { BASES } from '../../editing/pricing/priceChoices.ts';
import { type PriceContext, PriceProvider } from '../../editing/pricing/priceContext.ts';
import { useFieldError, useRecordFields } from '../../editing/record/RecordField.tsx';
import { RecordRow } from '../../editing/record/RecordRow.tsx';
import { AssayRows } from './AssayRows.tsx';
import { metalChoices } from './productField.ts';
import { type ProductSheet, SHEET } from './productSheet.ts';
import { YearRows } from './YearRows.tsx';

const OF_CONTRACT = 'contract';

const Hint = styled('p')(({ theme }) => ({
  gridColumn: '2 / -1',
  margin: '0 0 6px',
  fontSize: '0.75rem',
  lineHeight: '16px',
  color: theme.vars.palette.text.secondary,
}));

type SpotPriceProps = Pick<ProductSheet, 'spotPrice'> & {
  readonly context: PriceContext;
  /** Whether a contract sells the product, so that its terms can be used. */
  readonly sold: boolean;
};

/** The price of tonnes without a contract: that of the largest contract without its clauses, or the product's own. */
const SpotPriceRows = ({ spotPrice, context, sold }: SpotPriceProps) => {
  const { commit } = useRecordFields();
  const error = useFieldError(at(SHEET, 'spotPrice'));
  const choose = (basis: PriceBasis['basis'] | typeof OF_CONTRACT) =>
    commit([basis === OF_CONTRACT ? set(at(SHEET, 'spotPrice'), undefined) : set(at(SHEET, 'spotPrice', 'basis'), basis)]);
  return (
    <>
      <FormRow label={text('product.spotPrice')}>
        <SelectField
          name="spotPrice.basis"
          error={error}
          value={spotPrice?.basis ?? OF_CONTRACT}
          choices={[
            { value: OF_CONTRACT, label: text(sold ? 'product.spotPriceOfContract' : 'product.spotPriceNone') },
            ...choicesOf(BASES),
          ]}
          onCommit={choose}
        />
      </FormRow>
      {spotPrice ? (
        <PriceProvider value={context}>
          <PriceRows path={at(SHEET, 'spotPrice')} price={spotPrice} />
        </PriceProvider>
      ) : (
        <Hint>{text(sold ? 'product.spotPriceOfContractNote' : 'product.spotPriceNoneNote')}</Hint>
      )}
    </>
  );
};

/** The zone in which tonnes without a contract are sold. */
const SpotZoneRow = ({ spotZone }: Pick<ProductSheet, 'spotZone'>) => {
  const { commit } = useRecordFields();
  const error = useFieldError(at(SHEET, 'spotZone'));
  return (
    <FormRow label={text('product.spotZone')}>
      <SelectField
        name="spotZone"
        error={error}
        value={spotZone ?? OF_CONTRACT}
        choices={[
          { value: OF_CONTRACT, label: text('product.spotZoneOfContract') },
          ...ZONES.map((zone) => ({ value: zone, label: text(`zone.${zone}`) })),
        ]}
        onCommit={(zone) => commit([set(at(SHEET, 'spotZone'), zone === OF_CONTRACT ? undefined : zone)])}
      />
    </FormRow>
  );
};

const MetalRow = ({ metal, onMetal }: { readonly metal: Metal; readonly onMetal: ((metal: Metal) => void) | undefined }) => {
  const error = useFieldError(at(SHEET, 'metal'));
  return (
    <FormRow label={text('product.metal')}>
      {onMetal ? (
        <SelectField name="metal" required error={error} value={metal} choices={metalChoices()} onCommit={onMetal} />
      ) : (
        <span>
          <MetalName metal={metal} />
        </span>
      )}
    </FormRow>
  );
};

export type ProductFormProps = {
  readonly sheet: ProductSheet;
  readonly years: readonly Year[];
  readonly spot: PriceContext;
  /** Whether a contract sells it. */
  readonly sold: boolean;
  /** Changes the metal; absent while contracts sell the product. */
  readonly onMetal: ((metal: Metal) => void) | undefined;
};

/** The form of a product. */
export const ProductForm = ({ sheet, years, spot, sold, onMetal }: ProductFormProps) => (
  <Section title={text('product.form')}>
    <Form>
      <FormGroup title={text('product.group.what')} />
      <RecordRow path={at(SHEET, 'name')} />
      <MetalRow metal={sheet.metal} onMetal={onMetal} />
      <RecordRow path={at(SHEET, 'form')} />
      <RecordRow path={at(SHEET, 'moisture')} />
      <FormGroup title={text('product.group.years')} />
      <YearRows sheet={sheet} years={years} />
      <FormGroup title={text('product.group.assay')} />
      <AssayRows sheet={sheet} />
      <FormGroup title={text('product.group.spot')} />
      <SpotZoneRow spotZone={sheet.spotZone} />
      <RecordRow path={at(SHEET, 'resaleMonths')} />
      <SpotPriceRows spotPrice={sheet.spotPrice} context={spot} sold={sold} />
    </Form>
  </Section>
);
