import type { Metal } from '#shared/domain/metal.ts';
import type { Scenario } from '#shared/domain/scenario.ts';
import { CODES } from './referenceCodes.ts';
import { buildShocks, closeChinaChannel, type Knots, permanentKnots, shippedScenario, temporaryKnots } from './scenarioParts.ts';

type Move = { readonly knots: Knots; readonly source: string };

/** Moves of some metals; the others stay. */
const only = (moves: Partial<Record<Metal, Move>>): Scenario['prices'] => buildShocks((metal) => moves[metal]);

const BACK = 'Flat for 6 months, then half-way back over 24, are house defaults.';
const PRESS = 'Press reports of the time';

/** Shocks of single metals and channels as reported: each has number, date and source; what the report leaves open is a house default. */
export const SHOCK_SCENARIOS: readonly Scenario[] = [
  shippedScenario('china-hard-landing', {
    name: 'China hard landing',
    family: 'demandCycle',
    prices: only({
      copper: {
        knots: temporaryKnots(-60, 12),
        source: '−60 % in a scenario of 2013, growth of 3 % in China: Barclays, as reported 2013-07.',
      },
      zinc: {
        knots: temporaryKnots(-50, 12),
        source: '−50 % in a scenario of 2013, growth of 3 % in China: Barclays, as reported 2013-07.',
      },
    }),
    note: `What a bank thought would follow if China grew by 3 %. The fall over 12 months is a house default. ${BACK}`,
  }),
  shippedScenario('lithium-bust', {
    name: 'Lithium bust, 2022–24',
    family: 'demandCycle',
    prices: only({
      lithium: {
        knots: temporaryKnots(-87.6, 24),
        source:
          '−87.6 % from 2022-11 to 2024-11 (24 months): Investing.com history of a Chinese lithium carbonate price, from a public copy; ' +
          'lithium metal −84 % by IMF monthly averages.',
      },
    }),
    note: `Every lithium reference moves as carbonate in China. ${BACK}`,
  }),
  shippedScenario('cobalt-bust', {
    name: 'Cobalt bust, 2022–25',
    family: 'demandCycle',
    prices: only({
      cobalt: { knots: temporaryKnots(-73.4, 34), source: '−73.4 % from 2022-04 to 2025-02 (34 months): IMF Primary Commodity Prices.' },
    }),
    note: BACK,
  }),
  shippedScenario('drc-cobalt-ban', {
    name: 'D.R.C. cobalt export ban',
    family: 'policySwing',
    prices: only({
      cobalt: {
        knots: permanentKnots(39, 3),
        source: `+39 % in the first quarter of 2025, when exports were stopped: ${PRESS}. Quotas followed: 18,125 t for the last quarter, 96,600 t a year for 2026 and 2027.`,
      },
    }),
    note: 'A rise over 3 months that stays, because quotas followed the ban; that it stays is a house default. Cobalt from elsewhere gains.',
  }),
  shippedScenario('indonesia-nickel-ban', {
    name: 'Indonesia nickel ore ban',
    family: 'policySwing',
    prices: only({
      nickel: { knots: temporaryKnots(25, 2), source: `+25 % from 2019-06 to 2019-08, when the ban was brought forward: ${PRESS}.` },
    }),
    note: BACK,
  }),
  shippedScenario('us-copper-tariff', {
    name: 'US copper tariff change',
    family: 'policySwing',
    prices: only({
      copper: {
        knots: temporaryKnots(-22, 1),
        source: `−22 % on COMEX in one hour on 2025-07-30, its premium of 28 to 30 % over LME gone: ${PRESS}.`,
      },
    }),
    note:
      'The fall was of the price in New York; London hardly moved. No reference that ships is quoted in New York, so every copper price ' +
      `takes it here: an upper bound for tonnes priced in London. ${BACK}`,
  }),
  shippedScenario('copper-barred-from-china', {
    name: 'Copper concentrate barred from China',
    family: 'geopolitics',
    channels: [
      closeChinaChannel({
        reference: CODES.copper,
        months: 12,
        excused: true,
        source: `−100 % of Australian volume into China from 2019-12 to 2020-12, 110,930 t a month to 0; total exports fell by only 8 %, the rest went elsewhere: ${PRESS}.`,
      }),
    ],
    note:
      'China takes no copper of ours for 12 months, and buyers are excused, as under an import ban. What is not called is offered on spot: ' +
      'where the spot zone is China it waits until the ban ends.',
  }),
  shippedScenario('central-buyer-refuses', {
    name: 'Central buyer refuses a product',
    family: 'geopolitics',
    channels: [
      closeChinaChannel({
        reference: CODES.iron62,
        months: 12,
        openShare: 0.75,
        excused: false,
        source: '−100 % of one product, about 25 % of one seller’s output, in 2025: Caixin 2025-10-15.',
      }),
    ],
    note: 'A quarter of iron ore calls from China fail, and no contract excuses it. That it lasts 12 months is a house default.',
  }),
  shippedScenario('mills-defer', {
    name: 'Mills default or defer',
    family: 'performanceRisk',
    prices: only({
      iron: {
        knots: temporaryKnots(-23, 12),
        source: 'Spot −23 % in the year, refusals after the fall below contract prices: Reuters 2012.',
      },
    }),
    channels: [
      closeChinaChannel({
        reference: CODES.iron62,
        afterMonths: 8,
        months: 1,
        openShare: 0.5,
        excused: false,
        source: '3 to 4 Mt refused or deferred in one month, 2012-08: Reuters 2012. That it is half of a month’s calls is a house default.',
      }),
    ],
    note: `Spot falls below contract prices, and mills leave half of one month’s calls. ${BACK}`,
  }),
  shippedScenario('copper-charges-zero', {
    name: 'Copper TC/RC to zero',
    family: 'pricingBasis',
    prices: [CODES.copperCharge, CODES.copperSpotCharge].map((reference) => ({
      reference,
      knots: [
        { afterMonths: 0, value: 0 },
        { afterMonths: 12, value: -21.25 },
      ],
      source:
        'Benchmark from 21.25 USD/dmt and 2.125 USc/lb in 2025 to 0 in 2026, −100 %; spot about −40 USD/dmt: press reports of the time.',
    })),
    note:
      'The step of the benchmark from 2025 to 2026, once more and below zero: 21.25 USD/dmt less over 12 months, to stay. The time it takes ' +
      'is a house default. Who sells concentrate gains.',
  }),
];
