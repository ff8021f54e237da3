import type { Message } from '#shared/contract/figure.ts';
import type { FieldIssue } from '#shared/contract/issues.ts';
import type { OfftakeContract } from '#shared/domain/contract.ts';
import type { Product } from '#shared/domain/product.ts';
import type { Reference } from '#shared/domain/reference.ts';
import { message, semicolon, serial, text } from '#shared/messages/text.ts';
import { issue } from '../badInput.ts';
import { elementsIn, priceIssues } from '../contracts/checks.ts';
import { editedPart, type RecordPart } from '../contracts/editedPart.ts';

const MOST_CODES = 3;

type Known = {
  /** As it is stored; undefined for a new product. */
  readonly before: Product | undefined;
  readonly others: readonly Product[];
  /** The contracts that sell it. */
  readonly contracts: readonly OfftakeContract[];
  readonly references: readonly Reference[];
};

const nameKey = (name: string): string => name.trim().toLocaleLowerCase('en');

/** Elements that the assay no longer names and prices of contracts still do: "Au in C-014, C-020 +2". */
const elementsLost = ({ assay }: Product, { before, contracts }: Known): readonly string[] =>
  Object.keys(before?.assay ?? {})
    .filter((element) => assay[element] === undefined)
    .flatMap((element) => {
      const codes = contracts.filter(({ terms }) => terms.some(({ price }) => elementsIn(price).includes(element))).map(({ code }) => code);
      if (codes.length === 0) return [];
      const named = codes.slice(0, MOST_CODES).join(serial());
      return [text('products.elementIn', { element, codes: codes.length > MOST_CODES ? `${named} +${codes.length - MOST_CODES}` : named })];
    });

/** What is wrong with a product among the records it lives with. Paths as in the call's input. */
export const productIssues = (product: Product, known: Known): readonly FieldIssue[] => {
  const { before, others, contracts, references } = known;
  const renamed = before === undefined || nameKey(before.name) !== nameKey(product.name);
  const lost = elementsLost(product, known);
  return [
    ...(renamed && others.some(({ name }) => nameKey(name) === nameKey(product.name))
      ? [issue('product.name', 'taken', product.name)]
      : []),
    ...(before !== undefined && before.metal !== product.metal && contracts.length > 0
      ? [issue('product.metal', 'soldAs', text(`metal.${before.metal}`))]
      : []),
    ...(lost.length > 0 ? [issue('product.assay', 'elementsInUse', lost.join(semicolon()))] : []),
    ...(product.spotPrice === undefined ? [] : priceIssues(product.spotPrice, 'product.spotPrice', { references, product })),
  ];
};

const PARTS: readonly RecordPart<Product>[] = [
  { key: 'history.productRenamed', of: ({ name }) => name },
  { key: 'history.productEdited.production', of: ({ production }) => production },
  { key: 'history.productEdited.cost', of: ({ unitCost }) => unitCost },
  { key: 'history.productEdited.assay', of: ({ assay, moisture }) => [assay, moisture] },
  { key: 'history.productEdited.spot', of: ({ spotPrice, spotZone, resaleMonths }) => [spotPrice, spotZone, resaleMonths] },
  { key: 'history.productEdited', of: ({ metal, form }) => [metal, form] },
];

/** How history names a change of a product: by the one part that it changed, if it is one. */
export const productEditLabel = (before: Product, after: Product): Message =>
  message(editedPart(PARTS, before, after) ?? 'history.productEdited', { name: after.name, from: before.name });
