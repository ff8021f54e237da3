import type { CALLS, CallName } from './names.ts';

/** The kinds of records that a change can touch, as in the history; `display` is for language, scale and theme. */
export const RECORD_KINDS = [
  'country',
  'currency',
  'metal',
  'reference',
  'deck',
  'fact',
  'buyerGroup',
  'buyer',
  'product',
  'contract',
  'version',
  'tender',
  'plan',
  'facility',
  'projectFinance',
  'limit',
  'scenario',
  'houseStyle',
  'note',
  'decision',
  'tableView',
  'workspace',
  'conflict',
  'display',
] as const;
export type RecordKind = (typeof RECORD_KINDS)[number];

type QueryName = { [K in CallName]: (typeof CALLS)[K] extends 'query' ? K : never }[CallName];
type Dependencies = readonly RecordKind[] | 'everything';

const MARKET_FACTS = ['country', 'currency', 'metal', 'reference', 'deck', 'fact', 'workspace'] as const;
/** The records on which the valuation of a plan can depend. */
const BOOK_FACTS = [
  ...MARKET_FACTS,
  'buyerGroup',
  'buyer',
  'product',
  'contract',
  'facility',
  'projectFinance',
  'plan',
  'limit',
  'scenario',
] as const;
/** The same for answers with texts, which depend on the language and the money scale. */
const BOOK = [...BOOK_FACTS, 'display'] as const;
const NOTHING = [] as const;

