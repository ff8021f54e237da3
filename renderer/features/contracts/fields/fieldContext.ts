import type { ContractOptions } from '#shared/contract/contracts.ts';
import type { OfftakeContract } from '#shared/domain/contract.ts';
import type { Product } from '#shared/domain/product.ts';
import { yearOf } from '#shared/domain/time.ts';
import { rootOf } from '../../../editing/fields/fieldPath.ts';
import type { PriceContext } from '../../../editing/pricing/priceContext.ts';

/** The root of a contract's paths: `at(DEAL, 'renewal', 'kind')`. */
export const DEAL = rootOf<OfftakeContract>();

/** What the unit and choices of a field depend on. */
export type FieldContext = { readonly contract: OfftakeContract; readonly options: ContractOptions };

export const productOf = ({ contract, options }: FieldContext): Product | undefined =>
  options.products.find(({ id }) => id === contract.productId);

/** Lists the elements that a contract pays for, in any of its sets of terms. */
export const payableElements = ({ terms }: Pick<OfftakeContract, 'terms'>): ReadonlySet<string> =>
  new Set(terms.flatMap(({ price }) => ('payables' in price ? price.payables.map(({ element }) => element) : [])));

/** The context of the contract's price fields. */
export const priceContextOf = (context: FieldContext): PriceContext => ({
  record: context.contract,
  product: productOf(context),
  references: context.options.references,
  year: yearOf(context.contract.start),
});
