import { z } from 'zod';
import { Buyer, BuyerGroup, BuyerType, Ownership, Rating } from '../domain/buyer.ts';
import { BuyerId, ContractId, GroupId, LimitId } from '../domain/ids.ts';
import { LimitState } from '../domain/limit.ts';
import { Metal } from '../domain/metal.ts';
import { Country, CountryCode, DestinationZone } from '../domain/zone.ts';
import { command, query } from './call.ts';
import { ContractRow } from './contracts.ts';
import { recordEdits } from './fieldEdit.ts';
import { Figure, Label, TableIdentities, Verdict } from './figure.ts';
import { LIST_PAGE_ROWS } from './listPages.ts';
import { FirstRow } from './rowsPage.ts';
import { Completion, NoInput } from './workspace.ts';

export const BuyerRow = z
  .object({
    id: BuyerId,
    name: z.string(),
    country: CountryCode,
    destination: Label,
    zone: DestinationZone,
    type: BuyerType,
    ownership: Ownership,
    /** Its group. The id is absent if this buyer is its only one. */
    group: z.object({ id: BuyerId.optional(), name: z.string() }).optional(),
    parent: z.string().optional(),
    rating: Rating,
    cycleSensitivity: z.number(),
    metals: z.array(Metal).readonly(),
    contracts: z.number().int(),
    /** Gross payable value in the chosen plan and the first full year, USD. */
    value: z.number(),
    /** Share of the value of all buyers. */
    share: z.number(),
  })
  .readonly();
export type BuyerRow = z.infer<typeof BuyerRow>;

/** A buyer to save. `version` is absent for a new buyer. */
const BuyerInput = z.object({ buyer: Buyer, version: z.number().int().optional() });

/** A limit on the largest group, measured for one group. */
export const GroupLimitRow = z
  .object({
    id: LimitId,
    name: z.string(),
    scope: Label,
    level: Figure,
    /** The group's share by year, explained by its contracts. */
    years: z.array(z.object({ year: z.number().int(), value: Figure, state: LimitState })).readonly(),
    state: LimitState,
    worst: z.number().int(),
    /** Headroom to the breach level in the worst year, dmt and USD; negative beyond it. */
    tonnes: Figure,
    value: Figure,
    /** Contracts that count in the worst year, the largest first. */
    contracts: z.array(z.object({ id: ContractId, code: z.string(), share: Figure })).readonly(),
  })
  .readonly();
export type GroupLimitRow = z.infer<typeof GroupLimitRow>;

/** Buyers that count as one, with the reasons that join them. */
export const BuyerGroupView = z.object({
  /** The least id of its buyers. */
  id: BuyerId,
  name: z.string(),
  verdict: Verdict,
  figures: z
    .array(z.object({ key: z.enum(['value', 'share', 'tonnes', 'contracts', 'defaultProbability', 'creditLoss']), figure: Figure }))
    .readonly(),
  reasons: z
    .array(
      z.object({
        kind: z.enum(['ultimateParent', 'actsAsOne']),
        name: z.string(),
        /** The stored group; absent for an ultimate parent. */
        groupId: GroupId.optional(),
        /** Why they are treated as one, as entered. */
        why: z.string().optional(),
        buyers: z.array(z.object({ id: BuyerId, name: z.string() })).readonly(),
      }),
    )
    .readonly(),
  buyers: z.array(BuyerRow).readonly(),
  year: z.number().int(),
  years: z.array(z.number().int()).readonly(),
  /** Share of each metal's planned production; without a metal the share of gross payable value. */
  shares: z.array(z.object({ metal: Metal.optional(), values: z.array(Figure).readonly() })).readonly(),
  limits: z.array(GroupLimitRow).readonly(),
  contracts: z.array(ContractRow).readonly(),
  /** Of `buyers` and `contracts`. */
  identities: TableIdentities,
});
export type BuyerGroupView = z.infer<typeof BuyerGroupView>;

export const buyersCalls = {
  /** The page of all buyers that begins at row `first`; the verdict is on all of them. */
  'buyers.list': query(
    z.object({ first: FirstRow }),
    z.object({
      verdict: Verdict,
      rows: z.array(BuyerRow).max(LIST_PAGE_ROWS).readonly(),
      count: z.number().int(),
      identities: TableIdentities,
      countries: z.array(Country).readonly(),
      groups: z.array(BuyerGroup).readonly(),
      year: z.number().int(),
    }),
  ),
  'buyers.get': query(
    z.object({ id: BuyerId, first: FirstRow }),
    z.object({
      buyer: Buyer,
      version: z.number().int(),
      verdict: Verdict,
      figures: z.array(z.object({ key: z.string(), figure: Figure })).readonly(),
      /** The page that begins at row `first`. */
      contracts: z.array(ContractRow).max(LIST_PAGE_ROWS).readonly(),
      count: z.number().int(),
      identities: TableIdentities,
    }),
  ),
  /** Reads those of the buyers that are stored, a page of a block of cells; nothing is valued. */
  'buyers.getMany': query(
    z.object({ ids: z.array(BuyerId).min(1).max(LIST_PAGE_ROWS).readonly() }),
    z.object({ entries: z.array(z.object({ buyer: Buyer, version: z.number().int() })).readonly() }),
  ),
  /** A new buyer with a fresh id, not stored. */
  'buyers.blank': query(NoInput, z.object({ buyer: Buyer })),
  'buyers.save': command(BuyerInput, z.object({ id: BuyerId, version: z.number().int() })),
  /** Edits stored buyers in one change: all of them or none. An edit without a value empties its field. */
  'buyers.saveMany': command(z.object({ entries: recordEdits(BuyerId) }), Completion),
  'buyers.copy': command(z.object({ id: BuyerId }), z.object({ id: BuyerId })),
  'buyers.remove': command(z.object({ ids: z.array(BuyerId).min(1).max(20_000).readonly() }), Completion),
  /** A group by its id, that of one of its buyers, or that of a stored group. Errors: NOT_FOUND. */
  'buyerGroups.get': query(z.object({ id: z.string().min(1).max(200) }), BuyerGroupView),
  /** Stores a group. With `members` these buyers and no others are treated as one. Errors: BAD_INPUT with fewer than two. */
  'buyerGroups.save': command(z.object({ group: BuyerGroup, members: z.array(BuyerId).max(20_000).readonly().optional() }), Completion),
  /** Deletes a group; its buyers stay. Errors: NOT_FOUND. */
  'buyerGroups.remove': command(z.object({ id: GroupId }), Completion),
} as const;
