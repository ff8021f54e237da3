import type { Generated, GeneratedAlways } from 'kysely';
import type { DeckKind, DeckRule, ShippedMeasure } from '#shared/domain/deck.ts';
import type { Fact } from '#shared/domain/fact.ts';
import type { DeckId, ReferenceCode } from '#shared/domain/ids.ts';
import type { Metal } from '#shared/domain/metal.ts';
import type { Origin } from '#shared/domain/origin.ts';
import type { PriceUnit, Reference } from '#shared/domain/reference.ts';
import type { IsoDate, Month } from '#shared/domain/time.ts';
import type { Flag, Json } from './financingTables.ts';

/** Number of months that a shipped price covers: one, or a calendar year. */
export type ShippedPeriod = 1 | 12;

export type MetalTable = { code: Metal; symbol: string; position: number };

export type ReferenceTable = {
  code: ReferenceCode;
  name: string;
  kind: Reference['kind'];
  metal: Metal | null;
  quotation: string;
  unit: PriceUnit;
  currency: Reference['currency'];
  incoterm: string | null;
  vat_included: Flag;
  follows: ReferenceCode | null;
  beta: number | null;
  residual_volatility: number | null;
  ratio: number | null;
  volatility: number;
  mean_reversion: number;
  position: number;
  source: string;
  origin: Origin;
  average: Json | null;
  json_version: number;
  /** Computed by SQLite from `unit`. */
  unit_currency: GeneratedAlways<string>;
};

export type ReferenceGradeTable = { reference: ReferenceCode; from_date: IsoDate; element: string; grade: number };

export type ReferenceCorrelationTable = { reference: ReferenceCode; other: ReferenceCode; value: number; source: string };

export type DeckTable = {
  id: DeckId;
  name: string;
  kind: DeckKind;
  rule: DeckRule;
  source: string;
  position: number;
  version: number;
};

export type DeckPointTable = { deck: DeckId; reference: ReferenceCode; month: Month; price: number; origin: Origin; source: string };

export type ShippedPriceTable = {
  reference: ReferenceCode;
  from_month: Month;
  months: ShippedPeriod;
  measure: ShippedMeasure;
  price: number;
  origin: Extract<Origin, 'source' | 'house'>;
  source: string;
};

export type FactTable = {
  id: Generated<number>;
  topic: Fact['topic'];
  metal: Metal | null;
  product: string | null;
  measure: string | null;
  subject: string;
  year: number | null;
  period: string;
  value: number | null;
  unit: string;
  source: string;
  note: string;
  check_text: string;
  /** The published table to which the figure belongs; computed by SQLite. */
  list: GeneratedAlways<string>;
};
