import { z } from 'zod';

/** Ids are UUIDv7 made by the core; sample and seed records have readable ids of the same alphabet. */
const id = <B extends string>(_brand: B) =>
  z
    .string()
    .min(1)
    .max(64)
    .regex(/^[A-Za-z0-9_.:-]+$/)
    .brand<B>();

export const BuyerId = id('BuyerId');
export const GroupId = id('GroupId');
export const ProductId = id('ProductId');
export const ContractId = id('ContractId');
export const PlanId = id('PlanId');
export const LimitId = id('LimitId');
export const ScenarioId = id('ScenarioId');
export const VersionId = id('VersionId');
export const TenderId = id('TenderId');
export const FacilityId = id('FacilityId');
export const NoteId = id('NoteId');
export const DecisionId = id('DecisionId');
export const TableViewId = id('TableViewId');
/** The decks that every workspace has; a deck of the user has an id like other records. */
export const SHIPPED_DECKS = ['base', 'low', 'high', 'longRun'] as const;
export const DeckId = z.union([z.enum(SHIPPED_DECKS), id('DeckId')]);
export const ReferenceCode = id('ReferenceCode');

export type BuyerId = z.infer<typeof BuyerId>;
export type GroupId = z.infer<typeof GroupId>;
export type ProductId = z.infer<typeof ProductId>;
export type ContractId = z.infer<typeof ContractId>;
export type PlanId = z.infer<typeof PlanId>;
export type LimitId = z.infer<typeof LimitId>;
export type ScenarioId = z.infer<typeof ScenarioId>;
export type VersionId = z.infer<typeof VersionId>;
export type TenderId = z.infer<typeof TenderId>;
export type FacilityId = z.infer<typeof FacilityId>;
export type NoteId = z.infer<typeof NoteId>;
export type DecisionId = z.infer<typeof DecisionId>;
export type TableViewId = z.infer<typeof TableViewId>;
export type DeckId = z.infer<typeof DeckId>;
export type ReferenceCode = z.infer<typeof ReferenceCode>;
