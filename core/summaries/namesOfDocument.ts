import { LANGUAGES } from '#shared/domain/workspace.ts';
import { contractName } from '#shared/presentation/contractName.ts';
import { standardName } from '#shared/presentation/standardNames.ts';
import { withLocale } from '../locale.ts';
import type { Workbook } from '../portfolio/portfolio.ts';
import type { Deal } from './subject.ts';

/** The products and limits with the names that Orebook has given them in the language of the document; names that a user typed stay. */
export const withNamesOfDocument = (book: Workbook): Workbook => ({
  ...book,
  products: new Map([...book.products].map(([id, product]) => [id, { ...product, name: standardName(product.name) }])),
  limits: book.limits.map((limit) => ({ ...limit, name: standardName(limit.name) })),
});

/** The name of a contract in the language of the document if it is the one of a new contract, in whatever language; else as stored. */
export const contractNameOfDocument = ({ contract: { name, start, end }, buyer, product }: Deal): string => {
  const deal = { buyer: buyer.name, metal: product.metal, start, end };
  return LANGUAGES.some((language) => withLocale(language, () => contractName(deal)) === name) ? contractName(deal) : name;
};
