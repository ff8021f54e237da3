import type { MessageKey } from '#shared/messages/en.ts';
import type { LazyPage } from '../components/lazyPage.ts';
import { BuyerGroupPage, BuyerPage, BuyersPage } from '../features/buyers/index.ts';
import { ChinaPage } from '../features/china/index.ts';
import { ComparePage } from '../features/compare/index.ts';
import { BidPage, ContractPage, ContractsPage } from '../features/contracts/index.ts';
import { CyclesPage, ScenarioPage, SimulationPage } from '../features/cycles/index.ts';
import { DataPage } from '../features/data/index.ts';
import { DatesPage } from '../features/dates/index.ts';
import { DecisionsPage } from '../features/decisions/index.ts';
import { AllocationPage, DiversificationPage, LimitPage, WhatIfPage } from '../features/diversification/index.ts';
import { FinancingPage, WorkbenchPage } from '../features/financing/index.ts';
import { HealthPage } from '../features/health/index.ts';
import { MarketPage } from '../features/market/index.ts';
import { NotesPage } from '../features/notes/index.ts';
import { OpenPricingPage } from '../features/openPricing/index.ts';
import { OverviewPage } from '../features/overview/index.ts';
import { PlansPage } from '../features/plans/index.ts';
import { ProductPage } from '../features/products/index.ts';
import { GoalSeekPage, SensitivityTablePage } from '../features/sensitivity/index.ts';
import { SummariesPage } from '../features/summaries/index.ts';
import { ConflictsPage } from '../features/team/index.ts';
import { TenderPage, TendersPage } from '../features/tenders/index.ts';
import { VersionsPage } from '../features/versions/index.ts';
import { SettingsPage, StartPage } from '../features/workspace/index.ts';

/** The groups of the rail, which rules separate. */
export type PlaceGroup = 'views' | 'records' | 'analysis' | 'administration';

export type PlaceKey =
  | 'overview'
  | 'market'
  | 'china'
  | 'buyers'
  | 'contracts'
  | 'plans'
  | 'diversification'
  | 'cycles'
  | 'financing'
  | 'compare'
  | 'data'
  | 'settings';

/** A place of the navigation. Its key is the name of its icon; its action is `go.` and the key. */
export type Place = {
  readonly key: PlaceKey;
  readonly path: string;
  readonly title: MessageKey;
  readonly group: PlaceGroup;
};

export const PLACES: readonly Place[] = [
  { key: 'overview', path: '/', title: 'place.overview', group: 'views' },
  { key: 'market', path: '/market', title: 'place.market', group: 'views' },
  { key: 'china', path: '/china', title: 'place.china', group: 'views' },
  { key: 'buyers', path: '/buyers', title: 'place.buyers', group: 'records' },
  { key: 'contracts', path: '/contracts', title: 'place.contracts', group: 'records' },
  { key: 'plans', path: '/plans', title: 'place.plans', group: 'records' },
  { key: 'diversification', path: '/diversification', title: 'place.diversification', group: 'analysis' },
  { key: 'cycles', path: '/cycles', title: 'place.cycles', group: 'analysis' },
  { key: 'financing', path: '/financing', title: 'place.financing', group: 'analysis' },
  { key: 'compare', path: '/compare', title: 'place.compare', group: 'analysis' },
  { key: 'data', path: '/data', title: 'place.data', group: 'administration' },
  { key: 'settings', path: '/settings', title: 'place.settings', group: 'administration' },
];

/** A page and its address; the first match wins. */
export type PageRoute = {
  readonly path: string;
  readonly title: MessageKey;
  /** The place of the rail it belongs to. */
  readonly place?: PlaceKey;
  /** A page about one record takes its title from its heading. */
  readonly ofRecord?: true;
  readonly Page: LazyPage;
};

