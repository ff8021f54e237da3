/** Names, notes and sources of the built-in scenarios. */
export const shippedScenariosMessages = {
  'shipped.scenario.china-slump.name': 'China slump',
  'shipped.scenario.china-slump.note':
    'Prices fall as in the Chinese slowdown of 2011 to 2016, and lithium as Chinese lithium carbonate from 2022 to 2024, each over its own number of months but at most 24. They stay flat for 6 months and then recover half of the fall over 24 months. Bauxite and alumina follow aluminium.',
  'shipped.scenario.financial-crisis.name': 'Financial crisis, 2008–09',
  'shipped.scenario.financial-crisis.note': '{episode} Lithium and manganese have no prices for those years and do not move.',
  'shipped.scenario.china-slowdown.name': 'China slowdown, 2011–16',
  'shipped.scenario.china-slowdown.note': '{episode} Lithium carbonate has no prices for those years and does not move.',
  'shipped.scenario.covid.name': 'Covid, 2020',
  'shipped.scenario.covid.note': '{episode} Lithium moves with Chinese lithium carbonate.',
  'shipped.scenario.boom.name': 'Boom, 2020–22',
  'shipped.scenario.boom.note': '{episode} Lithium moves with Chinese lithium carbonate.',
  'shipped.scenario.fall-after-boom.name': 'Fall after the boom, 2021–25',
  'shipped.scenario.fall-after-boom.note': '{episode} Lithium moves with Chinese lithium carbonate.',
  'shipped.scenario.china-hard-landing.name': 'China hard landing',
  'shipped.scenario.china-hard-landing.note':
    'A bank’s estimate of the effects if China grew by 3 %. The fall over 12 months is a default assumption. {recovery}',
  'shipped.scenario.lithium-bust.name': 'Lithium bust, 2022–24',
  'shipped.scenario.lithium-bust.note': 'All lithium references move with Chinese lithium carbonate. {recovery}',
  'shipped.scenario.cobalt-bust.name': 'Cobalt bust, 2022–25',
  'shipped.scenario.cobalt-bust.note': '{recovery}',
  'shipped.scenario.drc-cobalt-ban.name': 'D.R.C. cobalt export ban',
  'shipped.scenario.drc-cobalt-ban.note':
    'Prices rise over 3 months and stay there, because quotas followed the ban; that they stay is a default assumption. Cobalt from other countries gains.',
  'shipped.scenario.indonesia-nickel-ban.name': 'Indonesia nickel ore ban',
  'shipped.scenario.indonesia-nickel-ban.note': '{recovery}',
  'shipped.scenario.us-copper-tariff.name': 'US copper tariff change',
  'shipped.scenario.us-copper-tariff.note':
    'The fall was in the New York price; London hardly moved. No built-in reference is quoted in New York, so all copper prices take the fall here, which is an upper bound for tonnes priced in London. {recovery}',
  'shipped.scenario.copper-barred-from-china.name': 'Copper concentrate barred from China',
  'shipped.scenario.copper-barred-from-china.note':
    'China takes none of our copper for 12 months. Buyers are excused, as under an import ban. Tonnes that are not called off are sold on spot in the other zones; tonnes beyond the market depth there lower the price.',
  'shipped.scenario.central-buyer-refuses.name': 'Central buyer refuses a product',
  'shipped.scenario.central-buyer-refuses.note':
    'A quarter of the iron ore call-offs from China fail, and no contract excuses it. The duration of 12 months is a default assumption.',
  'shipped.scenario.mills-defer.name': 'Mills default or defer',
  'shipped.scenario.mills-defer.note':
    'Spot prices fall below contract prices, and mills do not take half of one month’s call-offs. {recovery}',
  'shipped.scenario.copper-charges-zero.name': 'Copper TC/RC to zero',
  'shipped.scenario.copper-charges-zero.note':
    'The benchmark falls once more as from 2025 to 2026, to below zero: 21.25 USD/dmt less over 12 months, permanently. The duration is a default assumption. Sellers of concentrate gain.',
  'shipped.note.episode':
    'Each metal moves as it did then, over the same number of months. Prices then stay flat for 6 months and reverse half of the move over 24 months (default assumptions). Prices only: no volume figures are known. Bauxite and alumina move with aluminium.',
  'shipped.note.recovery': 'Flat prices for 6 months and a reversal of half the move over 24 months are default assumptions.',
  'shipped.move.observed': '{change} % from {from} to {to} ({months} months): {source}.',
  'shipped.move.barclays': '{change} % in a scenario of 2013 with growth of 3 % in China: Barclays, as reported 2013-07.',
  'shipped.move.chinaDemand':
    'Default assumption: demand in China falls to 0.85 of its plateau over 12 months and recovers in the same time.',
  'shipped.move.drcBan':
    '+39 % in the first quarter of 2025, when exports were stopped: press reports of the time. Quotas followed: 18,125 t for the last quarter, 96,600 t a year for 2026 and 2027.',
  'shipped.move.indonesiaBan': '+25 % from 2019-06 to 2019-08, when the ban was brought forward: press reports of the time.',
  'shipped.move.usTariff':
    '−22 % on COMEX in one hour on 2025-07-30, when its premium of 28 to 30 % over LME disappeared: press reports of the time.',
  'shipped.move.copperBarred':
    '−100 % of Australian volume into China from 2019-12 to 2020-12, from 110,930 t a month to 0; total exports fell by only 8 %, the rest went elsewhere: press reports of the time.',
  'shipped.move.centralBuyer': '−100 % of one product, about 25 % of one seller’s output, in 2025: Caixin 2025-10-15.',
  'shipped.move.millsPrice': 'Spot −23 % in the year, refusals after the fall below contract prices: Reuters 2012.',
  'shipped.move.millsVolume':
    '3 to 4 Mt refused or deferred in one month, 2012-08: Reuters 2012. Taking this as half of one month’s call-offs is a default assumption.',
  'shipped.move.copperCharges':
    'Benchmark from 21.25 USD/dmt and 2.125 USc/lb in 2025 to 0 in 2026, −100 %; spot about −40 USD/dmt: press reports of the time.',
  'shipped.series.worldBank': 'World Bank Commodity Price Data (Pink Sheet)',
  'shipped.series.imfFile': 'IMF Primary Commodity Prices, external-data.xls',
  'shipped.series.imf': 'IMF Primary Commodity Prices',
  'shipped.series.carbonate': 'Investing.com history of a Chinese lithium carbonate price, from a public copy',
  'shipped.series.carbonateAndMetal':
    'Investing.com history of a Chinese lithium carbonate price, from a public copy; lithium metal −84 % by IMF monthly averages',
} as const;
