import type { PriceDriver } from '#engine';
import type { Zone } from '#shared/domain/zone.ts';

export const WEIGHTS: Readonly<Record<Zone, number>> = { china: 0.6, restOfAsia: 0.2, europe: 0.1, americas: 0.02, restOfWorld: 0.08 };

export const driver = (reference: string, fields: Partial<PriceDriver> = {}): PriceDriver => ({
  reference,
  volatility: 0.3,
  meanReversion: 0.2,
  cycleExponent: 2.5,
  weights: WEIGHTS,
  additive: false,
  ...fields,
});

/** A driver of each kind: cyclical, without reversion, additive, and a follower. */
export const DRIVERS = [
  driver('iron'),
  driver('carbonate', { volatility: 0.5, cycleExponent: 3.5 }),
  driver('copper', { volatility: 0.25, cycleExponent: 1.5, meanReversion: 0 }),
  driver('tc', { volatility: 25, additive: true, meanReversion: 0, cycleExponent: 0 }),
  driver('spodumene', { volatility: 0.25, meanReversion: 0, follows: { reference: 'carbonate', beta: 0.5 } }),
];
