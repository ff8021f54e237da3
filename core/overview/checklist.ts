import type { Overview } from '#shared/contract/overview.ts';
import type { Buyer } from '#shared/domain/buyer.ts';
import type { Product } from '#shared/domain/product.ts';
import type { ValuedPlan, Workbook } from '../portfolio/portfolio.ts';

type Item = Overview['checklist'][number];

/** Whether it is known where a buyer's tonnes go; a trader's end where nobody knows, and that is an answer. */
export const hasDestination = ({ destination, type, ownership }: Buyer): boolean =>
  destination.length > 0 || type === 'trader' || ownership === 'trader';

/** The form of the first product that lacks something, at the field that takes it. */
const productForm = (product: Product | undefined, field: string): string =>
  product === undefined ? '/products/new?field=name' : `/products/${product.id}?field=${field}`;

const productItems = (book: Workbook): readonly Item[] => {
  const products = [...book.products.values()];
  const planned = ({ production }: Product): boolean => production.some(({ tonnes }) => tonnes > 0);
  const costed = ({ unitCost }: Product): boolean => unitCost.length > 0;
  const has = (test: (product: Product) => boolean): boolean => products.length > 0 && products.every(test);
  const lacking = (test: (product: Product) => boolean): Product | undefined => products.find((product) => !test(product));
  return [
    { key: 'products', done: products.length > 0, sheet: 'products', route: productForm(undefined, 'name') },
    { key: 'production', done: has(planned), sheet: 'production', route: productForm(lacking(planned), `years.${book.year}.tonnes`) },
    { key: 'costs', done: has(costed), sheet: 'costs', route: productForm(lacking(costed), `years.${book.year}.usdPerDmt`) },
  ];
};

const buyerItems = (book: Workbook): readonly Item[] => {
  const buyers = [...book.buyers.values()];
  const rated = buyers.filter(({ rating }) => rating !== 'unrated');
  const homeless = buyers.find((buyer) => !hasDestination(buyer));
  // some firms have no rating anywhere: half of the buyers make a verdict
  const known = buyers.length > 0 && homeless === undefined && rated.length * 2 >= buyers.length;
  const first = homeless ?? buyers.find(({ rating }) => rating === 'unrated');
  const form = first === undefined ? '/buyers/new?field=name' : `/buyers/${first.id}?field=${homeless ? 'destination' : 'rating'}`;
  return [
    { key: 'buyers', done: buyers.length > 0, sheet: 'buyers', route: '/buyers/new?field=name' },
    { key: 'buyerTerms', done: known, sheet: 'buyers', route: form },
  ];
};

/** What a workspace needs before the overview can judge it, as far as it has it. */
export const checklist = (book: Workbook, plan: ValuedPlan): readonly Item[] => {
  const fixed = [...book.deck.values()].some((points) => points.some(({ origin }) => origin !== 'filled' && origin !== 'house'));
  const unpriced = [...plan.problems.values()].some(({ code }) => code === 'MISSING_PRICE');
  return [
    ...productItems(book),
    { key: 'prices', done: fixed && !unpriced, sheet: 'prices', route: '/market?field=decks' },
    ...buyerItems(book),
    { key: 'contracts', done: book.contracts.length > 0, sheet: 'contracts', route: '/contracts/new?field=buyerId' },
    { key: 'limits', done: book.limits.length > 0, sheet: 'limits', route: '/diversification?limit=new' },
  ];
};
