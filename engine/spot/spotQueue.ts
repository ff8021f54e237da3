import { sumBy } from '#shared/math.ts';

/**
 * Undelivered tonnes of one month that wait for sale, dmt. `discount` (share of the price) and `freight` (USD/dmt) are their mean cost of
 * selling elsewhere, fixed in the month in which they are queued. A queue holds the oldest lot first.
 */
export type QueueLot = { readonly month: number; tonnes: number; discount: number; freight: number };

/** Sums the tonnes of a queue, dmt. */
export const queuedTonnes = (queue: readonly QueueLot[]): number => sumBy(queue, ({ tonnes }) => tonnes);

/** Adds tonnes to the queue; those of one month are one lot with the mean discount and freight. */
export const joinQueue = (queue: QueueLot[], month: number, tonnes: number, discount: number, freight: number): void => {
  if (!(tonnes > 0)) return;
  const lot = queue.at(-1);
  if (lot?.month !== month) {
    queue.push({ month, tonnes, discount, freight });
    return;
  }
  const lotTonnes = lot.tonnes + tonnes;
  lot.discount = (lot.tonnes * lot.discount + tonnes * discount) / lotTonnes;
  lot.freight = (lot.tonnes * lot.freight + tonnes * freight) / lotTonnes;
  lot.tonnes = lotTonnes;
};

/** Takes up to `tonnes` from the queue, oldest first, and returns the tonnes taken. */
export const drawFromQueue = (queue: QueueLot[], tonnes: number): number => {
  let remainingTonnes = tonnes;
  while (remainingTonnes > 0 && queue.length > 0) {
    const lot = queue[0]!;
    const takenTonnes = Math.min(remainingTonnes, lot.tonnes);
    lot.tonnes -= takenTonnes;
    remainingTonnes -= takenTonnes;
    if (lot.tonnes === 0) queue.shift();
  }
  return tonnes - remainingTonnes;
};

/** Number of lots, oldest first, that have waited `waitMonths` by `month`; all of them if `isLastMonth`. */
export const countDueLots = (queue: readonly QueueLot[], month: number, waitMonths: number, isLastMonth: boolean): number => {
  if (isLastMonth) return queue.length;
  let dueTonnes = 0;
  while (dueTonnes < queue.length && queue[dueTonnes]!.month + waitMonths <= month) dueTonnes++;
  return dueTonnes;
};

/** The queued tonnes of one contract in a month: its nominal and delivered calls, and what its closed destinations cost. */
export type QueueOrigin = {
  readonly nominal: number;
  /** Called tonnes that are delivered. */
  readonly delivered: number;
  /** 1 - open share of its destination. */
  readonly closedShare: number;
  /** Weight x (1 - open share) x discount, and x freight in USD/dmt, summed over the zones of its destination. */
  readonly closedDiscount: number;
  readonly closedFreight: number;
};

/**
 * Computes the mean discount and freight of a month's queued tonnes (step 10). They are shared among the contracts in proportion to nominal
 * less delivered calls. Of a contract's part at most nominal x closed share bears the discount and freight of its rows, whatever it would
 * have called, so that a fall in demand spares none of the cost; the rest bears none.
 */
export const rerouteCost = (queued: number, origins: readonly QueueOrigin[]): { readonly discount: number; readonly freight: number } => {
  const missing = ({ nominal, delivered }: QueueOrigin): number => Math.max(0, nominal - delivered);
  const total = sumBy(origins, missing);
  if (!(queued > 0) || !(total > 0)) return { discount: 0, freight: 0 };
  let [discount, freight] = [0, 0];
  for (const origin of origins) {
    const { nominal, closedShare, closedDiscount, closedFreight } = origin;
    if (closedShare <= 0) continue;
    const part = (queued * missing(origin)) / total;
    const rerouted = Math.min(part, nominal * closedShare);
    discount += (rerouted * closedDiscount) / closedShare;
    freight += (rerouted * closedFreight) / closedShare;
  }
  return { discount: discount / queued, freight: freight / queued };
};
