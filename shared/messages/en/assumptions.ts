/** Delivery in a shortage; what the default assumptions are, and what is publicly known about each: a source, or the range worth testing. */
export const assumptionsMessages = {
  'shortage.priority': 'Delivery priority in a shortage',
  'shortage.damages': 'Damages for tonnes cut',
  'shortage.damagesValue': '{share} of the net price besides the cost of cover',
  'shortage.byDefault': '{value} (default assumption)',
  'assumption.depth': 'Market depth',
  'assumption.depth.default': 'Default assumptions of each metal',
  'assumption.depth.except': 'Default assumptions of each metal, except {products}',
  'assumption.depth.product': '{product}: {depth} of mean monthly production, then {slope} of the price per multiple, at most {cap}',
  'assumption.depthShare': 'Default ({metal}): {value} of mean monthly production sells at full price. No published depth was found.',
  'assumption.depthShare.known': 'Evidence: 5–20 % of physical commodity trade is spot or tender (Mint, 6 Dec 2022).',
  'assumption.depthShare.lithium':
    'Most spodumene is sold under term contracts (maritime-news.com, 30 Jul 2021); auctions had 5,000–10,000 dmt (Argus, 7 Oct 2021; Australian Mining, Mar 2024).',
  'assumption.depthSlope':
    'Default: {value} of the price for each multiple of the market depth beyond the first. No published size was found; test 2–10 %.',
  'assumption.depthSlope.known':
    'Evidence: Australian copper concentrate sold at a discount on spot after China stopped buying (Hellenic Shipping News, 13 Nov 2023).',
  'assumption.depthCap': 'Default: {value} of the price. No published size was found; test 15–40 %.',
  'assumption.deliveryPriority': 'Default: {value}, so that contracts share a shortage pro rata.',
  'assumption.damagesShare':
    'Default: {value} of the net price, besides the buyer’s cost of cover (CISG Art. 75–76). No published size was found; test 0–15 %.',
  'assumption.resaleMonths': {
    one: 'Default: {count} month. No published figure was found; test 1–4 months. Queued tonnes sell {discount} below spot, a default assumption too.',
    other:
      'Default: {count} months. No published figure was found; test 1–4 months. Queued tonnes sell {discount} below spot, a default assumption too.',
  },
} as const;
