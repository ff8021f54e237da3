import type { ContractOptions } from '#shared/contract/contracts.ts';
import { shippedText } from '#shared/messages/shipped.ts';
import type { Workbook } from '../portfolio/portfolio.ts';
import { destinationOf } from './rows.ts';
import { OFFERED } from './templatesMetals.ts';

/** What the terms form offers: buyers and products by name, references with their last price, templates, and the valuation month. */
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
      name: shippedText(name),
      unit,
      kind,
      ...(metal === undefined ? {} : { metal }),
      ...(last === undefined ? {} : { last }),
    };
  }),
  templates: OFFERED.map(({ key, metal, forms }) => ({ key, metal, forms })),
  valuationMonth: book.valuationMonth,
});
