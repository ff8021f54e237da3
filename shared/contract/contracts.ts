import { z } from 'zod';
import { Rating } from '../domain/buyer.ts';
import { ContractStatus, OfftakeContract } from '../domain/contract.ts';
import { ContractTemplateKey } from '../domain/contractTemplate.ts';
import { ColumnIdentity } from '../domain/figureIdentity.ts';
import { BuyerId, ContractId, LimitId, ProductId, ReferenceCode } from '../domain/ids.ts';
import { LimitState } from '../domain/limit.ts';
import { Metal } from '../domain/metal.ts';
import { FieldOrigins, Origin } from '../domain/origin.ts';
import { Product, ProductForm } from '../domain/product.ts';
import { PriceUnit, ReferenceKind } from '../domain/reference.ts';
import { Month, Year } from '../domain/time.ts';
import { Country, CountryCode, DestinationZone } from '../domain/zone.ts';
import { background, command, query } from './call.ts';
import { BarsChart, LinesChart, WaterfallChart } from './charts.ts';
import { recordEdits } from './fieldEdit.ts';
import { Figure, Label, Message, TableIdentities, Verdict } from './figure.ts';
import { LIST_PAGE_ROWS } from './listPages.ts';
import { FirstRow } from './rowsPage.ts';
import { Completion } from './workspace.ts';

export const ContractRow = z
  .object({
    id: ContractId,
    code: z.string(),
    name: z.string(),
    buyerId: BuyerId,
    buyer: z.string(),
    productId: ProductId,
    product: z.string(),
    metal: Metal,
    destination: Label,
    zone: DestinationZone,
    status: ContractStatus,
    probability: z.number(),
    /** Whether the chosen plan includes it. */
    isIncluded: z.boolean(),
    /** Dmt a year. */
    tonnesPerYear: z.number(),
    /** Calendar year of `netPrice`, `revenue` and `share`. */
    year: Year,
    /** USD/dmt, net, at the chosen deck: deliveries in the year, or the first deliveries where it has none. */
    netPrice: z.number().optional(),
    netPriceOrigin: Origin.optional(),
    /** USD paid in the year, net. For a contract outside the plan it is computed for this contract alone. */
    revenue: z.number().optional(),
    /** Fraction of the revenue of all contracts of the plan in the year, 0 to 1; absent for a contract outside the plan. */
    share: z.number().optional(),
    /** Identities in place of those of the columns, where this row has other figures. */
    identity: z.record(z.string(), ColumnIdentity).optional(),
    start: Month,
    end: Month,
    monthsLeft: z.number().int(),
    floor: z.number().optional(),
    cap: z.number().optional(),
    collarUnit: PriceUnit.optional(),
    /** Fractions of the nominal tonnes, 0 to 1. */
    takeOrPayShare: z.number(),
    tolerance: z.number(),
    rating: Rating,
    incoterm: z.string(),
    /** Next date of the contract; its end counts as a date. */
    next: z.object({ kind: z.string(), date: z.string() }).optional(),
    /** Why it can't be priced. */
    problem: Message.optional(),
  })
  .readonly();
export type ContractRow = z.infer<typeof ContractRow>;

/** The options of the contract form. */
export const ContractOptions = z.object({
  /** The page that begins at row `first`; everything else is on each page. */
  buyers: z
    .array(z.object({ id: BuyerId, name: z.string(), country: CountryCode, zone: DestinationZone }))
    .max(LIST_PAGE_ROWS)
    .readonly(),
  count: z.number().int(),
  products: z.array(Product).readonly(),
  references: z
    .array(
      z.object({
        code: ReferenceCode,
        name: Label,
        metal: Metal.optional(),
        unit: PriceUnit,
        kind: ReferenceKind,
        /** Latest price up to the valuation month, in `unit`. */
        lastPrice: z.number().optional(),
      }),
    )
    .readonly(),
  /** `forms`: the product forms that a template suits. */
  templates: z.array(z.object({ key: ContractTemplateKey, metal: Metal, forms: z.array(ProductForm).readonly() })).readonly(),
  countries: z.array(Country).readonly(),
  valuationMonth: Month,
});
export type ContractOptions = z.infer<typeof ContractOptions>;

export const EffectRow = z
  .object({
    key: z.enum([
      'hhi',
      'effectiveBuyers',
      'chinaShare',
      'chinaParentShare',
      'committedShare',
      'largestGroup',
      'largestContract',
      'slumpCost',
      'concentrationCost',
      'netRevenue',
      'oversold',
      'damages',
      'limit',
      'debtCapacity',
      'minimumDscr',
      'minimumLlcr',
      'allInCost',
    ]),
    label: Message,
    /** Without the deal, with it, and the difference. */
    now: Figure,
    signed: Figure,
    change: Figure,
    limit: z
      .object({
        id: LimitId,
        name: z.string(),
        level: Figure,
        direction: z.enum(['atMost', 'atLeast']),
        state: LimitState,
        before: LimitState,
      })
      .optional(),
  })
  .readonly();
