import { allocationMessages } from './en/allocation.ts';
import { appMessages } from './en/app.ts';
import { assumptionsMessages } from './en/assumptions.ts';
import { buyersMessages } from './en/buyers.ts';
import { buyersFormMessages } from './en/buyersForm.ts';
import { calibrationMessages } from './en/calibration.ts';
import { chinaMessages } from './en/china.ts';
import { clausesMessages } from './en/clauses.ts';
import { commonMessages } from './en/common.ts';
import { compareMessages } from './en/compare.ts';
import { contractsMessages } from './en/contracts.ts';
import { contractsFormMessages } from './en/contractsForm.ts';
import { correlationMessages } from './en/correlation.ts';
import { cyclesMessages } from './en/cycles.ts';
import { dataMessages } from './en/data.ts';
import { datesMessages } from './en/dates.ts';
import { desktopMessages } from './en/desktop.ts';
import { displacementMessages } from './en/displacement.ts';
import { diversificationMessages } from './en/diversification.ts';
import { errorMessages } from './en/errors.ts';
import { financingMessages } from './en/financing.ts';
import { financingPathsMessages } from './en/financingPaths.ts';
import { financingWorkbenchMessages } from './en/financingWorkbench.ts';
import { glossaryMessages } from './en/glossary.ts';
import { groupsMessages } from './en/groups.ts';
import { healthMessages } from './en/health.ts';
import { historyMessages } from './en/history.ts';
import { importsMessages } from './en/imports.ts';
import { importsColumnMessages } from './en/importsColumns.ts';
import { issueMessages } from './en/issues.ts';
import { lendersMessages } from './en/lenders.ts';
import { limitsMessages } from './en/limits.ts';
import { marketMessages } from './en/market.ts';
import { openPricingMessages } from './en/openPricing.ts';
import { oversoldMessages } from './en/oversold.ts';
import { overviewMessages } from './en/overview.ts';
import { passphraseMessages } from './en/passphrase.ts';
import { plansMessages } from './en/plans.ts';
import { priceDetailsMessages } from './en/priceDetails.ts';
import { productsMessages } from './en/products.ts';
import { recordsMessages } from './en/records.ts';
import { sampleMessages } from './en/sample.ts';
import { scenariosMessages } from './en/scenarios.ts';
import { scheduleMessages } from './en/schedule.ts';
import { sensitivityMessages } from './en/sensitivity.ts';
import { shippedFactsMessages } from './en/shippedFacts.ts';
import { shippedPricesMessages } from './en/shippedPrices.ts';
import { shippedScenariosMessages } from './en/shippedScenarios.ts';
import { simulationMessages } from './en/simulation.ts';
import { simulationPageMessages } from './en/simulationPage.ts';
import { simulationQuestionMessages } from './en/simulationQuestion.ts';
import { summariesMessages } from './en/summaries.ts';
import { summariesPageMessages } from './en/summariesPage.ts';
import { summaryFilesMessages } from './en/summaryFiles.ts';
import { teamMessages } from './en/team.ts';
import { tendersMessages } from './en/tenders.ts';
import { terminalMessages } from './en/terminal.ts';
import { versionsMessages } from './en/versions.ts';

/** Every text a person reads, in English. Each area of the app has its own file. */
export const en = {
  ...commonMessages,
  ...errorMessages,
  ...issueMessages,
  ...historyMessages,
  ...appMessages,
  ...overviewMessages,
  ...oversoldMessages,
  ...glossaryMessages,
  ...groupsMessages,
  ...healthMessages,
  ...marketMessages,
  ...calibrationMessages,
  ...assumptionsMessages,
  ...buyersMessages,
  ...buyersFormMessages,
  ...contractsMessages,
  ...openPricingMessages,
  ...contractsFormMessages,
  ...clausesMessages,
  ...sampleMessages,
  ...teamMessages,
  ...tendersMessages,
  ...versionsMessages,
  ...priceDetailsMessages,
  ...productsMessages,
  ...passphraseMessages,
  ...plansMessages,
  ...chinaMessages,
  ...correlationMessages,
  ...cyclesMessages,
  ...datesMessages,
  ...displacementMessages,
  ...diversificationMessages,
  ...allocationMessages,
  ...limitsMessages,
  ...financingMessages,
  ...lendersMessages,
  ...financingPathsMessages,
  ...financingWorkbenchMessages,
  ...compareMessages,
  ...scenariosMessages,
  ...recordsMessages,
  ...scheduleMessages,
  ...shippedFactsMessages,
  ...shippedPricesMessages,
  ...shippedScenariosMessages,
  ...sensitivityMessages,
  ...simulationMessages,
  ...simulationPageMessages,
  ...simulationQuestionMessages,
  ...summariesMessages,
  ...summariesPageMessages,
  ...summaryFilesMessages,
  ...dataMessages,
  ...importsMessages,
  ...importsColumnMessages,
  ...terminalMessages,
  ...desktopMessages,
} as const;

export type MessageKey = keyof typeof en;
