import type { Fact } from '#shared/domain/fact.ts';
import type { Metal } from '#shared/domain/metal.ts';

/** Shares of one total in per cent, as published: who, how much, and a note that holds for that row alone. */
export type ShareTable = {
  readonly metal: Metal;
  readonly product: string;
  readonly year: number;
  readonly period: string;
  readonly measure: string;
  readonly source: string;
  readonly note: string;
  readonly rows: readonly (readonly [who: string, percent: number, note?: string])[];
};

export const toShareFacts = (topic: 'supplierShare' | 'importerShare', { rows, note, ...table }: ShareTable): Fact[] =>
  rows.map(([subject, value, own]) => ({ ...table, topic, subject, value, unit: '%', note: own ?? note, check: '' }));