export type EffectRow = z.infer<typeof EffectRow>;

/** The effect of a deal on the chosen plan in the year of the largest effect. */
export const Effect = z.object({
  plan: z.string(),
  year: Year,
  rows: z.array(EffectRow).readonly(),
  warned: z.array(z.string()).readonly(),
  breached: z.array(z.string()).readonly(),
  cured: z.array(z.string()).readonly(),
  /** The tonnes that the plan with the deal cannot deliver; empty where it can deliver all. */
  oversold: Verdict,
  /** A notice where the deal changes which contract's terms price the spot sales of the product; the change applies to all months. */
  spotTerms: Message.optional(),
});
export type Effect = z.infer<typeof Effect>;

/** The effect of a contract, and how it changes the last sentence of its preview, of which it has the effect on limits alone. */
export const ContractEffect = Effect.extend({
  result: z.object({ key: z.enum(['sentence.result', 'sentence.resultIn', 'sentence.resultQuiet']), effect: Figure.optional() }),
});
export type ContractEffect = z.infer<typeof ContractEffect>;

export const ContractPreview = z.object({
  /** The last sentence is that of the value in the plan. */
  sentence: Verdict,
  figures: z
    .array(
      z.object({
        key: z.enum(['npv', 'netPrice', 'breakEven', 'revenue', 'margin', 'slumpSaved', 'slumpCost']),
        figure: Figure,
        basis: Message.optional(),
      }),
    )
    .readonly(),
  waterfall: WaterfallChart,
  payoff: LinesChart.optional(),
  years: BarsChart,
  yearTable: z
    .array(
      z.object({
        year: Year,
        tonnes: z.number(),
        minimumTonnes: z.number(),
        revenue: z.number(),
        presentValue: z.number(),
        /** USD/dmt of the tonnes delivered in the year: net price, at spot terms, and above unit cost; absent without deliveries. */
        effective: Figure.optional(),
        spot: Figure.optional(),
        margin: Figure.optional(),
      }),
    )
    .readonly(),
  /** Identities of the figures in the columns of `yearTable`. */
  identities: TableIdentities,
  /** Years from the valuation to the deliveries, weighted by tonnes. */
  averageTenor: Figure.optional(),
  /** What the stored plan oversells, which is the same while a contract is typed; its effect has what the plan with the contract oversells. */
  oversold: Verdict,
  warnings: z.array(z.object({ path: z.string(), message: Message })).readonly(),
  /** First month of the current contract year, and the nominal dmt of its months up to the valuation. */
  elapsed: z.object({ since: Month, tonnes: z.number() }).optional(),
});
export type ContractPreview = z.infer<typeof ContractPreview>;

export const contractsCalls = {
  /** The page of all contracts that begins at row `first`; verdict and totals are of all of them. */
  'contracts.list': query(
    z.object({ first: FirstRow }),
    z.object({
      verdict: Verdict,
      rows: z.array(ContractRow).max(LIST_PAGE_ROWS).readonly(),
      count: z.number().int(),
      identities: TableIdentities,
      year: Year,
      committed: z.number().int(),
    }),
  ),
  /** Reads a contract, and whether it is in the chosen plan. */
  'contracts.get': query(
    z.object({ id: ContractId }),
    z.object({ contract: OfftakeContract, version: z.number().int(), isIncluded: z.boolean() }),
  ),
  /** Reads those of the contracts that are stored, a page of a block of cells; nothing is valued. */
  'contracts.getMany': query(
    z.object({ ids: z.array(ContractId).min(1).max(LIST_PAGE_ROWS).readonly() }),
    z.object({ entries: z.array(z.object({ contract: OfftakeContract, version: z.number().int() })).readonly() }),
  ),
  'contracts.options': query(z.object({ first: FirstRow }), ContractOptions),
  /** Creates a complete draft from a template with a new id and code; nothing is stored. Its texts are in the user's language. */
  'contracts.template': query(
    z.object({ key: ContractTemplateKey, buyerId: BuyerId.optional(), productId: ProductId.optional() }),
    z.object({ contract: OfftakeContract, origins: FieldOrigins }),
  ),
  /** Values a draft; nothing is stored. */
  'contracts.preview': query(z.object({ contract: OfftakeContract }), ContractPreview),
  /** Computes the effect of a draft on the chosen plan; nothing is stored. */
  'contracts.effect': background(query(z.object({ contract: OfftakeContract }), ContractEffect)),
  'contracts.save': command(
    z.object({ contract: OfftakeContract, version: z.number().int().optional() }),
    z.object({ id: ContractId, version: z.number().int() }),
  ),
  /** Edits existing contracts in one change: all of them or none. An edit without a value empties its field. */
  'contracts.saveMany': command(z.object({ entries: recordEdits(ContractId) }), Completion),
  'contracts.copy': command(z.object({ id: ContractId }), z.object({ id: ContractId })),
  'contracts.remove': command(z.object({ ids: z.array(ContractId).min(1).max(20_000).readonly() }), Completion),
} as const;
