import { z } from 'zod';
import { Buyer, BuyerGroup, BuyerType, Ownership, Rating } from '../domain/buyer.ts';
import { BuyerId } from '../domain/ids.ts';
import { Metal } from '../domain/metal.ts';
import { Country, CountryCode, DestinationZone } from '../domain/zone.ts';
import { command, query } from './call.ts';
import { ContractRow } from './contracts.ts';
import { Figure, Label, TableIdentities, Verdict } from './figure.ts';
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
    /** Its group: with its id where it has other buyers, by its stored name alone where this buyer is its only one. */
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

/** The form and the dispatcher check the same rules; `version` is absent for a new buyer. */
const BuyerInput = z.object({ buyer: Buyer, version: z.number().int().optional() });

export const buyersCalls = {
  'buyers.list': query(
    NoInput,
    z.object({
      verdict: Verdict,
      rows: z.array(BuyerRow).readonly(),
      identities: TableIdentities,
      countries: z.array(Country).readonly(),
      groups: z.array(BuyerGroup).readonly(),
      year: z.number().int(),
    }),
  ),
  'buyers.get': query(
    z.object({ id: BuyerId }),
    z.object({
      buyer: Buyer,
      version: z.number().int(),
      verdict: Verdict,
      figures: z.array(z.object({ key: z.string(), figure: Figure })).readonly(),
      contracts: z.array(ContractRow).readonly(),
    }),
  ),
  /** A new buyer with a fresh id, not stored. */
  'buyers.blank': query(NoInput, z.object({ buyer: Buyer })),
  'buyers.save': command(BuyerInput, z.object({ id: BuyerId, version: z.number().int() })),
  /** Saves stored buyers in one change, all or none. */
  'buyers.saveMany': command(
    z.object({
      entries: z
        .array(z.object({ buyer: Buyer, version: z.number().int() }))
        .min(1)
        .max(1000)
        .readonly(),
    }),
    Completion,
  ),
  'buyers.copy': command(z.object({ id: BuyerId }), z.object({ id: BuyerId })),
  'buyers.remove': command(z.object({ ids: z.array(BuyerId).min(1).max(1000).readonly() }), Completion),
  'buyerGroups.save': command(z.object({ group: BuyerGroup }), Completion),
} as const;
