import { METALS, type Metal } from '#shared/domain/metal.ts';
import type { Product } from '#shared/domain/product.ts';

/** Filter of the products; an empty list of metals passes all. */
export type ProductFilter = {
  readonly metals: readonly Metal[];
  /** Words that the name of a product must contain. */
  readonly search: string;
};

/** Parses the filter of an address: "metal=copper&q=conc". Unknown metals do not filter. */
export const parseProductFilter = (query: URLSearchParams): ProductFilter => {
  const names = (query.get('metal') ?? '').split(',');
  return { metals: METALS.filter((metal) => names.includes(metal)), search: query.get('q') ?? '' };
};

/** Writes the filter as the query of an address. */
export const writeProductFilter = ({ metals, search }: ProductFilter): string => {
  const query = new URLSearchParams();
  if (metals.length > 0) query.set('metal', METALS.filter((metal) => metals.includes(metal)).join(','));
  if (search !== '') query.set('q', search);
  return query.toString();
};

/** Returns the entries whose product passes the filter, in their order. */
export const filterProducts = <Entry extends { readonly product: Product }>(
  entries: readonly Entry[],
  { metals, search }: ProductFilter,
): readonly Entry[] => {
  const words = search.toLocaleLowerCase('en').split(/\s+/).filter(Boolean);
  return entries.filter(({ product: { metal, name } }) => {
    const content = name.toLocaleLowerCase('en');
    return (metals.length === 0 || metals.includes(metal)) && words.every((word) => content.includes(word));
  });
};
