import type { Metal } from '#shared/domain/metal.ts';
import type { Scenario } from '#shared/domain/scenario.ts';
import { storedText } from '#shared/messages/shipped.ts';
import { CODES } from './referenceCodes.ts';
import {
  buildShocks,
  closeChinaChannel,
  type Knots,
  observedMove,
  permanentKnots,
  shippedScenario,
  temporaryKnots,
} from './scenarioParts.ts';

type Move = { readonly knots: Knots; readonly source: string };

/** Moves of some metals; the others do not change. */
const buildShocksOf = (moves: Partial<Record<Metal, Move>>): Scenario['prices'] => buildShocks((metal) => moves[metal]);

const RECOVERY = { recovery: storedText('shipped.note.recovery') };

/** Shocks of single metals and channels as reported: each has number, date and source; gaps of the report are default assumptions. */
export const SHOCK_SCENARIOS: readonly Scenario[] = [
  shippedScenario('china-hard-landing', {
    family: 'demandCycle',
    prices: buildShocksOf({
      copper: {
        knots: temporaryKnots(-60, 12),
        source: storedText('shipped.move.barclays', { change: '−60' }),
      },
      zinc: {
        knots: temporaryKnots(-50, 12),
        source: storedText('shipped.move.barclays', { change: '−50' }),
      },
    }),
    noteValues: RECOVERY,
  }),
  shippedScenario('lithium-bust', {
    family: 'demandCycle',
    prices: buildShocksOf({
      lithium: {
        knots: temporaryKnots(-87.6, 24),
        source: observedMove('−87.6', '2022-11', '2024-11', 24, storedText('shipped.series.carbonateAndMetal')),
      },
    }),
    noteValues: RECOVERY,
  }),
  shippedScenario('cobalt-bust', {
    family: 'demandCycle',
    prices: buildShocksOf({
      cobalt: {
        knots: temporaryKnots(-73.4, 34),
        source: observedMove('−73.4', '2022-04', '2025-02', 34, storedText('shipped.series.imf')),
      },
    }),
    noteValues: RECOVERY,
  }),
  shippedScenario('drc-cobalt-ban', {
    family: 'policySwing',
    prices: buildShocksOf({
      cobalt: {
        knots: permanentKnots(39, 3),
        source: storedText('shipped.move.drcBan'),
      },
    }),
  }),
  shippedScenario('indonesia-nickel-ban', {
    family: 'policySwing',
    prices: buildShocksOf({
      nickel: { knots: temporaryKnots(25, 2), source: storedText('shipped.move.indonesiaBan') },
    }),
    noteValues: RECOVERY,
  }),
  shippedScenario('us-copper-tariff', {
    family: 'policySwing',
    prices: buildShocksOf({
      copper: {
        knots: temporaryKnots(-22, 1),
        source: storedText('shipped.move.usTariff'),
      },
    }),
    noteValues: RECOVERY,
  }),
  shippedScenario('copper-barred-from-china', {
    family: 'geopolitics',
    channels: [
      closeChinaChannel({
        reference: CODES.copper,
        months: 12,
        excused: true,
        source: storedText('shipped.move.copperBarred'),
      }),
    ],
  }),
  shippedScenario('central-buyer-refuses', {
    family: 'geopolitics',
    channels: [
      closeChinaChannel({
        reference: CODES.iron62,
        months: 12,
        openShare: 0.75,
        excused: false,
        source: storedText('shipped.move.centralBuyer'),
      }),
    ],
  }),
  shippedScenario('mills-defer', {
    family: 'performanceRisk',
    prices: buildShocksOf({
      iron: {
        knots: temporaryKnots(-23, 12),
        source: storedText('shipped.move.millsPrice'),
      },
    }),
    channels: [
      closeChinaChannel({
        reference: CODES.iron62,
        afterMonths: 8,
        months: 1,
        openShare: 0.5,
        excused: false,
        source: storedText('shipped.move.millsVolume'),
      }),
    ],
    noteValues: RECOVERY,
  }),
  shippedScenario('copper-charges-zero', {
    family: 'pricingBasis',
    prices: [CODES.copperCharge, CODES.copperSpotCharge].map((reference) => ({
      reference,
      knots: [
        { afterMonths: 0, value: 0 },
        { afterMonths: 12, value: -21.25 },
      ],
      source: storedText('shipped.move.copperCharges'),
    })),
  }),
];
