import type { Fact } from '#shared/domain/fact.ts';
import type { Metal } from '#shared/domain/metal.ts';
import { storedText } from '#shared/messages/shipped.ts';

type Shock = {
  readonly scenario: string;
  readonly family: string;
  readonly metal: Metal;
  readonly where: string;
  /** Per cent; absent where the report gives none. */
  readonly change?: number;
  readonly measure: string;
  readonly when: string;
  readonly note: string;
  readonly source: string;
};

/** Shocks with number and date, as reported. */
const SHOCKS: readonly Shock[] = [
  {
    scenario: 'China hard landing',
    family: 'demand cycle',
    metal: 'copper',
    where: 'China',
    change: -60,
    measure: 'price',
    when: 'scenario of 2013',
    note: 'China growth of 3 %',
    source: 'Barclays scenario as reported 2013-07',
  },
  {
    scenario: 'China hard landing',
    family: 'demand cycle',
    metal: 'zinc',
    where: 'China',
    change: -50,
    measure: 'price',
    when: 'scenario of 2013',
    note: 'China growth of 3 %',
    source: 'Barclays scenario as reported 2013-07',
  },
  {
    scenario: 'Global financial crisis',
    family: 'demand cycle',
    metal: 'copper',
    where: 'world',
    change: -65,
    measure: 'price',
    when: '2008-07 to 2009-03',
    note: 'see the episodes for every metal',
    source: 'Computed from the World Bank Pink Sheet',
  },
  {
    scenario: 'Global financial crisis',
    family: 'demand cycle',
    metal: 'nickel',
    where: 'world',
    change: -81,
    measure: 'price',
    when: '2007 to 2009',
    note: 'peak to trough over 19 months',
    source: 'Computed from the World Bank Pink Sheet',
  },
  {
    scenario: 'China slowdown',
    family: 'demand cycle',
    metal: 'iron',
    where: 'China',
    change: -78,
    measure: 'price',
    when: '2011 to 2015',
    note: '58 months',
    source: 'Computed from the World Bank Pink Sheet',
  },
  {
    scenario: 'Lithium bust',
    family: 'demand cycle',
    metal: 'lithium',
    where: 'China',
    change: -84,
    measure: 'price',
    when: '2022 to 2025',
    note: 'lithium metal; carbonate in China -88 in 24 months',
    source: 'Computed from IMF monthly averages',
  },
  {
    scenario: 'Cobalt bust',
    family: 'demand cycle',
    metal: 'cobalt',
    where: 'world',
    change: -73,
    measure: 'price',
    when: '2022 to 2025',
    note: '34 months',
    source: 'Computed from IMF monthly averages',
  },
  {
    scenario: 'DRC cobalt export ban',
    family: 'policy swing',
    metal: 'cobalt',
    where: 'D.R.C.',
    change: 39,
    measure: 'price',
    when: '2025 Q1',
    note: 'then quotas: 18125 t for Oct-Dec 2025 and 96600 t a year for 2026-27',
    source: storedText('shipped.published.press'),
  },
  {
    scenario: 'Indonesia nickel ore ban',
    family: 'policy swing',
    metal: 'nickel',
    where: 'Indonesia',
    change: 25,
    measure: 'price',
    when: '2019-06 to 2019-08',
    note: '',
    source: storedText('shipped.published.press'),
  },
  {
    scenario: 'US copper tariff change',
    family: 'policy swing',
    metal: 'copper',
    where: 'Americas',
    change: -22,
    measure: 'COMEX price in one hour',
    when: '2025-07-30',
    note: 'premium over LME of 28-30 % gone',
    source: storedText('shipped.published.press'),
  },
  {
    scenario: storedText('shipped.event.copperBarred'),
    family: 'geopolitics',
    metal: 'copper',
    where: 'China',
    change: -100,
    measure: 'volume into China',
    when: storedText('shipped.period.months2019to2020'),
    note: '110930 t to 0 a month; total Australian exports fell only 8 %: re-routed',
    source: storedText('shipped.published.press'),
  },
  {
    scenario: storedText('shipped.event.centralBuyer'),
    family: 'geopolitics',
    metal: 'iron',
    where: 'China',
    change: -100,
    measure: 'volume of one product',
    when: '2025',
    note: "about 25 % of one seller's output",
    source: storedText('shipped.published.caixin'),
  },
  {
    scenario: storedText('shipped.event.millsDefer'),
    family: 'performance risk',
    metal: 'iron',
    where: 'China',
    measure: storedText('shipped.measure.oneMonthVolume'),
    when: '2012-08',
    note: 'spot -23 % in the year; refusals follow a fall below contract price',
    source: storedText('shipped.published.reuters'),
  },
  {
    scenario: storedText('shipped.event.chargesZero'),
    family: 'pricing-basis break',
    metal: 'copper',
    where: 'China',
    change: -100,
    measure: 'benchmark TC/RC',
    when: storedText('shipped.period.years2025to2026'),
    note: '21.25 USD/dmt + 2.125 c/lb in 2025; 0 in 2026; spot about -40 USD/dmt',
    source: storedText('shipped.published.press'),
  },
  {
    scenario: storedText('shipped.event.hydroxideLeavesLme'),
    family: 'pricing-basis break',
    metal: 'nickel',
    where: 'China',
    measure: storedText('shipped.measure.priceBasis'),
    when: '2022-12',
    note: 'payables decouple from the LME price',
    source: storedText('shipped.published.fastmarkets'),
  },
  {
    scenario: storedText('shipped.event.ironIndex'),
    family: 'pricing-basis break',
    metal: 'iron',
    where: 'China',
    measure: storedText('shipped.measure.priceBasis'),
    when: '2026-01-02',
    note: '',
    source: storedText('shipped.published.platts'),
  },
];

const sentence = (text: string): string => (text === '' ? '' : `${text[0]!.toUpperCase()}${text.slice(1)}.`);

export const SHOCK_FACTS: readonly Fact[] = SHOCKS.map(({ scenario, family, metal, where, change, measure, when, note, source }) => ({
  topic: 'publicShock',
  metal,
  measure,
  subject: scenario,
  period: when,
  ...(change !== undefined && { value: change }),
  unit: '%',
  source,
  note: `${sentence(family)} ${where[0]!.toUpperCase()}${where.slice(1)}. ${sentence(note)}`.replace('..', '.').trim(),
  check: '',
}));
