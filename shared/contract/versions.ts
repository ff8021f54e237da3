import { z } from 'zod';
import { ContractId, VersionId } from '../domain/ids.ts';
import { IsoDate, Year } from '../domain/time.ts';
import { VersionKind, VersionSide } from '../domain/version.ts';
import { WaterfallView } from '../presentation/charts/waterfall.ts';
import { command, query } from './call.ts';
import { Effect } from './contracts.ts';
import { Figure, Message, Verdict } from './figure.ts';
import { Done } from './workspace.ts';

/** A part of a deal: terms of one part move, and are valued, together. */
export const VersionPart = z.enum(['parties', 'tenor', 'quantity', 'price', 'quotation', 'collar', 'delivery', 'payment', 'law', 'dates']);
export type VersionPart = z.infer<typeof VersionPart>;

/** A version of the deal, or the contract as it stands now. */
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
    /** USD, in the chosen plan with this version in the contract's place; absent where it can't be priced. */
    npv: Figure.optional(),
    /** USD/dmt at the chosen deck, netted back, in the first whole year. */
    netPrice: Figure.optional(),
    year: Year.optional(),
    /** Against the version before. */
    change: Figure.optional(),
    /** What moved against the version before. */
    moved: z.array(VersionPart).readonly(),
    /** Why it can't be priced. */
    problem: Message.optional(),
  })
  .readonly();
export type VersionRow = z.infer<typeof VersionRow>;

/** One term that differs. `value` stands on the first term of a part: what the part as a whole changes, USD. */
export const VersionTerm = z
  .object({
    part: VersionPart,
    term: z.string(),
    before: z.string(),
    after: z.string(),
    value: Figure.optional(),
  })
  .readonly();
export type VersionTerm = z.infer<typeof VersionTerm>;

export const VersionComparison = z.object({
  /** What the two are called. */
  from: z.string(),
  to: z.string(),
  terms: z.array(VersionTerm).readonly(),
  before: Figure.optional(),
  after: Figure.optional(),
  change: Figure.optional(),
  /** From the value of the one to the value of the other, part by part. */
  steps: WaterfallView.optional(),
  /** What taking the other for the one changes in the chosen plan. */
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
      title: z.string(),
      verdict: Verdict,
      rows: z.array(VersionRow).readonly(),
      /** What moved in the contract since the last version was kept; empty where nothing did. */
      sinceLast: z.array(VersionPart).readonly(),
    }),
  ),
  'versions.compare': query(z.object({ contractId: ContractId, from: VersionRef, to: VersionRef }), VersionComparison),
  /** Keeps the contract as it stands. `signed` also marks a contract under negotiation as signed. */
  'versions.keep': command(z.object({ contractId: ContractId, kind: VersionKind, side: VersionSide }), z.object({ id: VersionId })),
  /** Who, when and what a version was, edited in one act. */
  'versions.saveMany': command(
    z.object({
      entries: z
        .array(z.object({ id: VersionId, version: z.number().int(), ...fields }))
        .min(1)
        .max(1000)
        .readonly(),
    }),
    Done,
  ),
  /** The contract takes the terms of a version again. */
  'versions.takeUp': command(z.object({ id: VersionId }), Done),
  'versions.remove': command(z.object({ ids: z.array(VersionId).min(1).max(1000).readonly() }), Done),
} as const;
