import type { Fact } from '#shared/domain/fact.ts';
import type { Metal } from '#shared/domain/metal.ts';
import { type ShippedKey, storedText } from '#shared/messages/shipped.ts';

/** The last part of the message keys of a group: `ironOre` of `shipped.product.ironOre`. */
type NameIn<Group extends string, Key = ShippedKey> = Key extends `shipped.${Group}.${infer Name}` ? Name : never;

/**
 * Shares of one total in percent, as published: country, share, and a note for that row alone. Product, measure, source and country name
 * messages; the period is a year or a stored message.
 */
export type ShareTable = {
  readonly metal: Metal;
  readonly product: NameIn<'product'>;
  readonly year: number;
  readonly period: string;
  readonly measure: NameIn<'measure'>;
  readonly source: NameIn<'published'>;
  readonly note: string;
  readonly rows: readonly (readonly [who: NameIn<'place'>, percent: number, note?: string])[];
};

export const toShareFacts = (
  topic: 'supplierShare' | 'importerShare',
  { rows, note, product, measure, source, ...table }: ShareTable,
): Fact[] =>
  rows.map(([who, value, ownShare]) => ({
    ...table,
    product: storedText(`shipped.product.${product}`),
    measure: storedText(`shipped.measure.${measure}`),
    source: storedText(`shipped.published.${source}`),
    topic,
    subject: storedText(`shipped.place.${who}`),
    value,
    unit: '%',
    note: ownShare ?? note,
    check: '',
  }));
