/** Texts of the China page. */
export const chinaMessages = {
  'china.meta': {
    one: '{count} contract in the plan with destination China',
    other: '{count} contracts in the plan with destination China',
  },
  'china.plan': 'Plan a long-term China contract',

  'china.verdict.none': 'No contract in this plan goes to China. Add one to see its revenue and cost here.',
  'china.verdict.protection': '{none} of our sales to China have neither a floor nor take-\u2060or-\u2060pay; {floor} have a floor.',
  'china.verdict.cash': 'Net revenue from China in {year} is {base}.',
  'china.verdict.cashThen':
    'Net revenue from China in {year} is {base}, {slump} in {scenario}, and {ban} under a one-year import ban on {metals}.',
  'china.verdict.cashThenTwo':
    'Net revenue from China in {year} is {base}, {slump} in {scenario}, and {ban} under a one-year import ban on {metals} and {second}.',
  'china.verdict.dates': {
    one: '{count} contract has a review or renewal before {month}.',
    other: '{count} contracts have a review or renewal before {month}.',
  },

  'china.tenors.title': 'Tenor and protection',
  'china.tenors.note': 'largest revenue in {year} first',
  'china.tenors.buyer': 'Buyer',
  'china.tenors.until': 'Ends',
  'china.tenors.next': 'Next date',
  'china.tenors.revenue': 'Revenue {year}',
  'china.tenors.none': 'No contract in this plan goes to China.',
  'china.tenors.line': '{protection}, until {end}',
  'china.date.review': 'Review {month}',
  'china.date.renewal': 'Renewal {month}',
  'china.protection.floor': 'Floor',
  'china.protection.takeOrPay': 'Take-or-pay only',
  'china.protection.none': 'None',
  'china.protection': 'Protection',
  'china.protection.bar': 'Revenue share (bar)',
  'china.protection.share': 'Share of revenue',

  'china.cash.title': 'Net revenue from China by year',
  'china.cash.summary': 'Net revenue from China by year of payment at deck prices, in {scenario} and under an import ban.',
  'china.cash.base': 'Deck prices',
  'china.cash.ban': 'Import ban, {from} to {to}',
  'china.cash.months': { one: '{count} month', other: '{count} months' },
  'china.displacement.title': 'Cost of displaced tonnes',
  'china.displacement.note':
    'The loss on the tonnes that China does not take, at deck prices or at scenario prices. The cost of concentration is the part of the loss that market depth adds because all these tonnes are displaced at once.',
  'china.displacement.closed': 'China closed, {from} to {to}',
  'china.ban.note':
    'Default assumption: China buys no {metals} from {from} to {to}. Buyers are excused. The tonnes are sold on spot in the other zones at deck prices, lower where they exceed the market depth, and do not count as revenue from China.',
  'china.ban.none': 'There are no sales to China, so an import ban has no effect.',
  'china.ban.two': '{first} and no {second}',

  'china.metals.title': 'China’s share: our sales and the world',
  'china.metals.note': '% of committed sales in {year}, by gross payable value',
  'china.metals.metal': 'Metal',
  'china.metals.track': 'Shares on a line',
  'china.metals.source': 'Source',
  'china.metals.ours': 'Our sales',
  'china.metals.world': 'World',
  'china.metals.suppliers': 'Main suppliers',
  'china.metals.supplier': '{who} {share}',
  'china.metals.worldNote': '{product}, {measure}, {period}: {source}',
  'china.metals.line': '{metal}: our sales {ours}, world {world}',

  'china.suppliers.title': 'Other suppliers to China',
  'china.suppliers.note': 'published shares of China’s imports, three largest',

  'china.byProtection.title': 'Revenue by protection',
  'china.byProtection.note': '% of {revenue} from China in {year}',

  'china.state.title': 'State-linked buyers',
  'china.state.central':
    '{buyer} buys centrally for all mills and can refuse a product for all of them at once: {revenue} in {year}, until {end}.',
  'china.state.owned': '{buyer} is state-owned: {revenue} in {year}, until {end}.',
  'china.state.central.others': {
    one: '{count} other buyer buys centrally: {revenue} in {year}, until {end}.',
    other: '{count} other buyers buy centrally: {revenue} in {year}, until {end}.',
  },
  'china.state.owned.others': {
    one: '{count} other buyer is state-owned: {revenue} in {year}, until {end}.',
    other: '{count} other buyers are state-owned: {revenue} in {year}, until {end}.',
  },
  'china.state.none': 'None of these buyers is state-owned or buys centrally for all mills.',

  'china.precedents.title': 'Precedents',
  'china.precedents.note': 'publicly reported cases in China',
  'china.precedents.what': 'Event',
  'china.precedents.when': 'Date',

  'china.explain.protection': 'Protection of the revenue from China',
  'china.explain.protection.formula':
    'Net revenue from China of the contracts with this protection at the valuation date in {year}, divided by that of all contracts.',
  'china.explain.protection.part': 'With this protection',
  'china.explain.protection.all': 'Total from China',
  'china.explain.cash.line': '{buyer} {code}',
  'china.explain.cash': 'Net revenue from China in {year}',
  'china.explain.cash.formula': 'Net revenue of each contract paid in {year}, times the share of its tonnes with final destination China.',
} as const;
