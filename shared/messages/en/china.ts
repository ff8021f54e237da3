/** Texts of the China page. */
export const chinaMessages = {
  'china.meta': {
    one: '{count} contract of the plan, destination China',
    other: '{count} contracts of the plan, destination China',
  },
  'china.plan': 'Plan a long-term China contract',

  'china.verdict.none': 'No contract of this plan goes to China. What it would earn and cost shows once one is in the plan.',
  'china.verdict.protection': '{none} of what we sell to China has neither a floor nor take-\u2060or-\u2060pay, and {floor} has a floor.',
  'china.verdict.cash': 'Net revenue from China in {year} is {base}.',
  'china.verdict.cashThen': 'Net revenue from China in {year} is {base}, {slump} in {scenario} and {ban} if {metals} is barred for a year.',
  'china.verdict.cashThenTwo':
    'Net revenue from China in {year} is {base}, {slump} in {scenario} and {ban} if {metals} and {second} are barred for a year.',
  'china.verdict.dates': {
    one: '{count} contract faces a review or renewal before {month}.',
    other: '{count} contracts face a review or renewal before {month}.',
  },

  'china.tenors.title': 'Tenor and protection',
  'china.tenors.note': 'largest revenue of {year} first',
  'china.tenors.buyer': 'Buyer',
  'china.tenors.until': 'Until',
  'china.tenors.next': 'Next',
  'china.tenors.revenue': 'Revenue {year}',
  'china.tenors.none': 'No contract of this plan goes to China.',
  'china.tenors.line': '{protection}, until {end}',
  'china.date.review': 'Review {month}',
  'china.date.renewal': 'Renewal {month}',
  'china.protection.floor': 'Floor',
  'china.protection.takeOrPay': 'Take-or-pay only',
  'china.protection.none': 'Neither',
  'china.protection': 'Protection',
  'china.protection.bar': 'Share of revenue as a bar',
  'china.protection.share': 'Share of revenue',

  'china.cash.title': 'Net revenue from China by year',
  'china.cash.summary': 'Net revenue from China by year of payment at the deck, in {scenario}, and under an import ban.',
  'china.cash.base': 'Deck',
  'china.cash.ban': 'Import ban, {from} to {to}',
  'china.cash.banSource': 'House default: China buys none of it for a year.',
  'china.cash.months': { one: '{count} month', other: '{count} months' },
  'china.ban.note':
    'House default: China buys no {metals} from {from} to {to}; buyers are excused, and the tonnes are offered on spot elsewhere at the deck, which is not counted as from China.',
  'china.ban.none': 'Nothing is sold to China, so nothing can be barred.',
  'china.ban.two': '{first} and no {second}',

  'china.metals.title': 'Our share to China, and the world’s',
  'china.metals.note': '% of what is committed in {year}, by gross payable value',
  'china.metals.metal': 'Metal',
  'china.metals.dot': 'ours',
  'china.metals.tick': 'world',
  'china.metals.source': 'Source',
  'china.metals.ours': 'Ours',
  'china.metals.world': 'World',
  'china.metals.suppliers': 'Who supplies it',
  'china.metals.supplier': '{who} {share}',
  'china.metals.worldNote': '{product}, {measure}, {period}: {source}',
  'china.metals.line': '{metal}: ours {ours}, the world’s {world}',

  'china.suppliers.title': 'Who else supplies China',
  'china.suppliers.note': 'published shares of China’s imports, the largest three',

  'china.byProtection.title': 'By protection',
  'china.byProtection.note': '% of {revenue} from China in {year}',

  'china.state.title': 'Buyers with a state behind them',
  'china.state.central': '{buyer} buys for all mills and can refuse one product for all of them at once: {revenue} in {year}, until {end}.',
  'china.state.owned': '{buyer} is owned by the state: {revenue} in {year}, until {end}.',
  'china.state.none': 'No buyer of these contracts is owned by the state or buys for all mills.',

  'china.precedents.title': 'It has happened',
  'china.precedents.note': 'public precedents in China',
  'china.precedents.what': 'What',
  'china.precedents.when': 'When',

  'china.explain.protection': 'What stands behind the revenue from China',
  'china.explain.protection.formula':
    'Net revenue from China of each contract in {year}, by its protection at the valuation date, over their sum.',
  'china.explain.protection.part': 'With this protection',
  'china.explain.protection.all': 'All from China',
  'china.explain.cash.line': '{buyer} {code}',
  'china.explain.cash': 'Net revenue from China in {year}',
  'china.explain.cash.formula': 'Net revenue of each contract paid in {year}, times the share of its tonnes that ends in China.',
} as const;
