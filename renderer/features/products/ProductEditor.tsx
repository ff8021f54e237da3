import { styled } from '@mui/material/styles';
import { Suspense, useCallback, useMemo } from 'react';
import { unique } from '#shared/collections.ts';
import type { Output } from '#shared/contract/contract.ts';
import type { ContractOptions } from '#shared/contract/contracts.ts';
import type { Metal } from '#shared/domain/metal.ts';
import type { Year } from '#shared/domain/time.ts';
import { text } from '#shared/messages/text.ts';
import { call } from '../../api/client.ts';
import { useSendCommand } from '../../api/queries.ts';
import { ChartSection } from '../../components/ChartSection.tsx';
import { at, type Edit, set } from '../../editing/fields/fieldPath.ts';
import type { PriceContext } from '../../editing/pricing/priceContext.ts';
import { priceEdits } from '../../editing/pricing/priceEdits.ts';
import { RecordWithContracts, type RecordWithContractsOptions } from '../../editing/record/RecordWithContracts.tsx';
import { serverIssues } from '../../editing/record/serverIssues.ts';
import { useRecordEditor } from '../../editing/record/useRecordForm.ts';
import { RecordTimeline } from '../history/index.ts';
import { ProductForm } from './ProductForm.tsx';
import { productField } from './productField.ts';
import { type ProductSheet, productOf, SHEET, sheetOf, sheetPath } from './productSheet.ts';

export type ProductEditorProps = RecordWithContractsOptions<ProductSheet, Output<'products.get'>> & {
  /** The plan's years. */
  readonly years: readonly Year[];
  /** The references that a price can use. */
  readonly references: ContractOptions['references'];
  readonly countries: ContractOptions['countries'];
};

const Head = styled('div')({ marginBottom: 20 });

const SPOT_PRICE = at(SHEET, 'spotPrice');

/** The context of the spot price's fields. */
const spotContext = (sheet: ProductSheet, { references, years }: Pick<ProductEditorProps, 'references' | 'years'>): PriceContext => ({
  record: sheet,
  product: sheet,
  references,
  year: years[0] ?? Number(Object.keys(sheet.years)[0]),
});

/** Edits a product; shows its tonnes under contract, details and contracts. */
export const ProductEditor = (props: ProductEditorProps) => {
  const { opening, draft, years, references, countries, live } = props;
  const send = useSendCommand('products.save');
  const { id } = opening.record;
  const storedSheet = useMemo(() => live && { record: sheetOf(live.product), version: live.version }, [live]);
  const expand = useCallback(
    (sheet: ProductSheet, edit: Edit) => priceEdits(spotContext(sheet, { references, years }), SPOT_PRICE, edit) ?? [edit],
    [references, years],
  );
  const { form, refusal } = useRecordEditor<ProductSheet>({
    opening,
    draft,
    isAutosaved: live !== undefined,
    expand,
    save: async (sheet, version, requestId) =>
      (await send({ product: productOf(sheet), ...(version === undefined ? {} : { version }) }, { requestId, timeoutMs: 0 })).version,
    fetch: async () => {
      const { product, version } = await call('products.get', { id });
      return { record: sheetOf(product), version };
    },
    live: storedSheet,
    refusal: props.refusal,
  });
  const { record, typedRecord, commit } = form;
  const issues = useMemo(() => {
    const product = productOf(record);
    return serverIssues(refusal, 'product').map((issue) => ({ ...issue, path: sheetPath(issue.path, product) }));
  }, [refusal, record]);

  /** Changes the metal and takes its defaults; a new product's name changes too unless it was edited. */
  const changeMetal = async (metal: Metal): Promise<void> => {
    const previousDefaults = await call('products.blank', { metal: record.metal });
    const { product, origins } = await call('products.blank', { metal });
    const { form: usualForm, assay, moisture, resaleMonths, name } = product;
    commit(
      [
        set(at(SHEET, 'metal'), metal),
        set(at(SHEET, 'form'), usualForm),
        set(at(SHEET, 'assay'), assay),
        set(at(SHEET, 'moisture'), moisture),
        set(at(SHEET, 'resaleMonths'), resaleMonths),
        set(SPOT_PRICE, undefined),
        ...(live === undefined && record.name === previousDefaults.product.name ? [set(at(SHEET, 'name'), name)] : []),
      ],
      origins,
    );
  };
  const allYears = useMemo(() => unique([...years, ...Object.keys(record.years).map(Number)]).sort((a, b) => a - b), [years, record.years]);
  const spot = useMemo(() => spotContext(record, { references, years }), [record, references, years]);
  const specOf = useCallback((path: string) => productField(path, spot), [spot]);
  const isSold = live !== undefined && live.contracts.length > 0;
  return (
    <RecordWithContracts
      form={form}
      issues={issues}
      specOf={specOf}
      title={(form.isAutosaved ? form.state.stored : typedRecord).name || text('place.newProduct')}
      options={props}
      history={
        <Suspense>
          <RecordTimeline kind="product" id={id} />
        </Suspense>
      }
      head={
        live?.commitments ? (
          <Head>
            <ChartSection view={live.commitments} minHeight={220} />
          </Head>
        ) : undefined
      }
      contracts={{
        counterpart: 'buyer',
        emptyText: text('product.noContracts'),
        addAction: { label: text('product.newContract'), isEdit: true, route: `/contracts/new?product=${id}` },
      }}
    >
      <ProductForm
        sheet={record}
        years={allYears}
        countries={countries}
        spot={spot}
        isSold={isSold}
        onMetal={isSold ? undefined : (metal) => void changeMetal(metal)}
      />
    </RecordWithContracts>
  );
};
