import { z } from 'zod';
import { PlanId, ScenarioId } from './ids.ts';
import { DeckName } from './reference.ts';
import { Year } from './time.ts';

/**
 * What figures measure. `npv` is the present value of the payments of a period; `revenue` is the payments of contracts, `netRevenue` adds
 * spot sales; `grossValue` is the payable value of deliveries before charges.
 */
export const MEASURES = [
  'npv',
  'revenue',
  'netRevenue',
  'cashMargin',
  'netPrice',
  'effectivePrice',
  'spotPrice',
  'margin',
  'netPriceMargin',
  'grossValue',
  'chinaShare',
  'chinaParentShare',
  'hhi',
  'effectiveBuyers',
  'coverage',
  'scenarioCost',
  'savedByClauses',
  'scenarioRevenue',
  'netback',
  'tonnes',
] as const;
export type FigureMeasure = (typeof MEASURES)[number];

/** Whether a year of a measure is that of the payment or that of the delivery; measures without a year of their own are absent. */
export const YEAR_BASIS: Readonly<Partial<Record<FigureMeasure, 'payment' | 'delivery'>>> = {
  npv: 'payment',
  revenue: 'payment',
  netRevenue: 'payment',
  cashMargin: 'payment',
  scenarioRevenue: 'payment',
  netPrice: 'delivery',
  effectivePrice: 'delivery',
  spotPrice: 'delivery',
  margin: 'delivery',
  netPriceMargin: 'delivery',
  grossValue: 'delivery',
  chinaShare: 'delivery',
  chinaParentShare: 'delivery',
  hhi: 'delivery',
  effectiveBuyers: 'delivery',
  coverage: 'delivery',
  tonnes: 'delivery',
};

/** Which figure a number is. Two figures with equal identities have equal values. */
export const FigureIdentity = z
  .object({
    measure: z.enum(MEASURES),
    /** `plan`, or the kind and id of a record: `contract:C-042`, `buyer:hai-long`. */
    subject: z.string().max(200),
    /** The plan that the subject is valued in; for a deal alone, the plan whose overrides it has, if any. */
    plan: PlanId.optional(),
    /**
     * How the valued plan differs from the stored one: `+C-042` added, `-C-042` excluded, `~C-042` with other terms; then a digest of terms
     * that are not stored.
     */
    variant: z.string().max(5000).optional(),
    deck: DeckName,
    /** Absent at deck prices. */
    scenario: ScenarioId.optional(),
    /** A calendar year, the whole plan, or twelve months from the valuation or the start of the contract. */
    period: z.union([Year, z.enum(['plan', 'firstDeliveries'])]),
    yearBasis: z.enum(['payment', 'delivery']).optional(),
    /** A deal in its plan, with cuts and priorities of its product, or as if its product sufficed. */
    dealBasis: z.enum(['inPlan', 'alone']).optional(),
  })
  .readonly();
export type FigureIdentity = z.infer<typeof FigureIdentity>;

/** Fields of an identity that a table gives for a column; a row adds its subject or period, and what differs from the column. */
export const ColumnIdentity = FigureIdentity.unwrap().partial().required({ measure: true }).readonly();
export type ColumnIdentity = z.infer<typeof ColumnIdentity>;
