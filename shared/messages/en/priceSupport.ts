/** Price-floor programmes of a third party: the form of a contract, and its terms in documents. */
export const priceSupportMessages = {
  'form.group.support': 'Price support from a third party',
  'form.support.floor': 'Support floor',
  'form.support.reference': 'Index of the support',
  'form.support.element': 'Supported content',
  'form.support.wholeTonne': 'every dmt',
  'form.support.upsideShare': 'Payer’s share above the floor',
  'form.support.upsideFrom': 'Shared from',
  'form.support.paymentMonths': 'Paid after the quarter',
  'form.support.payer': 'Payer',
  'form.support.defaultPayer': 'Third party',
  'form.support.rating': 'Rating of the payer',
  'form.support.note':
    'Each quarter the payer pays the difference between the floor and the average of the index, on the delivered content. It is no part of the buyer’s price. In a simulation the payer can default by its own rating.',
  'form.support.perTonneOf': 'USD/t of {element}',
  'summaries.term.priceSupport': 'Price support',
  'summaries.term.supportPerElement': '{floor} of {element} on the quarterly average of {reference}, paid {paid} after the quarter',
  'summaries.term.supportPerDmt': '{floor} on the quarterly average of {reference}, paid {paid} after the quarter',
  'summaries.term.supportPayer': 'Payer of the support',
  'summaries.term.supportPayerValue': '{payer} (rated {rating})',
  'summaries.term.supportUpside': 'Payer’s share above the floor',
  'summaries.term.supportUpsideFrom': '{share}, for deliveries from {month}',
  'sentence.priceSupport': '{payer} pays the difference to {floor} on {reference} by quarter;',
  'sentence.priceSupportShared':
    '{payer} pays the difference to {floor} on {reference} by quarter and receives {share} of the price above it;',
} as const;
