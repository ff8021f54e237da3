/** The calls and their kinds, without zod, for the preload script and the hosts. */
export const CALLS = {
  'host.capabilities': 'query',
  'host.reveal': 'command',
  'records.find': 'query',
  'workspace.state': 'query',
  'workspace.openSample': 'command',
  'workspace.create': 'command',
  'workspace.open': 'command',
  'workspace.unlock': 'command',
  'workspace.lock': 'command',
  'workspace.changePassphrase': 'command',
  'workspace.reset': 'command',
  'workspace.close': 'command',
  'workspace.previewValuationDate': 'query',
  'workspace.moveValuationDate': 'command',
  'settings.save': 'command',
  'houseStyle.get': 'query',
  'houseStyle.save': 'command',
  'houseStyle.setLogo': 'command',
  'houseStyle.removeLogo': 'command',
  'history.undo': 'command',
  'history.redo': 'command',
  'history.list': 'query',
  'history.record': 'query',
  'history.openSnapshot': 'command',
  'history.closeSnapshot': 'command',
  'drafts.get': 'query',
  'drafts.save': 'command',
  'drafts.discard': 'command',
  'backups.list': 'query',
  'backups.take': 'command',
  'backups.restore': 'command',
  'backups.setSecondFolder': 'command',
  'overview.get': 'query',
  'dates.list': 'query',
  'dates.export': 'command',
  'health.list': 'query',
  'market.get': 'query',
  'market.processes': 'query',
  'market.calibrate': 'query',
  'market.setProcess': 'command',
  'market.addReference': 'command',
  'market.ownReference': 'query',
  'market.editReference': 'command',
  'market.removeReference': 'command',
  'market.correlations': 'query',
  'market.setCorrelations': 'command',
  'decks.get': 'query',
  'decks.compare': 'query',
  'decks.set': 'command',
  'decks.list': 'query',
  'decks.save': 'command',
  'decks.copy': 'command',
  'decks.remove': 'command',
  'buyers.list': 'query',
  'buyers.get': 'query',
  'buyers.blank': 'query',
  'buyers.save': 'command',
  'buyers.saveMany': 'command',
  'buyers.copy': 'command',
  'buyers.remove': 'command',
  'buyerGroups.get': 'query',
  'buyerGroups.save': 'command',
  'buyerGroups.remove': 'command',
  'contracts.list': 'query',
  'contracts.get': 'query',
  'contracts.options': 'query',
  'contracts.template': 'query',
  'contracts.preview': 'query',
  'contracts.clauses': 'query',
  'contracts.simulateClauses': 'command',
  'contracts.months': 'query',
  'contracts.schedule': 'query',
  'contracts.save': 'command',
  'contracts.saveMany': 'command',
  'contracts.copy': 'command',
  'contracts.remove': 'command',
  'versions.list': 'query',
  'versions.compare': 'query',
  'versions.create': 'command',
  'versions.saveMany': 'command',
  'versions.restore': 'command',
  'versions.remove': 'command',
  'openPricing.get': 'query',
  'tenders.list': 'query',
  'tenders.get': 'query',
  'tenders.bid': 'query',
  'tenders.effect': 'query',
  'tenders.breakEvens': 'query',
  'tenders.add': 'command',
  'tenders.save': 'command',
  'tenders.addBid': 'command',
  'tenders.saveBids': 'command',
  'tenders.removeBids': 'command',
  'tenders.accept': 'command',
  'tenders.remove': 'command',
  'products.list': 'query',
  'products.get': 'query',
  'products.blank': 'query',
  'products.save': 'command',
  'products.saveMany': 'command',
  'products.copy': 'command',
  'products.remove': 'command',
  'plans.list': 'query',
  'plans.get': 'query',
  'plans.difference': 'query',
  'plans.choose': 'command',
  'plans.createFrom': 'command',
  'plans.save': 'command',
  'plans.remove': 'command',
  'plans.include': 'command',
  'plans.override': 'command',
  'diversification.get': 'query',
  'diversification.displacement': 'query',
  'diversification.whatIf': 'query',
  'allocation.deals': 'query',
  'allocation.start': 'command',
  'allocation.valued': 'query',
  'allocation.makePlan': 'command',
  'limits.board': 'query',
  'limits.get': 'query',
  'limits.cure': 'query',
  'limits.makePlan': 'command',
  'limits.blank': 'query',
  'limits.save': 'command',
  'limits.remove': 'command',
  'financing.list': 'query',
  'financing.get': 'query',
  'financing.ofDeal': 'query',
  'financing.scenarios': 'query',
  'financing.breakEven': 'query',
  'financing.paths': 'query',
  'financing.workbench': 'query',
  'financing.workbenchChoices': 'query',
  'financing.facility': 'query',
  'financing.blank': 'query',
  'financing.save': 'command',
  'financing.remove': 'command',
  'financing.override': 'command',
  'financing.saveProject': 'command',
  'china.get': 'query',
  'sensitivity.options': 'query',
  'sensitivity.figure': 'query',
  'sensitivity.goalSeek': 'query',
  'sensitivity.table': 'command',
  'sensitivity.export': 'command',
  'sensitivity.apply': 'command',
  'cycles.get': 'query',
  'cycles.reverse': 'query',
  'cycles.assumptions': 'query',
  'cycles.cures': 'query',
  'compare.get': 'query',
  'compare.scenarios': 'query',
  'compare.run': 'command',
  'scenarios.list': 'query',
  'scenarios.get': 'query',
  'scenarios.create': 'command',
  'scenarios.createLost': 'command',
  'scenarios.copy': 'command',
  'scenarios.combine': 'command',
  'scenarios.scale': 'command',
  'scenarios.save': 'command',
  'scenarios.remove': 'command',
  'simulation.options': 'query',
  'simulation.preview': 'query',
  'simulation.run': 'command',
  'simulation.repeat': 'command',
  'simulation.analyse': 'command',
  'simulation.list': 'query',
  'simulation.get': 'query',
  'simulation.path': 'query',
  'simulation.question': 'query',
  'simulation.savedQuestions': 'query',
  'simulation.saveQuestion': 'command',
  'simulation.removeQuestion': 'command',
  'simulation.exportPaths': 'command',
  'simulation.remove': 'command',
  'simulation.export': 'command',
  'simulation.import': 'command',
  'summaries.preview': 'query',
  'summaries.export': 'command',
  'imports.read': 'command',
  'imports.paste': 'command',
  'imports.fields': 'query',
  'imports.sheet': 'query',
  'imports.check': 'query',
  'imports.apply': 'command',
  'imports.corrected': 'command',
  'imports.template': 'command',
  'exports.write': 'command',
  'exports.picture': 'command',
  'exports.summary': 'query',
  'jobs.get': 'query',
  'jobs.running': 'query',
  'jobs.cancel': 'command',
} as const;

