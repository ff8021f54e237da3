import type { Label, Message } from '#shared/contract/figure.ts';
import type { FieldIssue } from '#shared/contract/issues.ts';
import type { OfftakeContract } from '#shared/domain/contract.ts';
import type { ForeignCurrency } from '#shared/domain/currency.ts';
import type { Product } from '#shared/domain/product.ts';
import type { Reference } from '#shared/domain/reference.ts';
import { elementsIn } from '#shared/domain/termReferences.ts';
import { isSameName } from '#shared/equality.ts';
import { message } from '#shared/messages/text.ts';
import { issue } from '../badInput.ts';
import { priceIssues } from '../contracts/contractIssues.ts';
import { findEditedPart, type RecordPart } from '../editLabels.ts';

/** Maximum number of contract codes that are listed for an element. */
const MAX_CODES = 3;

type OtherRecords = {
  /** The stored product; undefined for a new one. */
  readonly before: Product | undefined;
  readonly others: readonly Product[];
  /** The contracts that sell the product. */
  readonly contracts: readonly OfftakeContract[];
  readonly references: readonly Reference[];
};

/** Elements that are no longer in the assay but still priced by contracts: "Au in C-014, C-020 +2". */
const removedElements = ({ assay }: Product, { before, contracts }: OtherRecords): readonly Label[] =>
  Object.keys(before?.assay ?? {})
    .filter((element) => assay[element] === undefined)
    .flatMap((element) => {
      const codes = contracts.filter(({ terms }) => terms.some(({ price }) => elementsIn(price).includes(element))).map(({ code }) => code);
      if (codes.length === 0) return [];
      const listedCodes: Label = { list: codes.slice(0, MAX_CODES), by: 'serial' };
      const hiddenCount = codes.length - MAX_CODES;
      return [
        message('products.elementIn', {
          element,
          codes: hiddenCount > 0 ? { list: [listedCodes, `+${hiddenCount}`], by: 'space' } : listedCodes,
        }),
      ];
    });

/** Finds contradictions in a product's spot price, deleted references, and a main reference that is not a price. */
export const spotIssues = (product: Product, references: readonly Reference[]): readonly FieldIssue[] => {
  const { spotPrice, mainReference } = product;
  const main = references.find(({ code }) => code === mainReference);
  return [
    ...(spotPrice === undefined ? [] : priceIssues(spotPrice, 'spotPrice', { references, product })),
    ...(mainReference === undefined || main?.kind === 'price' ? [] : [issue('mainReference', main === undefined ? 'gone' : 'notAPrice')]),
  ];
};

/** Whether a reference is the exchange rate of a currency. */
const hasRate = (references: readonly Reference[], currency: ForeignCurrency): boolean =>
  references.some(({ kind, unit }) => kind === 'rate' && unit === `${currency}/USD`);

/** Lists the issues of a product among the other records. Paths as in the call's input. */
export const productIssues = (product: Product, records: OtherRecords): readonly FieldIssue[] => {
  const { before, others, contracts, references } = records;
  const isRenamed = before === undefined || !isSameName(before.name, product.name);
  const removedLabels = removedElements(product, records);
  const { costCurrency } = product;
  return [
    ...(isRenamed && others.some(({ name }) => isSameName(name, product.name)) ? [issue('product.name', 'taken', product.name)] : []),
    ...(before !== undefined && before.metal !== product.metal && contracts.length > 0
      ? [issue('product.metal', 'soldAs', message(`metal.${before.metal}`))]
      : []),
    ...(removedLabels.length > 0 ? [issue('product.assay', 'elementsInUse', { list: removedLabels, by: 'semicolon' })] : []),
    ...spotIssues(product, references).map((fault) => ({ ...fault, path: `product.${fault.path}` })),
    ...(costCurrency === undefined || hasRate(references, costCurrency.currency)
      ? []
      : [issue('product.costCurrency.currency', 'noCostRate', costCurrency.currency)]),
  ];
};

const PARTS: readonly RecordPart<Product>[] = [
  { key: 'history.productRenamed', partOf: ({ name }) => name },
  { key: 'history.productEdited.production', partOf: ({ production }) => production },
  { key: 'history.productEdited.cost', partOf: ({ unitCost, costCurrency }) => [unitCost, costCurrency] },
  { key: 'history.productEdited.assay', partOf: ({ assay, moisture }) => [assay, moisture] },
  { key: 'history.productEdited.spot', partOf: ({ spotPrice, spotZone, resaleMonths }) => [spotPrice, spotZone, resaleMonths] },
  {
    key: 'history.productEdited.depth',
    partOf: ({ mainReference, depthShare, depthSlope, depthCap }) => [mainReference, depthShare, depthSlope, depthCap],
  },
  { key: 'history.productEdited', partOf: ({ metal, form, countryOfOrigin }) => [metal, form, countryOfOrigin] },
];

/** Returns the label of a change in the history. It names the changed part if there is only one. */
export const productEditLabel = (productBefore: Product, productAfter: Product): Message =>
  message(findEditedPart(PARTS, productBefore, productAfter) ?? 'history.productEdited', {
    name: productAfter.name,
    from: productBefore.name,
  });
