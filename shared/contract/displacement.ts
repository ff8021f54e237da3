import { z } from 'zod';
import { Month } from '../domain/time.ts';
import { Figure, Label } from './figure.ts';

/** What the tonnes displaced by an event cost; figures without displaced tonnes have the text "none". */
export const Displacement = z
  .object({
    /** Tonnes that contracts call less. */
    tonnes: Figure,
    /** Net revenue lost with them, and per displaced tonne. */
    loss: Figure,
    lossPerTonne: Figure,
    /** The part that market depth adds because they are displaced at once, a year and per displaced tonne. */
    concentration: Figure,
    concentrationPerTonne: Figure,
  })
  .readonly();
export type Displacement = z.infer<typeof Displacement>;

/** An event and what its displaced tonnes cost. */
export const DisplacementRow = z.object({ key: z.string(), label: Label, from: Month, to: Month, displacement: Displacement }).readonly();
export type DisplacementRow = z.infer<typeof DisplacementRow>;
