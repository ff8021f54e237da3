import { z } from 'zod';
import { BuyerId } from '../domain/ids.ts';
import { Month } from '../domain/time.ts';
import { Zone } from '../domain/zone.ts';
import { Figure, Label } from './figure.ts';

/** What the tonnes displaced by an event cost; figures without displaced tonnes have the text "none". */
export const Displacement = z
  .object({
    /** Tonnes that contracts call less. */
    tonnes: Figure,
    /** Months in which they do. */
    months: Figure,
    /** Net revenue lost with them, and per displaced tonne. */
    loss: Figure,
    lossPerTonne: Figure,
    /** The part that market depth adds because they are displaced at once, a year and per displaced tonne. */
    concentration: Figure,
    concentrationPerTonne: Figure,
  })
  .readonly();
export type Displacement = z.infer<typeof Displacement>;

/** A destination, or a buyer with its group. */
export const LostOutlet = z.union([z.object({ zone: Zone }), z.object({ buyerId: BuyerId })]).readonly();
export type LostOutlet = z.infer<typeof LostOutlet>;

/** An event and what its displaced tonnes cost. */
export const DisplacementRow = z
  .object({
    key: z.string(),
    label: Label,
    /** The page of the buyer or group that is lost. */
    route: z.string().optional(),
    /** What is lost, of an event that can become a scenario. */
    outlet: LostOutlet.optional(),
    from: Month,
    to: Month,
    displacement: Displacement,
  })
  .readonly();
export type DisplacementRow = z.infer<typeof DisplacementRow>;
