/** Texts of the page "open pricing". */
export const openPricingMessages = {
  'openPricing.meta': 'deliveries of {plan} without a final price, to {month}',
  'openPricing.verdict.none': 'All deliveries of the next twelve months have a final price. There is no open price exposure.',
  'openPricing.verdict.worth':
    'Deliveries worth {worth} have no final price yet, of which {delivered} is already delivered. A 1\u202f% change in all open prices changes revenue by {move}.',
  'openPricing.verdict.above': 'At deck prices, the final price of the delivered tonnes is {gain} above the provisional price.',
  'openPricing.verdict.below': 'At deck prices, the final price of the delivered tonnes is {loss} below the provisional price.',
  'openPricing.verdict.largest': '{reference} has the largest effect: {move} for 1\u202f%.',
  'openPricing.verdict.declare': {
    one: 'One pricing period must be declared within three months: {buyer} by {month}.',
    other: '{count} pricing periods must be declared within three months, first {buyer} by {month}.',
  },
  'openPricing.verdict.declareOurs': {
    one: 'One pricing period must be declared within three months: by us to {buyer} by {month}.',
    other: '{count} pricing periods must be declared within three months, first by us to {buyer} by {month}.',
  },

  'openPricing.tonnes.title': 'Tonnes to be priced',
  'openPricing.tonnes.note': 'kdmt by month of the quotational period, delivered and to be delivered',
  'openPricing.tonnes.reference': 'Reference',
  'openPricing.tonnes.total': 'Total',
  'openPricing.tonnes.onePercent': 'Effect of 1\u202f%',
  'openPricing.tonnes.empty': 'All deliveries have a final price.',
  'openPricing.tonnes.explain': '{reference} in {month}',
  'openPricing.tonnes.explainAll': '{reference}, all future months',
  'openPricing.tonnes.formula': 'Tonnes of each delivery, split over the months of its quotational period, by contract.',
  'openPricing.line': '{buyer}, {code}',
  'openPricing.onePercent.title': '1\u202f% change in {reference}',
  'openPricing.onePercent.formula':
    'Tonnes times the change in net price if all future months are 1\u202f% higher, including floors and caps; by contract.',

  'openPricing.moves.title': 'Effect of a 1\u202f% price change',
  'openPricing.moves.summary':
    'Change in delivery value in USD for a 1\u202f% change in the prices of one month. The largest is in {month}: {most}.',
  'openPricing.moves.other': 'Gold, silver and other',

  'openPricing.delivered.title': 'Delivered without final price',
  'openPricing.delivered.note':
    'a mark means that tonnes are treated as taken at nominal quantity because the contract has no current position',
  'openPricing.delivered.deal': 'Contract',
  'openPricing.delivered.month': 'Delivery month',
  'openPricing.delivered.tonnes': 'Tonnes',
  'openPricing.delivered.priced': 'Pricing months',
  'openPricing.delivered.known': '{known} of {all}',
  'openPricing.delivered.knownHead': 'Known',
  'openPricing.delivered.months': 'months',
  'openPricing.delivered.provisional': 'Provisional',
  'openPricing.delivered.expected': 'At deck prices',
  'openPricing.delivered.mark': 'Mark-to-market',
  'openPricing.delivered.empty': 'All deliveries up to the valuation date have a final price.',
  'openPricing.mark.title': 'Provisional mark-to-market',
  'openPricing.mark.formula': 'Tonnes times the difference between the final net price at deck prices and the provisional invoice price.',
  'openPricing.mark.final': 'Tonnes at final price',
  'openPricing.mark.provisional': 'Tonnes at provisional price',

  'openPricing.declarations.title': 'Next declarations',
  'openPricing.declarations.note': 'of quotational periods, due by month end',
  'openPricing.declarations.by': 'Due',
  'openPricing.declarations.holder': 'Declared by',
  'openPricing.declarations.ours': 'us',
  'openPricing.declarations.theirs': 'buyer',
  'openPricing.declarations.first': 'Default period',
  'openPricing.declarations.best': 'Best for option holder',
  'openPricing.declarations.worth': 'Value to us',
  'openPricing.declarations.worthTitle': 'Best period compared with default period',
  'openPricing.declarations.worthFormula':
    'Tonnes times the net price of the best period for the option holder at deck prices, minus that of the default period.',
  'openPricing.declarations.bestLine': 'Best period',
  'openPricing.declarations.firstLine': 'Default period',
  'openPricing.declarations.empty': 'No contract in the plan has a pricing period to declare within three months.',
} as const;
