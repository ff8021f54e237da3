import { type Rating, ratingRank } from '#shared/domain/buyer.ts';
import { ZONES } from '#shared/domain/zone.ts';
import type { ZoneAccess } from '../../valuation/channels.ts';
import type { FlatPrice } from './flatPrice.ts';

/** A zone split that contracts share: weights by zone, and the pre-pass mean of exp(6 slack) by month. */
export type FlatSplit = { readonly weights: Float64Array; readonly slackMean: Float64Array };

/** Numbers the references, averages and zone splits of a plan in the order in which its contracts and products ask for them. */
export type PlanRegistry = {
  /** Index of a reference among the slots; a new one is added. */
  readonly slotIndex: (reference: string) => number;
  /** Index of a reference among the slots, -1 if no price uses it. */
  readonly findSlot: (reference: string) => number;
  /** References of the slots. */
  readonly slots: () => readonly string[];
  /** Adds the average of a slot over `length` months; one month needs none. */
  readonly requireAverage: (slot: number, length: number) => void;
  readonly averages: () => readonly { readonly slot: number; readonly length: number }[];
  /** Index of a zone split; an equal one is shared. */
  readonly splitIndex: (split: readonly { readonly zone: string; readonly weight: number }[]) => number;
  readonly splits: () => readonly FlatSplit[];
  /** Returns the first price that is equal to a price, so that equal prices are one object. */
  readonly distinctPrice: (price: FlatPrice) => FlatPrice;
  /** Returns a series itself, or the common one if all its values are 0, or 1, as most are. */
  readonly distinctSeries: (series: Float64Array) => Float64Array;
  /** Returns the access to the zones of a destination in month t, computed for its first contract. */
  readonly distinctAccess: (destinationKey: string, t: number, compute: () => readonly ZoneAccess[]) => readonly ZoneAccess[];
  /** Index of the payer of a price support; equal names are one payer, with the worst of their ratings. */
  readonly payerIndex: (name: string, rating: Rating) => number;
  readonly payers: () => readonly { readonly name: string; readonly rating: Rating }[];
};

/** Creates an empty registry for a plan of `months` months. `slackMeans`: pre-pass means of exp(6 slack) by zone and month. */
export const createPlanRegistry = (months: number, slackMeans: readonly Float64Array[]): PlanRegistry => {
  const slots = new Map<string, number>();
  const averages = new Map<string, { readonly slot: number; readonly length: number }>();
  const splits = new Map<string, { readonly index: number; readonly split: FlatSplit }>();

  const prices = new Map<string, FlatPrice>();
  const constantSeries = [new Float64Array(months + 1), new Float64Array(months + 1).fill(1)];
  const accesses = new Map<string, (readonly ZoneAccess[])[]>();
  const payers: { readonly name: string; rating: Rating }[] = [];

  const flattenSplit = (weights: Float64Array): FlatSplit => ({
    weights,
    slackMean: Float64Array.from({ length: months + 1 }, (_, t) => {
      // 1 + sum w (mean - 1): exactly 1 without a cycle
      return weights.reduce((sum, weight, z) => sum + weight * (slackMeans[z]![t]! - 1), 1);
    }),
  });

  return {
    slotIndex: (reference) => {
      const slot = slots.get(reference) ?? slots.size;
      slots.set(reference, slot);
      return slot;
    },
    findSlot: (reference) => slots.get(reference) ?? -1,
    slots: () => [...slots.keys()],
    requireAverage: (slot, length) => {
      if (length > 1) averages.set(`${slot}:${length}`, { slot, length });
    },
    averages: () => [...averages.values()],
    splitIndex: (split) => {
      const weights = Float64Array.from(ZONES, (zone) => split.find((part) => part.zone === zone)?.weight ?? 0);
      const key = weights.join();
      const entry = splits.get(key) ?? { index: splits.size, split: flattenSplit(weights) };
      splits.set(key, entry);
      return entry.index;
    },
    splits: () => [...splits.values()].map(({ split }) => split),
    distinctPrice: (price) => {
      const transformedLines = price.transformedLines.map(({ share, transformTerms }) => `${share}:${transformTerms}`);
      // its other fields determine `simplePrice`
      const key = Object.values({ ...price, transformedLines, simplePrice: price.simplePrice !== undefined }).join(';');
      const firstPrice = prices.get(key) ?? price;
      prices.set(key, firstPrice);
      return firstPrice;
    },
    distinctSeries: (series) => constantSeries.find(([value]) => series.every((entry) => entry === value)) ?? series,
    distinctAccess: (destinationKey, t, compute) => {
      const accessByMonth = accesses.get(destinationKey) ?? [];
      accesses.set(destinationKey, accessByMonth);
      accessByMonth[t] ??= compute();
      return accessByMonth[t];
    },
    payerIndex: (payerName, rating) => {
      const name = payerName.trim().toLowerCase();
      const index = payers.findIndex((payer) => payer.name === name);
      if (index < 0) return payers.push({ name, rating }) - 1;
      if (ratingRank(rating) > ratingRank(payers[index]!.rating)) payers[index]!.rating = rating;
      return index;
    },
    payers: () => payers,
  };
};
