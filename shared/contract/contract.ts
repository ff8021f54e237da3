import type { z } from 'zod';
import { allocationCalls } from './allocation.ts';
import { backupsCalls } from './backups.ts';
import { buyersCalls } from './buyers.ts';
import type { Call } from './call.ts';
import { chinaCalls } from './china.ts';
import { compareCalls } from './compare.ts';
import { contractClausesCalls } from './contractClauses.ts';
import { contractScheduleCalls } from './contractSchedule.ts';
import { contractsCalls } from './contracts.ts';
import { cyclesCalls } from './cycles.ts';
import { datesCalls } from './dates.ts';
import { decisionsCalls } from './decisions.ts';
import { decksCalls } from './decks.ts';
import { diversificationCalls } from './diversification.ts';
import { financingCalls } from './financing.ts';
import { financingPathsCalls } from './financingPaths.ts';
import { financingWorkbenchCalls } from './financingWorkbench.ts';
import { healthCalls } from './health.ts';
import { historyCalls } from './history.ts';
import { hostCalls } from './host.ts';
import { houseStyleCalls } from './houseStyle.ts';
import { importsCalls } from './imports.ts';
import { jobsCalls } from './jobs.ts';
import { limitsCalls } from './limits.ts';
import { marketCalls } from './market.ts';
import type { CallName } from './names.ts';
import { notesCalls } from './notes.ts';
import { openPricingCalls } from './openPricing.ts';
import { overviewCalls } from './overview.ts';
import { plansCalls } from './plans.ts';
import { productsCalls } from './products.ts';
import { scenariosCalls } from './scenarios.ts';
import { sensitivityCalls } from './sensitivity.ts';
import { simulationCalls } from './simulation.ts';
import { simulationQuestionCalls } from './simulationQuestion.ts';
import { summariesCalls } from './summaries.ts';
import { tableViewsCalls } from './tableViews.ts';
import { teamCalls } from './team.ts';
import { tendersCalls } from './tenders.ts';
import { versionsCalls } from './versions.ts';
import { workspaceCalls } from './workspace.ts';

/** Every call of the contract with its schemas. `names.ts` lists the same names without zod; a type check keeps both equal. */
export const CONTRACT = {
  ...hostCalls,
  ...workspaceCalls,
  ...houseStyleCalls,
  ...historyCalls,
  ...notesCalls,
  ...decisionsCalls,
  ...tableViewsCalls,
  ...backupsCalls,
  ...teamCalls,
  ...overviewCalls,
  ...datesCalls,
  ...healthCalls,
  ...marketCalls,
  ...decksCalls,
  ...buyersCalls,
  ...contractsCalls,
  ...contractClausesCalls,
  ...contractScheduleCalls,
  ...tendersCalls,
  ...versionsCalls,
  ...openPricingCalls,
  ...productsCalls,
  ...plansCalls,
  ...diversificationCalls,
  ...allocationCalls,
  ...limitsCalls,
  ...financingCalls,
  ...financingPathsCalls,
  ...financingWorkbenchCalls,
  ...chinaCalls,
  ...cyclesCalls,
  ...compareCalls,
  ...scenariosCalls,
  ...sensitivityCalls,
  ...simulationCalls,
  ...simulationQuestionCalls,
  ...summariesCalls,
  ...importsCalls,
  ...jobsCalls,
} as const satisfies Record<CallName, Pick<Call, 'kind'>>;

export type Input<K extends CallName> = z.input<(typeof CONTRACT)[K]['input']>;
export type ParsedInput<K extends CallName> = z.output<(typeof CONTRACT)[K]['input']>;
export type Output<K extends CallName> = z.output<(typeof CONTRACT)[K]['output']>;
