/** Texts of what displaced tonnes cost. */
export const displacementMessages = {
  'displacement.title': 'Cost of losing a destination or buyer',
  'displacement.note':
    'Each destination or buyer takes nothing from {from} to {to}; buyers are excused. The cost of concentration is the part of the loss that market depth adds because all these tonnes are displaced at once.',
  'displacement.scenarioTitle': 'Cost of displaced tonnes',
  'displacement.scenarioNote':
    'The loss on the tonnes that buyers do not take because of lower demand or closed destinations, at scenario prices.',
  'displacement.empty': 'This shows what losing a destination or buyer would cost. No destination takes tonnes in the first full year.',
  'displacement.noTonnes': 'This scenario changes prices only. No tonnes are displaced.',
  'displacement.destination': 'Destination',
  'displacement.event': 'Event',
  'displacement.verdict.destination':
    'If {outlet} took nothing from {from} to {to}, {tonnes} would be displaced at a loss of {loss}, or {perTonne}; {concentration} of it is the cost of concentration.',

  'displacement.verdict.group':
    'Without {outlet} in the same months, {tonnes} would be displaced at a loss of {loss}, or {perTonne}; {concentration} of it is the cost of concentration.',
  'displacement.group': 'Buyer group',
  'displacement.groups': 'Cost of losing a buyer group',
  'displacement.groupsShown':
    '{shown} largest of {count} buyer groups by gross payable value. The page of a buyer or group shows the cost of losing it.',
  'displacement.groupTitle': 'Cost of losing this group',
  'displacement.groupEmpty': 'The chosen plan delivers nothing to this group in that year.',
  'displacement.buyerTitle': 'Cost of losing this buyer',
  'displacement.buyerNote': 'The buyer and its group take nothing from {from} to {to} and are excused.',
  'displacement.buyerEmpty': 'This shows what losing the buyer for a year would cost. The buyer takes no tonnes in the first full year.',
  'displacement.addScenario': 'Add scenario',
  'displacement.addScenarioOf': 'Add scenario: {name} lost',
  'displacement.opened': 'Scenario added.',
  'displacement.scenario.zone': '{zone} closed, {from} to {to}',
  'displacement.scenario.buyer': '{buyer} lost, {from} to {to}',
  'displacement.scenario.note': 'No tonnes are taken in these months. Buyers are excused. The tonnes are resold on spot at market depth.',
  'displacement.scenario.groupNote': {
    one: '{buyer} and {count} other buyer of its group take nothing in these months and are excused. The tonnes are resold on spot at market depth.',
    other:
      '{buyer} and {count} other buyers of its group take nothing in these months and are excused. The tonnes are resold on spot at market depth.',
  },

  'displacement.tonnes': 'Displaced tonnes',
  'displacement.months': 'Months',
  'displacement.loss': 'Loss of net revenue',
  'displacement.lossPerTonne': 'Loss per displaced tonne',
  'displacement.concentration': 'Cost of concentration',
  'displacement.concentrationPerTonne': 'Cost of concentration per displaced tonne',
  'displacement.short.tonnes': 'Displaced',
  'displacement.short.months': 'Months',
  'displacement.short.loss': 'Loss',
  'displacement.short.lossPerTonne': 'Per tonne',
  'displacement.short.concentration': 'Concentration',
  'displacement.short.concentrationPerTonne': 'Per tonne',

  'displacement.loss.formula':
    'Net revenue of the plan before, less net revenue after the tonnes are displaced, at the same prices. Displaced tonnes are resold on spot.',
  'displacement.lossPerTonne.formula':
    'Loss of net revenue divided by displaced tonnes: what reselling any tonne costs, and what market depth adds because they are displaced at once.',
  'displacement.concentration.formula':
    'Loss of net revenue, less the loss of the same tonnes in a market that takes any tonnage without a fall in price. Annual: times 12, divided by the months in which tonnes are displaced.',
  'displacement.concentrationPerTonne.formula':
    'Loss of net revenue, less the loss of the same tonnes in a market that takes any tonnage without a fall in price, divided by displaced tonnes.',
  'displacement.line.before': 'Net revenue before',
  'displacement.line.after': 'Less net revenue after',
  'displacement.line.unlimited': 'Loss in a market of unlimited depth',
  'displacement.line.lessUnlimited': 'Less loss in a market of unlimited depth',
} as const;
