import { ForeignCurrency } from '#shared/domain/currency.ts';
import { DEPTH_CAP, DEPTH_SHARE, DEPTH_SLOPE } from '#shared/domain/houseDefaults.ts';
import { ReferenceCode } from '#shared/domain/ids.ts';
import type { Metal } from '#shared/domain/metal.ts';
import type { PriceBasis } from '#shared/domain/terms.ts';
import type { Year } from '#shared/domain/time.ts';
import { type Country, ZONES } from '#shared/domain/zone.ts';
import { text } from '#shared/messages/text.ts';
import { assumptionNote } from '#shared/presentation/assumptionNote.ts';
import { Form, FormGroup, FormRow, RowNote } from '../../components/FormRow.tsx';
import { MetalName } from '../../components/MetalName.tsx';
import { Section } from '../../components/Section.tsx';
import { SelectField } from '../../components/SelectField.tsx';
import { at, set } from '../../editing/fields/fieldPath.ts';
import { choicesOf, countryChoices } from '../../editing/fields/specs.ts';
import { PriceRows } from '../../editing/pricing/PriceRows.tsx';
import { BASES } from '../../editing/pricing/priceChoices.ts';
import { type PriceContext, PriceProvider, referenceChoices } from '../../editing/pricing/priceContext.ts';
import { useFieldError, useRecordFields } from '../../editing/record/RecordField.tsx';
import { AssumptionRow, RecordRow } from '../../editing/record/RecordRow.tsx';
import { AssayRows } from './AssayRows.tsx';
import { metalChoices } from './productField.ts';
import { type ProductSheet, SHEET } from './productSheet.ts';
import { YearRows } from './YearRows.tsx';

const OF_CONTRACT = 'contract';
const OF_SPOT_PRICE = 'spotPrice';
const USD_ONLY = 'USD';
const NO_COUNTRY = '';

type SpotPriceProps = Pick<ProductSheet, 'spotPrice'> & {
  readonly context: PriceContext;
  /** Whether a contract sells the product, so that its terms can be used. */
  readonly isSold: boolean;
};

