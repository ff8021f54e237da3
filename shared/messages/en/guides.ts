/** The tour of the sample and the news of a version. The news are the highlights of CHANGELOG.md; a test compares them. */
export const guidesMessages = {
  'guides.tour.step': 'Tour, step {step} of {count}',
  'guides.tour.next': 'Next step',
  'guides.tour.back': 'Previous step',
  'guides.tour.leave': 'Leave tour',
  'guides.tour.finish': 'Finish tour',
  'guides.tour.overview.text':
    'The overview begins with a verdict on the portfolio. Select any underlined number to see its calculation and sources.',
  'guides.tour.overview.action': 'Open overview',
  'guides.tour.plan.text':
    'Choose the plan “Renew Hai Long” in the header. Every page then shows this plan, also the limits that it breaches.',
  'guides.tour.plan.action': 'Choose plan',
  'guides.tour.limits.text':
    'Diversification shows on whom the plan depends, and which limits hold. Select a limit to see what would cure it.',
  'guides.tour.limits.action': 'Open diversification',
  'guides.tour.china.text': 'China compares your share with that of the world, and shows which contracts are protected when demand falls.',
  'guides.tour.china.action': 'Open China',
  'guides.tour.cycles.text': 'Demand cycles shows what a slump costs by quarter and cause, and what floors and take-or-pay save.',
  'guides.tour.cycles.action': 'Open demand cycles',
  'guides.tour.contract.text':
    'Enter a contract from a template: set a floor, and watch price, payoff and the effect on the plan. Nothing is stored until you save it.',
  'guides.tour.contract.action': 'Open template',
  'guides.tour.compare.text': 'Compare shows the plans side by side, with their limits, value and losses.',
  'guides.tour.compare.action': 'Open comparison',
  'guides.tour.summary.text': 'The board pack turns all of this into pages. Export it as PDF, Word, Excel or a web page.',
  'guides.tour.summary.action': 'Open board pack',
  'guides.glossary.search': 'Search terms',
  'guides.glossary.none': 'No term contains “{search}”.',
  'guides.news.title': 'What’s new in version {version}',
  'guides.news.1': 'Notes on contracts, figures and charts, with author and date.',
  'guides.news.2': 'A record of decisions, which compares what was expected with the figures of today.',
  'guides.news.3': 'Workspaces can be opened read-only.',
  'guides.news.4': 'Goal seek and sensitivity tables for contracts, plans, limits and debt.',
  'guides.news.5': 'Sharing of a workspace through a PostgreSQL database of the firm.',
  'guides.news.6': 'Debt capacity, covenants and the cost of prepayments.',
} as const;
