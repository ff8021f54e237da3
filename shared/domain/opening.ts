import { z } from 'zod';
import { IsoDate, Month, monthOfDate } from './time.ts';

const Tonnes = z.number().min(0).max(1e9);
const PositiveTonnes = Tonnes.refine((tonnes) => tonnes > 0, { error: 'positive' });
const Usd = z.number().min(0).max(1e11);

/** A delivery whose final invoice is unpaid: dmt, and the amount of the provisional payment, USD. */
export const OpenDelivery = z.object({ month: Month, tonnes: PositiveTonnes, provisionalPaidUsd: Usd }).readonly();
export type OpenDelivery = z.infer<typeof OpenDelivery>;

/** Make-up tonnes paid for in an earlier deficiency and not yet taken: dmt, price paid, last month to take them. */
export const OpeningLot = z.object({ tonnes: PositiveTonnes, priceUsdPerDmt: z.number().min(0).max(1e6), lastMonth: Month }).readonly();
export type OpeningLot = z.infer<typeof OpeningLot>;

/** An invoiced amount due to the seller on a date, USD; negative if the seller owes it. */
export const UnpaidAmount = z.object({ date: IsoDate, amountUsd: z.number().min(-1e11).max(1e11) }).readonly();
export type UnpaidAmount = z.infer<typeof UnpaidAmount>;

/** Position of a contract under way at the end of month `asOf`: its contract year so far, and open items of earlier months. */
export const Opening = z
  .object({
    asOf: Month,
    /** Taken in the contract year of `asOf`, make-up included, dmt. */
    takenTonnes: Tonnes,
    /** Part of these tonnes paid for, dmt, and the amount paid, USD. */
    paidTonnes: Tonnes,
    paidValueUsd: Usd,
    openDeliveries: z.array(OpenDelivery).max(36).readonly(),
    makeUpLots: z.array(OpeningLot).max(12).readonly(),
    /** Called in earlier months and not yet delivered, dmt. */
    deferredTonnes: Tonnes,
    unpaid: z.array(UnpaidAmount).max(36).readonly(),
  })
  .superRefine(({ asOf, paidTonnes, paidValueUsd, openDeliveries, makeUpLots, unpaid }, { addIssue }) => {
    const refuse = (path: (string | number)[], message: string) => addIssue({ code: 'custom', path, message });
    if (paidTonnes === 0 && paidValueUsd > 0) refuse(['paidTonnes'], 'paidWithoutTonnes');
    openDeliveries.forEach(({ month }, i) => {
      if (month > asOf) refuse(['openDeliveries', i, 'month'], 'afterAsOf');
    });
    makeUpLots.forEach(({ lastMonth }, i) => {
      if (lastMonth <= asOf) refuse(['makeUpLots', i, 'lastMonth'], 'notAfterAsOf');
    });
    unpaid.forEach(({ date }, i) => {
      if (monthOfDate(date) <= asOf) refuse(['unpaid', i, 'date'], 'notAfterAsOf');
    });
  })
  .readonly();
export type Opening = z.infer<typeof Opening>;