export type CallName = keyof typeof CALLS;

export const CALL_NAMES = Object.keys(CALLS) as readonly CallName[];

export const isCallName = (name: string): name is CallName => Object.hasOwn(CALLS, name);

/** The calls of a window to a desktop host; schemas in desktop.ts. */
export const DESKTOP_CALLS = {
  'window.listen': 'query',
  'window.setActions': 'command',
  'files.pickOpen': 'command',
  'files.pickFolder': 'command',
  'files.pickSave': 'command',
  'window.savePdf': 'command',
} as const;

export type DesktopCallName = keyof typeof DESKTOP_CALLS;

export const DESKTOP_CALL_NAMES = Object.keys(DESKTOP_CALLS) as readonly DesktopCallName[];

export const isDesktopCallName = (name: string): name is DesktopCallName => Object.hasOwn(DESKTOP_CALLS, name);

/** The files that a host offers to choose, by their extensions. */
export const FILE_KINDS = {
  workspace: ['orebook'],
  import: ['xlsx', 'xlsm', 'xls', 'csv', 'tsv', 'txt', 'zip', 'json', 'orebundle'],
  picture: ['png', 'jpg', 'jpeg'],
  run: ['json'],
} as const;

/** The channel between page and desktop host that carries a call, and only that. */
export const channelOf = (name: CallName | DesktopCallName): string => `orebook:${name}`;

/** The one channel that takes a path. Only the preload script sends on it, with the path of a dropped file. */
export const DROP_CHANNEL = 'orebook:drop';

/** The channel on which a page cancels a query. */
export const CANCEL_CHANNEL = 'orebook:cancel';

/** The channel on which a desktop host sends notifications to its windows. */
export const EVENT_CHANNEL = 'orebook:event';

/** The preload script's object `window.orebook` in the page. Calls and answers are JSON text, as over HTTP. */
export type Bridge = {
  /** Makes a call with a request id: a command runs once per id, a query can be cancelled by it. Returns the text of a Result. */
  readonly call: (name: CallName | DesktopCallName, input: string, requestId?: string) => Promise<string>;
  /** Cancels a query. */
  readonly cancel: (requestId: string) => void;
  /** Registers a dropped or chosen file (a DOM File); returns the text of a Result with its intake token. */
  readonly takeFile: (file: object) => Promise<string>;
  /** Calls `listener` with each notification of the host; returns a function that stops it. */
  readonly onNotification: (listener: (notification: unknown) => void) => () => void;
};

/** In the address of a browser that was just authenticated, the token of the page follows this in the fragment. */
export const TOKEN_FRAGMENT = 'token=';