export const PAGES: readonly PageRoute[] = [
  { path: '/', title: 'place.overview', place: 'overview', Page: OverviewPage },
  { path: '/dates', title: 'place.dates', place: 'overview', Page: DatesPage },
  { path: '/market', title: 'place.market', place: 'market', Page: MarketPage },
  { path: '/china', title: 'place.china', place: 'china', Page: ChinaPage },
  { path: '/buyers', title: 'place.buyers', place: 'buyers', Page: BuyersPage },
  { path: '/buyers/new', title: 'place.newBuyer', place: 'buyers', Page: BuyerPage },
  { path: '/buyers/groups/:id', title: 'place.buyerGroup', place: 'buyers', ofRecord: true, Page: BuyerGroupPage },
  { path: '/buyers/:id', title: 'place.buyer', place: 'buyers', ofRecord: true, Page: BuyerPage },
  { path: '/contracts', title: 'place.contracts', place: 'contracts', Page: ContractsPage },
  { path: '/contracts/new', title: 'place.newContract', place: 'contracts', Page: ContractPage },
  { path: '/contracts/tenders', title: 'place.tenders', place: 'contracts', Page: TendersPage },
  { path: '/contracts/tenders/:id', title: 'place.tender', place: 'contracts', ofRecord: true, Page: TenderPage },
  { path: '/contracts/tenders/:id/bids/:bid', title: 'place.bid', place: 'contracts', ofRecord: true, Page: BidPage },
  { path: '/contracts/:id', title: 'place.contract', place: 'contracts', ofRecord: true, Page: ContractPage },
  { path: '/contracts/:id/versions', title: 'place.versions', place: 'contracts', ofRecord: true, Page: VersionsPage },
  { path: '/goal-seek', title: 'place.goalSeek', place: 'contracts', Page: GoalSeekPage },
  { path: '/sensitivity-table', title: 'place.sensitivityTable', place: 'contracts', Page: SensitivityTablePage },
  { path: '/open-pricing', title: 'place.openPricing', place: 'contracts', Page: OpenPricingPage },
  { path: '/plans', title: 'place.plans', place: 'plans', Page: PlansPage },
  { path: '/decisions', title: 'place.decisions', place: 'plans', Page: DecisionsPage },
  { path: '/products/new', title: 'place.newProduct', place: 'plans', Page: ProductPage },
  { path: '/products/:id', title: 'place.product', place: 'plans', ofRecord: true, Page: ProductPage },
  { path: '/diversification', title: 'place.diversification', place: 'diversification', Page: DiversificationPage },
  { path: '/diversification/what-if', title: 'place.whatIf', place: 'diversification', Page: WhatIfPage },
  { path: '/diversification/allocation', title: 'place.allocation', place: 'diversification', Page: AllocationPage },
  { path: '/diversification/limits/:id', title: 'place.limit', place: 'diversification', ofRecord: true, Page: LimitPage },
  { path: '/cycles', title: 'place.cycles', place: 'cycles', Page: CyclesPage },
  { path: '/financing', title: 'place.financing', place: 'financing', Page: FinancingPage },
  { path: '/financing/prepayments/:id', title: 'place.prepayment', place: 'financing', ofRecord: true, Page: WorkbenchPage },
  { path: '/compare', title: 'place.compare', place: 'compare', Page: ComparePage },
  { path: '/cycles/simulation', title: 'place.simulation', place: 'cycles', Page: SimulationPage },
  { path: '/cycles/scenarios/:id', title: 'place.scenario', place: 'cycles', ofRecord: true, Page: ScenarioPage },
  { path: '/summary', title: 'place.summary', Page: SummariesPage },
  { path: '/data', title: 'place.data', place: 'data', Page: DataPage },
  { path: '/conflicts', title: 'place.conflicts', place: 'data', Page: ConflictsPage },
  { path: '/notes', title: 'place.notes', place: 'data', Page: NotesPage },
  { path: '/health', title: 'place.health', place: 'data', Page: HealthPage },
  { path: '/settings', title: 'place.settings', place: 'settings', Page: SettingsPage },
  { path: '/start', title: 'place.startNew', Page: StartPage },
];

/** Loads the code of the page at an address in advance. */
export const preloadPage = (path: string): void => void PAGES.find((page) => page.path === path)?.Page.preload();
