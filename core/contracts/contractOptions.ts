import type { ContractOptions } from '#shared/contract/contracts.ts';
import type { Workbook } from '../portfolio/portfolio.ts';
import { destinationOf } from './contractRows.ts';
import { OFFERED_TEMPLATES } from './contractTemplates.ts';

/** Lists what the contract form offers: buyers, products, references with their last price, and templates. */
export const contractOptions = (book: Workbook): ContractOptions => ({
  buyers: [...book.buyers.values()].map((buyer) => ({
    id: buyer.id,
    name: buyer.name,
    country: buyer.country,
    zone: destinationOf(buyer, book).zone,
  })),
  products: [...book.products.values()],
  references: [...book.references.values()].map(({ code, name, metal, unit, kind }) => {
    const last = book.deck.get(code)?.findLast(({ month }) => month <= book.valuationMonth)?.price;
    return {
      code,
      name: { shipped: name },
      unit,
      kind,
      ...(metal === undefined ? {} : { metal }),
      ...(last === undefined ? {} : { last }),
    };
  }),
  templates: OFFERED_TEMPLATES.map(({ key, metal, forms }) => ({ key, metal, forms })),
  valuationMonth: book.valuationMonth,
});
