import { LANGUAGES } from '#shared/domain/workspace.ts';
import { contractName } from '#shared/presentation/contractDefaults.ts';
import { standardName } from '#shared/presentation/standardNames.ts';
import { withLocale } from '../locale.ts';
import type { Workbook } from '../portfolio/portfolio.ts';
import type { Deal } from './subject.ts';

/** Translates the names that Orebook gave to products and limits into the language of the document. Names that a user entered stay. */
export const withNamesOfDocument = (book: Workbook): Workbook => ({
  ...book,
  products: new Map([...book.products].map(([id, product]) => [id, { ...product, name: standardName(product.name) }])),
  limits: book.limits.map((limit) => ({ ...limit, name: standardName(limit.name) })),
});

/** Returns the name of a contract. The default name of a new contract, in any language, is translated into that of the document. */
export const contractNameOfDocument = ({ contract: { name, start, end }, buyer, product }: Deal): string => {
  const deal = { buyer: buyer.name, metal: product.metal, start, end };
  return LANGUAGES.some((language) => withLocale(language, () => contractName(deal)) === name) ? contractName(deal) : name;
};