/** The records that each query reads. A query is refetched only after a change that touched one of these kinds. */
export const DEPENDENCIES: Readonly<Record<QueryName, Dependencies>> = {
  'host.capabilities': NOTHING,
  'records.find': 'everything',
  'workspace.state': 'everything',
  'workspace.previewValuationDate': BOOK,
  'houseStyle.get': ['houseStyle'],
  'history.list': 'everything',
  'history.record': 'everything',
  'notes.list': ['note', 'contract', 'buyer'],
  // it counts all changes since
  'decisions.list': 'everything',
  'tableViews.list': ['tableView'],
  'drafts.get': 'everything',
  'backups.list': 'everything',
  'team.state': 'everything',
  'team.passwordMemory': 'everything',
  'team.conflicts': 'everything',
  'overview.get': [...BOOK_FACTS, 'tender'],
  'overview.effects': [...BOOK_FACTS, 'tender'],
  'dates.list': [...BOOK_FACTS, 'tender'],
  'health.list': 'everything',
  'market.get': MARKET_FACTS,
  'market.processes': MARKET_FACTS,
  'market.calibrate': MARKET_FACTS,
  'market.ownReference': BOOK_FACTS,
  'market.correlations': MARKET_FACTS,
  'decks.get': MARKET_FACTS,
  'decks.compare': MARKET_FACTS,
  'decks.list': MARKET_FACTS,
  'buyers.list': BOOK_FACTS,
  'buyerGroups.get': BOOK_FACTS,
  'buyers.get': [...BOOK_FACTS, 'tender', 'version'],
  // a blank record has a name in the language of the request
  'buyers.blank': BOOK,
  'contracts.list': [...BOOK_FACTS, 'tender', 'version'],
  'contracts.get': [...BOOK_FACTS, 'tender', 'version'],
  'contracts.options': BOOK_FACTS,
  // its texts become those of the new record, in the user's language
  'contracts.template': BOOK,
  'contracts.preview': [...BOOK_FACTS, 'projectFinance'],
  'contracts.clauses': BOOK_FACTS,
  'contracts.months': BOOK_FACTS,
  'contracts.schedule': BOOK_FACTS,
  'versions.list': [...BOOK_FACTS, 'version'],
  'versions.compare': [...BOOK_FACTS, 'version'],
  'openPricing.get': BOOK_FACTS,
  'tenders.list': [...BOOK_FACTS, 'tender'],
  'tenders.get': [...BOOK_FACTS, 'tender', 'projectFinance'],
  'tenders.bid': [...BOOK_FACTS, 'tender'],
  'tenders.effect': [...BOOK_FACTS, 'tender', 'projectFinance'],
  'tenders.breakEvens': [...BOOK_FACTS, 'tender'],
  'products.list': BOOK_FACTS,
  'products.get': [...BOOK_FACTS, 'tender', 'version'],
  'products.blank': BOOK,
  'plans.list': BOOK_FACTS,
  'plans.get': BOOK_FACTS,
  'plans.difference': BOOK_FACTS,
  'diversification.get': BOOK_FACTS,
  'diversification.displacement': BOOK_FACTS,
  'diversification.whatIf': BOOK_FACTS,
  'allocation.deals': BOOK_FACTS,
  'allocation.tonnes': NOTHING,
  'allocation.valued': BOOK_FACTS,
  'limits.board': BOOK_FACTS,
  'limits.get': BOOK_FACTS,
  // its name for a plan is in the language of the request
  'limits.cure': BOOK,
  'limits.blank': BOOK,
  'financing.list': ['facility', 'projectFinance', 'plan', 'workspace', 'display'],
  'financing.ofDeal': ['facility', 'contract', 'tender'],
  'financing.get': [...BOOK_FACTS, 'facility', 'projectFinance'],
  'financing.scenarios': [...BOOK_FACTS, 'facility', 'projectFinance'],
  'financing.breakEven': [...BOOK_FACTS, 'facility', 'projectFinance'],
  'financing.paths': [...BOOK_FACTS, 'facility', 'projectFinance'],
  'financing.workbench': [...BOOK_FACTS, 'tender', 'facility', 'projectFinance'],
  'financing.workbenchChoices': [...BOOK_FACTS, 'tender'],
  'financing.facility': ['facility'],
  'financing.blank': ['facility', 'contract', 'tender', 'workspace', 'display'],
  'china.get': BOOK_FACTS,
  'china.displacements': BOOK_FACTS,
  'sensitivity.options': [...BOOK_FACTS, 'projectFinance', 'tender'],
  'sensitivity.figure': [...BOOK_FACTS, 'projectFinance', 'tender'],
  'sensitivity.goalSeek': [...BOOK_FACTS, 'projectFinance', 'tender'],
  'cycles.get': BOOK_FACTS,
  'cycles.reverse': BOOK_FACTS,
  'cycles.assumptions': BOOK_FACTS,
  'cycles.cures': BOOK_FACTS,
  'compare.get': [...BOOK_FACTS, 'projectFinance'],
  'compare.scenarios': BOOK_FACTS,
  'compare.decks': BOOK_FACTS,
  'scenarios.list': BOOK_FACTS,
  'scenarios.get': BOOK_FACTS,
  'simulation.options': BOOK_FACTS,
  'simulation.preview': BOOK_FACTS,
  'simulation.list': BOOK_FACTS,
  'simulation.get': BOOK_FACTS,
  'simulation.path': BOOK_FACTS,
  'simulation.question': BOOK_FACTS,
  'simulation.savedQuestions': BOOK_FACTS,
  // a preview is a document in the workspace's language and money scale
  'summaries.preview': 'everything',
  'imports.fields': NOTHING,
  'imports.sheet': MARKET_FACTS,
  'imports.column': NOTHING,
  'imports.check': [...BOOK_FACTS, 'tender', 'version'],
  'exports.summary': [...BOOK_FACTS, 'tender', 'version'],
  'jobs.get': NOTHING,
  'jobs.running': NOTHING,
};

/** Whether the answer of a query can differ after a change. `touchedKinds` is undefined if they are unknown. */
export const dependsOn = (query: string, touchedKinds: readonly RecordKind[] | undefined): boolean => {
  const dependencies: Dependencies | undefined = DEPENDENCIES[query as QueryName];
  if (touchedKinds === undefined || dependencies === undefined || dependencies === 'everything') return true;
  return touchedKinds.some((kind) => dependencies.includes(kind));
};