/** The spot price: that of the largest contract without its clauses, or a price of the product. */
const SpotPriceRows = ({ spotPrice, context, isSold }: SpotPriceProps) => {
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
            { value: OF_CONTRACT, label: text(isSold ? 'product.spotPriceOfContract' : 'product.spotPriceNone') },
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
        <RowNote>{text(isSold ? 'product.spotPriceOfContractNote' : 'product.spotPriceNoneNote')}</RowNote>
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

/** The price reference whose demand by zone is that of the product's market. */
const MainReferenceRow = ({ mainReference, context }: Pick<ProductSheet, 'mainReference'> & { readonly context: PriceContext }) => {
  const { commit } = useRecordFields();
  const error = useFieldError(at(SHEET, 'mainReference'));
  return (
    <FormRow label={text('product.mainReference')} term="mainReference">
      <SelectField
        name="mainReference"
        error={error}
        value={mainReference ?? OF_SPOT_PRICE}
        choices={[{ value: OF_SPOT_PRICE, label: text('product.mainReferenceOfSpot') }, ...referenceChoices(context, 'price')]}
        onCommit={(code) => commit([set(at(SHEET, 'mainReference'), code === OF_SPOT_PRICE ? undefined : ReferenceCode.parse(code))])}
      />
    </FormRow>
  );
};

/** The depth of the spot market: its tonnes and the price loss of further tonnes. */
const MarketDepthRows = ({ sheet, context }: { readonly sheet: ProductSheet; readonly context: PriceContext }) => (
  <>
    <MainReferenceRow mainReference={sheet.mainReference} context={context} />
    <AssumptionRow path={at(SHEET, 'depthShare')} assumption={DEPTH_SHARE[sheet.metal]} note={assumptionNote.depthShare(sheet.metal)} />
    <AssumptionRow path={at(SHEET, 'depthSlope')} assumption={DEPTH_SLOPE} note={assumptionNote.depthSlope()} />
    <AssumptionRow path={at(SHEET, 'depthCap')} assumption={DEPTH_CAP} note={assumptionNote.depthCap()} />
  </>
);

/** The share of the unit cost that moves with an exchange rate. */
const CostCurrencyRows = ({ costCurrency }: Pick<ProductSheet, 'costCurrency'>) => {
  const { commit } = useRecordFields();
  const path = at(SHEET, 'costCurrency');
  const error = useFieldError(at(SHEET, 'costCurrency', 'currency'));
  const choose = (currency: ForeignCurrency | typeof USD_ONLY) => {
    commit([set(path, currency === USD_ONLY ? undefined : { currency, share: costCurrency?.share ?? 1 })]);
  };
  return (
    <>
      <FormRow label={text('product.costCurrency')}>
        <SelectField
          name="costCurrency.currency"
          error={error}
          value={costCurrency?.currency ?? USD_ONLY}
          choices={[
            { value: USD_ONLY, label: text('product.costCurrencyNone') },
            ...ForeignCurrency.options.map((currency) => ({ value: currency, label: currency })),
          ]}
          onCommit={choose}
        />
      </FormRow>
      {costCurrency && (
        <>
          <RecordRow path={at(SHEET, 'costCurrency', 'share')} />
          <RowNote>{text('product.costCurrencyNote')}</RowNote>
        </>
      )}
    </>
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

/** The country in which the product is mined, by which scenarios close channels to it. */
const CountryOfOriginRow = ({
  countryOfOrigin,
  countries,
}: Pick<ProductSheet, 'countryOfOrigin'> & Pick<ProductFormProps, 'countries'>) => {
  const { commit } = useRecordFields();
  const path = at(SHEET, 'countryOfOrigin');
  const error = useFieldError(path);
  return (
    <FormRow label={text('product.countryOfOrigin')} term="countryOfOrigin">
      <SelectField
        name="countryOfOrigin"
        error={error}
        value={countryOfOrigin ?? NO_COUNTRY}
        choices={[{ value: NO_COUNTRY, label: text('product.countryOfOriginNone') }, ...countryChoices(countries)]}
        onCommit={(country) => commit([set(path, country === NO_COUNTRY ? undefined : country)])}
      />
    </FormRow>
  );
};

export type ProductFormProps = {
  readonly sheet: ProductSheet;
  readonly years: readonly Year[];
  readonly countries: readonly Country[];
  readonly spot: PriceContext;
  /** Whether a contract sells it. */
  readonly isSold: boolean;
  /** Changes the metal; absent while contracts sell the product. */
  readonly onMetal: ((metal: Metal) => void) | undefined;
};

/** The form of a product. */
export const ProductForm = ({ sheet, years, countries, spot, isSold, onMetal }: ProductFormProps) => (
  <Section title={text('product.form')}>
    <Form>
      <FormGroup title={text('product.group.what')} />
      <RecordRow path={at(SHEET, 'name')} />
      <MetalRow metal={sheet.metal} onMetal={onMetal} />
      <RecordRow path={at(SHEET, 'form')} />
      <CountryOfOriginRow countryOfOrigin={sheet.countryOfOrigin} countries={countries} />
      <RecordRow path={at(SHEET, 'moisture')} />
      <FormGroup title={text('product.group.years')} />
      <YearRows sheet={sheet} years={years} />
      <CostCurrencyRows costCurrency={sheet.costCurrency} />
      <FormGroup title={text('product.group.assay')} />
      <AssayRows sheet={sheet} />
      <FormGroup title={text('product.group.spot')} />
      <SpotZoneRow spotZone={sheet.spotZone} />
      <RecordRow path={at(SHEET, 'resaleMonths')} />
      <RowNote>{assumptionNote.resaleMonths()}</RowNote>
      <MarketDepthRows sheet={sheet} context={spot} />
      <SpotPriceRows spotPrice={sheet.spotPrice} context={spot} isSold={isSold} />
    </Form>
  </Section>
);
