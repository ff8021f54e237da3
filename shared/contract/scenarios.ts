import { z } from 'zod';
import { BuyerId, ProductId, ReferenceCode, ScenarioId } from '../domain/ids.ts';
import { Metal } from '../domain/metal.ts';
import { Scenario, ScenarioShocksWithNote } from '../domain/scenario.ts';
import { Month } from '../domain/time.ts';
import { CountryCode } from '../domain/zone.ts';
import { background, command, query } from './call.ts';
import { LostOutlet } from './displacement.ts';
import { Figure, Label } from './figure.ts';
import { Completion, NoInput } from './workspace.ts';

const Name = z.string().trim().min(1).max(120);
const CreatedScenario = z.object({ id: ScenarioId });

/** The scenario whose losses are shown for each plan, and those to choose from; no scenario where the workspace has none. */
export const ScenarioChoice = z.object({
  scenario: ScenarioId.optional(),
  scenarios: z.array(z.object({ id: ScenarioId, name: Label }).readonly()).readonly(),
});
export type ScenarioChoice = z.infer<typeof ScenarioChoice>;

/** A reference that a scenario can change: a price, or a treatment charge, which is shifted instead of multiplied. */
export const ShockableReference = z
  .object({ code: ReferenceCode, name: Label, metal: Metal.optional(), isCharge: z.boolean(), follows: Label.optional() })
  .readonly();
export type ShockableReference = z.infer<typeof ShockableReference>;

/** One scenario with the loss of net revenue of each plan, in the order of the plans. */
export const LibraryRow = z
  .object({
    id: ScenarioId,
    name: Label,
    family: Scenario.unwrap().shape.family,
    shipped: z.boolean(),
    note: Label,
    begins: Month,
    costs: z.array(Figure).readonly(),
    /** The loss as a share of net revenue at deck prices, -1..1, for the shade of the cell. */
    shares: z.array(z.number()).readonly(),
  })
  .readonly();
export type LibraryRow = z.infer<typeof LibraryRow>;

export const scenariosCalls = {
  /** Every scenario against every plan that is not archived. */
  'scenarios.list': background(
    query(
      NoInput,
      z.object({
        plans: z.array(z.object({ name: z.string(), isChosen: z.boolean() })).readonly(),
        rows: z.array(LibraryRow).readonly(),
      }),
    ),
  ),
  'scenarios.get': query(
    z.object({ id: ScenarioId }),
    z.object({
      /** As stored: the texts of a shipped scenario are message keys (`localizeScenario`). */
      scenario: Scenario,
      version: z.number().int(),
      valuationMonth: Month,
      lastMonth: Month,
      references: z.array(ShockableReference).readonly(),
      /** Buyers with a contract in the chosen plan, and those in the channels. */
      buyers: z.array(z.object({ id: BuyerId, name: z.string() })).readonly(),
      products: z.array(z.object({ id: ProductId, name: z.string() })).readonly(),
      /** Countries of origin of products, and those in the channels; `isUsed`: a product has this origin. */
      origins: z.array(z.object({ country: CountryCode, name: Label, isUsed: z.boolean() })).readonly(),
      /** The loss of net revenue of the chosen plan. */
      cost: Figure,
    }),
  ),
  'scenarios.create': command(z.object({ name: Name, shocks: ScenarioShocksWithNote.optional() }), CreatedScenario),
  /** Creates a scenario in which a destination, or a buyer and its group, takes nothing in the first full year. */
  'scenarios.createLost': command(z.object({ outlet: LostOutlet }), CreatedScenario),
  'scenarios.copy': command(z.object({ id: ScenarioId }), CreatedScenario),
  /** Combines scenarios, each with its own start. */
  'scenarios.combine': command(z.object({ ids: z.array(ScenarioId).min(2).max(8).readonly(), name: Name }), CreatedScenario),
  /** Copies a scenario `by` times as strong. */
  'scenarios.scale': command(z.object({ id: ScenarioId, by: z.number().min(0.05).max(5), name: Name }), CreatedScenario),
  /** Saves a scenario of the user. Throws STALE if `version` is not the stored one. */
  'scenarios.save': command(z.object({ scenario: Scenario, version: z.number().int() }), z.object({ version: z.number().int() })),
  'scenarios.remove': command(z.object({ id: ScenarioId }), Completion),
} as const;
