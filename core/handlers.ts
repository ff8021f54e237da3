import { allocationHandlers } from './allocation/allocation.ts';
import { backupsHandlers } from './backups/backups.ts';
import { buyersHandlers } from './buyers/buyers.ts';
import { chinaHandlers } from './china/china.ts';
import { compareHandlers } from './compare/compare.ts';
import type { Handlers } from './context.ts';
import { contractsHandlers } from './contracts/contracts.ts';
import { cyclesHandlers } from './cycles/cycles.ts';
import { datesHandlers } from './dates/dates.ts';
import { decisionsHandlers } from './decisions/decisions.ts';
import { diversificationHandlers } from './diversification/diversification.ts';
import { exportsHandlers } from './exports/exports.ts';
import { financingHandlers } from './financing/financing.ts';
import { healthHandlers } from './health/health.ts';
import { historyHandlers } from './history/history.ts';
import { recordsHandlers } from './history/records.ts';
import { hostHandlers } from './host/host.ts';
import { houseStyleHandlers } from './houseStyle/houseStyle.ts';
import { importsHandlers } from './imports/imports.ts';
import { jobsHandlers } from './jobs/jobs.ts';
import { limitsHandlers } from './limits/limits.ts';
import { marketHandlers } from './market/market.ts';
import { notesHandlers } from './notes/notes.ts';
import { openPricingHandlers } from './openPricing/openPricing.ts';
import { overviewHandlers } from './overview/overview.ts';
import { plansHandlers } from './plans/plans.ts';
import { productsHandlers } from './products/products.ts';
import { scenariosHandlers } from './scenarios/scenarios.ts';
import { sensitivityHandlers } from './sensitivity/sensitivity.ts';
import { simulationHandlers } from './simulation/simulation.ts';
import { summariesHandlers } from './summaries/summaries.ts';
import { tableViewsHandlers } from './tableViews/tableViews.ts';
import { teamHandlers } from './team/team.ts';
import { tendersHandlers } from './tenders/tenders.ts';
import { versionsHandlers } from './versions/versions.ts';
import { workspaceHandlers } from './workspace/workspace.ts';

/** The handlers of all calls; a call without a handler does not compile. */
export const handlers = {
  ...hostHandlers,
  ...recordsHandlers,
  ...buyersHandlers,
  ...contractsHandlers,
  ...tendersHandlers,
  ...versionsHandlers,
  ...plansHandlers,
  ...workspaceHandlers,
  ...houseStyleHandlers,
  ...historyHandlers,
  ...notesHandlers,
  ...decisionsHandlers,
  ...tableViewsHandlers,
  ...backupsHandlers,
  ...teamHandlers,
  ...overviewHandlers,
  ...datesHandlers,
  ...openPricingHandlers,
  ...healthHandlers,
  ...marketHandlers,
  ...productsHandlers,
  ...diversificationHandlers,
  ...allocationHandlers,
  ...limitsHandlers,
  ...financingHandlers,
  ...chinaHandlers,
  ...cyclesHandlers,
  ...compareHandlers,
  ...scenariosHandlers,
  ...sensitivityHandlers,
  ...simulationHandlers,
  ...summariesHandlers,
  ...importsHandlers,
  ...exportsHandlers,
  ...jobsHandlers,
} satisfies Handlers;
