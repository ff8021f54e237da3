import { z } from 'zod';
import { ContractId, VersionId } from '../domain/ids.ts';
import { IsoDate, Year } from '../domain/time.ts';
import { VersionKind, VersionSide } from '../domain/version.ts';
import { command, query } from './call.ts';
import { WaterfallChart } from './charts.ts';
import { Effect } from './contracts.ts';
import { Figure, Label, Message, Verdict } from './figure.ts';
import { Completion } from './workspace.ts';

/** A part of a deal; the terms of one part are valued together. */
export const VersionPart = z.enum([
  'parties',
  'tenor',
  'quantity',
  'price',
  'quotation',
  'collar',
  'delivery',
  'payment',
  'prepayment',
  'shortage',
  'law',
  'dates',
]);
export type VersionPart = z.infer<typeof VersionPart>;

/** A stored version of the deal, or the current contract. */
export const VersionRef = z.union([VersionId, z.literal('now')]);
export type VersionRef = z.infer<typeof VersionRef>;

export const VersionRow = z
  .object({
    id: VersionId,
    kind: VersionKind,
    side: VersionSide,
    by: z.string(),
    date: IsoDate,
    note: z.string(),
    version: z.number().int(),
    /** USD, in the chosen plan with this version instead of the contract; absent if it can't be priced. */
    npv: Figure.optional(),
    /** Netback at the chosen deck in the first full year, USD/dmt. */
    netPrice: Figure.optional(),
    year: Year.optional(),
    /** What uncertain prices add through its clauses, USD/dmt, as for the bids of a tender; absent if it has no tonnes. */
    clauses: Figure.optional(),
    /** Change in NPV from the previous version, USD. */
    change: Figure.optional(),
    /** Parts that differ from the previous version. */
    changedParts: z.array(VersionPart).readonly(),
    /** Why it can't be priced. */
    problem: Message.optional(),
  })
  .readonly();
export type VersionRow = z.infer<typeof VersionRow>;

/** A term that differs. The first term of a part has `value`: the change in NPV caused by the whole part, USD. */
export const VersionTerm = z
  .object({
    part: VersionPart,
    term: Label,
    /** Absent if the deal does not have the term. */
    before: Label.optional(),
    after: Label.optional(),
    value: Figure.optional(),
  })
  .readonly();
export type VersionTerm = z.infer<typeof VersionTerm>;

export const VersionComparison = z.object({
  /** Names of the compared versions. */
  from: Label,
  to: Label,
  terms: z.array(VersionTerm).readonly(),
  before: Figure.optional(),
  after: Figure.optional(),
  change: Figure.optional(),
  /** Steps from the first NPV to the second, by part. */
  steps: WaterfallChart.optional(),
  /** Effect on the chosen plan if the second version replaces the first. */
  effect: Effect.optional(),
  problem: Message.optional(),
});
export type VersionComparison = z.infer<typeof VersionComparison>;

const fields = { kind: VersionKind, side: VersionSide, by: z.string().trim().max(120), date: IsoDate, note: z.string().max(2000) };

export const versionsCalls = {
  'versions.list': query(
    z.object({ contractId: ContractId }),
    z.object({
      code: z.string(),
      title: Message,
      verdict: Verdict,
      rows: z.array(VersionRow).readonly(),
      /** Parts of the contract that changed since the last version; empty for none. */
      sinceLast: z.array(VersionPart).readonly(),
    }),
  ),
  'versions.compare': query(z.object({ contractId: ContractId, from: VersionRef, to: VersionRef }), VersionComparison),
  /** Saves the contract as a version. The kind `signed` also marks a contract under negotiation as signed. */
  'versions.create': command(z.object({ contractId: ContractId, kind: VersionKind, side: VersionSide }), z.object({ id: VersionId })),
  /** Edits kind, side, person, date and note of versions in one change. */
  'versions.saveMany': command(
    z.object({
      entries: z
        .array(z.object({ id: VersionId, version: z.number().int(), ...fields }))
        .min(1)
        .max(1000)
        .readonly(),
    }),
    Completion,
  ),
  /** Gives the contract the terms of a version. */
  'versions.restore': command(z.object({ id: VersionId }), Completion),
  'versions.remove': command(z.object({ ids: z.array(VersionId).min(1).max(1000).readonly() }), Completion),
} as const;
