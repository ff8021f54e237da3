import type { FieldIssue } from '#shared/contract/issues.ts';
import type { Buyer } from '#shared/domain/buyer.ts';
import type { OfftakeContract } from '#shared/domain/contract.ts';
import type { Product } from '#shared/domain/product.ts';
import type { Reference } from '#shared/domain/reference.ts';
import { namesInPrice } from '#shared/domain/termReferences.ts';
import type { Charge, Delivery, PriceBasis, PriceSupport } from '#shared/domain/terms.ts';
import { sumBy } from '#shared/math.ts';
import { issue } from '../badInput.ts';

/** The records that a price refers to. */
type PriceRecords = { readonly references: readonly Reference[]; readonly product: Pick<Product, 'assay'> };

/** Tolerance of the sum of bricks, whose shares are typed to a few decimals. */
const SHARE_TOLERANCE = 1e-6;

const brickIssues = (charge: Charge | undefined, path: string): readonly FieldIssue[] => {
  if (charge?.kind !== 'bricks') return [];
  const totalShare = sumBy(charge.bricks, ({ share }) => share);
  return Math.abs(totalShare - 1) > SHARE_TOLERANCE ? [issue(`${path}.bricks.0.share`, 'bricksNotWhole', totalShare)] : [];
};

type Band = { readonly from: number; readonly to?: number | undefined };

/** Whether two bands overlap; a band without an end is open upwards. */
const hasOverlap = (a: Band, b: Band): boolean =>
  Math.max(a.from, b.from) < Math.min(a.to ?? Number.POSITIVE_INFINITY, b.to ?? Number.POSITIVE_INFINITY);

const bandIssues = (bands: readonly Band[], path: string): readonly FieldIssue[] =>
  bands.flatMap((band, i) => {
    if (band.to !== undefined && band.to <= band.from) return [issue(`${path}.${i}.to`, 'bandEndsBefore')];
    return bands.slice(0, i).some((otherBand) => hasOverlap(otherBand, band)) ? [issue(`${path}.${i}.from`, 'bandsOverlap')] : [];
  });

/** Finds contradictions in the price of a concentrate. */
const concentrateIssues = (price: PriceBasis, path: string): readonly FieldIssue[] => {
  if (price.basis !== 'payableMetal') return [];
  return [
    ...price.payables.flatMap(({ rule, scale = [], refiningCharge }, i) => [
      ...(rule === 'scale' && scale.length === 0 ? [issue(`${path}.payables.${i}.rule`, 'scaleEmpty')] : []),
      ...(rule === 'scale' ? scale : []).flatMap(({ from }, j) =>
        j > 0 && from <= scale[j - 1]!.from ? [issue(`${path}.payables.${i}.scale.${j}.from`, 'stepsNotAscending')] : [],
      ),
      ...brickIssues(refiningCharge, `${path}.payables.${i}.refiningCharge`),
    ]),
    ...brickIssues(price.treatmentCharge, `${path}.treatmentCharge`),
    ...bandIssues(price.escalator?.bands ?? [], `${path}.escalator.bands`),
  ];
};

/** Finds contradictions in a price, deleted references, and elements that the product's assay does not have. */
export const priceIssues = (price: PriceBasis, path: string, { references, product }: PriceRecords): readonly FieldIssue[] => {
  const codes = new Set<string>(references.map(({ code }) => code));
  const names = namesInPrice(price);
  return [
    ...names.references.flatMap(({ path: pricePath, code }) =>
      code === undefined || codes.has(code) ? [] : [issue(`${path}.${pricePath}`, 'gone')],
    ),
    ...names.elements.flatMap(({ path: pricePath, element }) =>
      product.assay[element] === undefined ? [issue(`${path}.${pricePath}`, 'notInAssay', element)] : [],
    ),
    ...concentrateIssues(price, path),
  ];
};

const freightIssues = ({ freightReference }: Delivery, path: string, references: readonly Reference[]): readonly FieldIssue[] => {
  const route = references.find(({ code }) => code === freightReference);
  if (freightReference === undefined || route?.kind === 'freight') return [];
  return [issue(`${path}.freightReference`, route === undefined ? 'gone' : 'notOffered')];
};

/** Finds an index of a price support that is no price per tonne of metal, and an element that the assay does not have. */
const supportIssues = (support: PriceSupport | undefined, path: string, { references, product }: PriceRecords): readonly FieldIssue[] => {
  if (support === undefined) return [];
  const index = references.find(({ code }) => code === support.reference);
  const isPricePerTonne = index?.kind === 'price' && index.unit !== 'USD/dmt' && index.unit !== 'USD/dmtu';
  return [
    ...(isPricePerTonne ? [] : [issue(`${path}.reference`, index === undefined ? 'gone' : 'notOffered')]),
    ...(support.element === undefined || product.assay[support.element] !== undefined
      ? []
      : [issue(`${path}.element`, 'notInAssay', support.element)]),
  ];
};

/** Finds a deleted buyer or product, and the issues of each price, freight and price support of a contract. Paths are those of the call's input. */
export const contractIssues = (
  contract: OfftakeContract,
  records: { readonly buyers: readonly Buyer[]; readonly products: readonly Product[]; readonly references: readonly Reference[] },
): readonly FieldIssue[] => {
  const product = records.products.find(({ id }) => id === contract.productId);
  return [
    ...(records.buyers.some(({ id }) => id === contract.buyerId) ? [] : [issue('contract.buyerId', 'gone')]),
    ...(product === undefined
      ? [issue('contract.productId', 'gone')]
      : contract.terms.flatMap((terms, i) => [
          ...priceIssues(terms.price, `contract.terms.${i}.price`, { references: records.references, product }),
          ...supportIssues(terms.priceSupport, `contract.terms.${i}.priceSupport`, { references: records.references, product }),
          ...freightIssues(terms.delivery, `contract.terms.${i}.delivery`, records.references),
        ])),
  ];
};
