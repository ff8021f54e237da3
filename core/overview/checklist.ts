import type { Overview } from '#shared/contract/overview.ts';
import type { Buyer } from '#shared/domain/buyer.ts';
import type { Product } from '#shared/domain/product.ts';
import type { ValuedPlan, Workbook } from '../portfolio/portfolio.ts';

type Item = Overview['checklist'][number];

/** Whether a buyer's destination is known. A trader's counts as known, since traders resell anywhere. */
export const hasDestination = ({ destination, type, ownership }: Buyer): boolean =>
  destination.length > 0 || type === 'trader' || ownership === 'trader';

/** The route to a field of a product's form, or of a new product. */
const productForm = (product: Product | undefined, field: string): string =>
  product === undefined ? '/products/new?field=name' : `/products/${product.id}?field=${field}`;

const productItems = (book: Workbook): readonly Item[] => {
  const products = [...book.products.values()];
  const hasProduction = ({ production }: Product): boolean => production.some(({ tonnes }) => tonnes > 0);
  const isAssayed = ({ isAssayAssumed }: Product): boolean => isAssayAssumed !== true;
  const hasCosts = ({ unitCost }: Product): boolean => unitCost.length > 0;
  const everyProduct = (test: (product: Product) => boolean): boolean => products.length > 0 && products.every(test);
  const firstWithout = (test: (product: Product) => boolean): Product | undefined => products.find((product) => !test(product));
  return [
    { key: 'products', isDone: products.length > 0, sheet: 'products', route: productForm(undefined, 'name') },
    { key: 'assays', isDone: everyProduct(isAssayed), sheet: 'products', route: productForm(firstWithout(isAssayed), 'assay') },
    {
      key: 'production',
      isDone: everyProduct(hasProduction),
      sheet: 'production',
      route: productForm(firstWithout(hasProduction), `years.${book.year}.tonnes`),
    },
    {
      key: 'costs',
      isDone: everyProduct(hasCosts),
      sheet: 'costs',
      route: productForm(firstWithout(hasCosts), `years.${book.year}.usdPerDmt`),
    },
  ];
};

const buyerItems = (book: Workbook): readonly Item[] => {
  const buyers = [...book.buyers.values()];
  const ratedBuyers = buyers.filter(({ rating }) => rating !== 'unrated');
  const withoutDestination = buyers.find((buyer) => !hasDestination(buyer));
  // not every firm has a public rating: ratings of half of the buyers are enough
  const isComplete = buyers.length > 0 && withoutDestination === undefined && ratedBuyers.length * 2 >= buyers.length;
  const first = withoutDestination ?? buyers.find(({ rating }) => rating === 'unrated');
  const form =
    first === undefined ? '/buyers/new?field=name' : `/buyers/${first.id}?field=${withoutDestination ? 'destination' : 'rating'}`;
  return [
    { key: 'buyers', isDone: buyers.length > 0, sheet: 'buyers', route: '/buyers/new?field=name' },
    { key: 'buyerTerms', isDone: isComplete, sheet: 'buyers', route: form },
  ];
};

/** Lists the data that the overview needs, and which of it the workspace has. */
export const checklist = (book: Workbook, plan: ValuedPlan): readonly Item[] => {
  const hasPrices = [...book.deck.values()].some((points) => points.some(({ origin }) => origin !== 'filled' && origin !== 'house'));
  const isPriceMissing = [...plan.problems.values()].some(({ code }) => code === 'MISSING_PRICE');
  return [
    ...productItems(book),
    { key: 'prices', isDone: hasPrices && !isPriceMissing, sheet: 'prices', route: '/market?field=decks' },
    ...buyerItems(book),
    { key: 'contracts', isDone: book.contracts.length > 0, sheet: 'contracts', route: '/contracts/new?field=buyerId' },
    { key: 'limits', isDone: book.limits.length > 0, sheet: 'limits', route: '/diversification?limit=new' },
  ];
};
