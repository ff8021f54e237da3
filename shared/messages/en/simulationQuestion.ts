/** Texts of probability questions on a simulation run. */
export const simulationQuestionMessages = {
  'simulation.question.title': 'Probability questions',
  'simulation.question.note': 'on the paths of this run',
  'simulation.question.measure': 'Measure',
  'simulation.question.measure.revenue': 'Net revenue',
  'simulation.question.measure.cash': 'Cash flow',
  'simulation.question.measure.margin': 'Margin',
  'simulation.question.measure.tonnes': 'Tonnes delivered',
  'simulation.question.measure.netPrice': 'Net price',
  'simulation.question.subject': 'Of',
  'simulation.question.subject.plan': 'Whole plan, all buyers',
  'simulation.question.subject.spot': 'Spot sales',
  'simulation.question.period': 'Period',
  'simulation.question.period.plan': 'Whole plan',
  'simulation.question.sideField': 'Chance of',
  'simulation.question.sideField.below': 'Below the threshold',
  'simulation.question.sideField.atLeast': 'At or above the threshold',
  'simulation.question.threshold': 'Threshold',
  'simulation.question.percentileField': 'Own percentile',
  'simulation.question.ofBuyer': '{measure} from {buyer}',
  'simulation.question.ofSpot': '{measure} from spot sales',
  'simulation.question.inYear': 'in {year}',
  'simulation.question.overPlan': 'over the plan (to {year})',

  'simulation.question.chance.below':
    'The chance that {what} {period} is below {threshold} is {chance}: {count} of {paths} paths. Standard error {error}, 95 % interval {low} to {high}.',
  'simulation.question.chance.atLeast':
    'The chance that {what} {period} is {threshold} or more is {chance}: {count} of {paths} paths. Standard error {error}, 95 % interval {low} to {high}.',
  'simulation.question.never.below':
    'On {chance} of {paths} paths, {what} {period} is below {threshold}. The chance is smaller than 1 in {bound} (95 % confidence, rule of three).',
  'simulation.question.never.atLeast':
    'On {chance} of {paths} paths, {what} {period} is {threshold} or more. The chance is smaller than 1 in {bound} (95 % confidence, rule of three).',
  'simulation.question.always.below':
    'On {chance} of {paths} paths, {what} {period} is below {threshold}. The chance of that amount or more is smaller than 1 in {bound} (95 % confidence, rule of three).',
  'simulation.question.always.atLeast':
    'On {chance} of {paths} paths, {what} {period} is {threshold} or more. The chance of less is smaller than 1 in {bound} (95 % confidence, rule of three).',
  'simulation.question.lowest': 'No path is below the threshold. The lowest has {value}.',
  'simulation.question.highest': 'No path reaches the threshold. The highest has {value}.',
  'simulation.question.spread': 'The median is {median}. The worst 5 % average is {tail} ± {error}.',
  'simulation.question.percentile': '{percentile} of the paths are below {value} ± {error}.',
  'simulation.question.nothing': 'No path of this run has {what} {period}.',

  'simulation.question.explain.title': 'Chance on the simulated paths',
  'simulation.question.explain.below':
    'Paths on which {what} {period} is strictly below {threshold}, divided by all paths. Standard error, the root of p (1 − p) / n: {error}. Wilson interval at 95 %: {low} to {high}.',
  'simulation.question.explain.atLeast':
    'Paths on which {what} {period} is {threshold} or more, divided by all paths. Standard error, the root of p (1 − p) / n: {error}. Wilson interval at 95 %: {low} to {high}.',
  'simulation.question.explain.count.below': 'Paths below threshold',
  'simulation.question.explain.count.atLeast': 'Paths at or above threshold',

  'simulation.question.distribution': 'Distribution of {what} {period}',
  'simulation.question.summary': 'Paths by {what} {period}: {paths} paths from {lowest} to {highest}.',
  'simulation.question.side.below': 'Below {threshold}',
  'simulation.question.side.atLeast': '{threshold} or more',
  'simulation.question.otherPaths': 'Other paths',

  'simulation.question.note.revenue': 'Net revenue counts in the year of payment.',
  'simulation.question.note.cash': 'Cash flow is net revenue by year of payment less planned production at its unit cost.',
  'simulation.question.note.margin': 'Margin is revenue by year of payment less the unit cost of the tonnes delivered in the year.',
  'simulation.question.note.tonnes': 'Tonnes count in the month of delivery.',
  'simulation.question.note.netPrice': 'Net price is revenue by year of payment divided by the tonnes of the year.',
  'simulation.question.note.noTonnes': {
    one: '{count} path without tonnes is not counted.',
    other: '{count} paths without tonnes are not counted.',
  },
  'simulation.question.note.noCost': 'Products without a unit cost count at no cost: {products}.',

  'simulation.question.byYear': 'Percentiles',
  'simulation.question.byBuyer': 'By buyer',
  'simulation.question.percentileColumn': 'P{percent}',
  'simulation.question.chanceColumn.below': 'Chance below',
  'simulation.question.chanceColumn.atLeast': 'Chance at or above',
  'simulation.question.lessThan': 'less than {share}',
  'simulation.question.moreThan': 'more than {share}',
  'simulation.question.percentiles': 'P5 is the 5th percentile: 5 % of the paths are below it.',
  'simulation.question.tooManyPaths':
    'All buyers of {paths} paths do not fit in memory together. Choose one buyer in the question, or run fewer paths.',
  'simulation.question.noBuyers': 'The outcomes of single buyers are not in memory.',
  'simulation.question.noRun': 'Run the simulation first. A question is answered from the paths of a run.',
  'simulation.question.runDefaults': 'Run with default assumptions',
  'simulation.question.notInMemory': 'The paths of this run are not in memory. The same inputs and seed give them again.',
  'simulation.question.seconds': {
    one: 'It simulates {paths} paths again, which takes about {count} second.',
    other: 'It simulates {paths} paths again, which takes about {count} seconds.',
  },
  'simulation.question.load': 'Simulate paths again',
  'simulation.question.loading': 'Simulating {paths} paths again',
  'simulation.question.reset': 'Reset question',
  'simulation.question.stop': 'Stop',
  'simulation.question.notReproducible':
    'This version of Orebook does not reproduce the paths of this run, so no question about them can be answered. Run the simulation again.',
  'simulation.question.export': 'Export paths (CSV)',
  'simulation.question.exported': '{name} exported',
  'simulation.question.exportName': 'Paths, {measure}',
} as const;
