import { allocationHandlers } from './allocation.ts';
import { backupsHandlers } from './backups.ts';
import { buyersHandlers } from './buyers.ts';
import { chinaHandlers } from './china.ts';
import { compareHandlers } from './compare.ts';
import { contractsHandlers } from './contracts.ts';
import { cyclesHandlers } from './cycles.ts';
import { diversificationHandlers } from './diversification.ts';
import { healthHandlers } from './health.ts';
import { historyHandlers } from './history.ts';
import { hostHandlers } from './host.ts';
import { importsHandlers } from './imports.ts';
import { jobsHandlers } from './jobs.ts';
import { limitsHandlers } from './limitsKeeping.ts';
import { marketHandlers } from './market.ts';
import { openPricingHandlers } from './openPricing.ts';
import { overviewHandlers } from './overview.ts';
import { plansHandlers } from './plans.ts';
import { productsHandlers } from './products.ts';
import { recordsHandlers } from './records.ts';
import { scenariosHandlers } from './scenarios.ts';
import type { Handlers } from './service.ts';
import { simulationHandlers } from './simulation.ts';
import { summariesHandlers } from './summaries.ts';
import { tendersHandlers } from './tenders.ts';
import { versionsHandlers } from './versions.ts';
import { workspaceHandlers } from './workspace.ts';

/** Every use case, merged; a call without one does not compile. */
export const handlers = {
  ...hostHandlers,
  ...recordsHandlers,
  ...buyersHandlers,
  ...contractsHandlers,
  ...tendersHandlers,
  ...versionsHandlers,
  ...plansHandlers,
  ...workspaceHandlers,
  ...historyHandlers,
  ...backupsHandlers,
  ...overviewHandlers,
  ...openPricingHandlers,
  ...healthHandlers,
  ...marketHandlers,
  ...productsHandlers,
  ...diversificationHandlers,
  ...allocationHandlers,
  ...limitsHandlers,
  ...chinaHandlers,
  ...cyclesHandlers,
  ...compareHandlers,
  ...scenariosHandlers,
  ...simulationHandlers,
  ...summariesHandlers,
  ...importsHandlers,
  ...jobsHandlers,
} satisfies Handlers;
