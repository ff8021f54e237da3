import { chineseComponents } from './components.zh-CN.ts';
import type { LocaleTexts } from './text.ts';
import { allocationMessages } from './zh-CN/allocation.ts';
import { appMessages } from './zh-CN/app.ts';
import { assumptionsMessages } from './zh-CN/assumptions.ts';
import { buyersMessages } from './zh-CN/buyers.ts';
import { buyersFormMessages } from './zh-CN/buyersForm.ts';
import { calibrationMessages } from './zh-CN/calibration.ts';
import { chinaMessages } from './zh-CN/china.ts';
import { clausesMessages } from './zh-CN/clauses.ts';
import { commonMessages } from './zh-CN/common.ts';
import { compareMessages } from './zh-CN/compare.ts';
import { contractsMessages } from './zh-CN/contracts.ts';
import { contractsFormMessages } from './zh-CN/contractsForm.ts';
import { correlationMessages } from './zh-CN/correlation.ts';
import { cyclesMessages } from './zh-CN/cycles.ts';
import { dataMessages } from './zh-CN/data.ts';
import { datesMessages } from './zh-CN/dates.ts';
import { decisionsMessages } from './zh-CN/decisions.ts';
import { desktopMessages } from './zh-CN/desktop.ts';
import { displacementMessages } from './zh-CN/displacement.ts';
import { diversificationMessages } from './zh-CN/diversification.ts';
import { errorMessages } from './zh-CN/errors.ts';
import { figureNameMessages } from './zh-CN/figureNames.ts';
import { financingMessages } from './zh-CN/financing.ts';
import { financingPathsMessages } from './zh-CN/financingPaths.ts';
import { financingWorkbenchMessages } from './zh-CN/financingWorkbench.ts';
import { glossaryMessages } from './zh-CN/glossary.ts';
import { groupsMessages } from './zh-CN/groups.ts';
import { guidesMessages } from './zh-CN/guides.ts';
import { healthMessages } from './zh-CN/health.ts';
import { hiddenAmountsMessages } from './zh-CN/hiddenAmounts.ts';
import { historyMessages } from './zh-CN/history.ts';
import { importsMessages } from './zh-CN/imports.ts';
import { importsColumnMessages } from './zh-CN/importsColumns.ts';
import { issueMessages } from './zh-CN/issues.ts';
import { jobsMessages } from './zh-CN/jobs.ts';
import { lendersMessages } from './zh-CN/lenders.ts';
import { limitsMessages } from './zh-CN/limits.ts';
import { marketMessages } from './zh-CN/market.ts';
import { notesMessages } from './zh-CN/notes.ts';
import { openPricingMessages } from './zh-CN/openPricing.ts';
import { oversoldMessages } from './zh-CN/oversold.ts';
import { overviewMessages } from './zh-CN/overview.ts';
import { paletteMessages } from './zh-CN/palette.ts';
import { passphraseMessages } from './zh-CN/passphrase.ts';
import { plansMessages } from './zh-CN/plans.ts';
import { priceDetailsMessages } from './zh-CN/priceDetails.ts';
import { priceSupportMessages } from './zh-CN/priceSupport.ts';
import { productsMessages } from './zh-CN/products.ts';
import { recordsMessages } from './zh-CN/records.ts';
import { sampleMessages } from './zh-CN/sample.ts';
import { scenariosMessages } from './zh-CN/scenarios.ts';
import { scheduleMessages } from './zh-CN/schedule.ts';
import { sensitivityMessages } from './zh-CN/sensitivity.ts';
import { shippedFactsMessages } from './zh-CN/shippedFacts.ts';
import { shippedPricesMessages } from './zh-CN/shippedPrices.ts';
import { shippedScenariosMessages } from './zh-CN/shippedScenarios.ts';
import { simulationMessages } from './zh-CN/simulation.ts';
import { simulationPageMessages } from './zh-CN/simulationPage.ts';
import { simulationQuestionMessages } from './zh-CN/simulationQuestion.ts';
import { summariesMessages } from './zh-CN/summaries.ts';
import { summariesPageMessages } from './zh-CN/summariesPage.ts';
import { summaryFilesMessages } from './zh-CN/summaryFiles.ts';
import { tableViewsMessages } from './zh-CN/tableViews.ts';
import { teamMessages } from './zh-CN/team.ts';
import { tendersMessages } from './zh-CN/tenders.ts';
import { terminalMessages } from './zh-CN/terminal.ts';
import { versionsMessages } from './zh-CN/versions.ts';

/** Every text a person reads, in Chinese, file by file as in English. */
export const chinese: LocaleTexts = {
  messages: {
    ...commonMessages,
    ...errorMessages,
    ...issueMessages,
    ...historyMessages,
    ...notesMessages,
    ...guidesMessages,
    ...decisionsMessages,
    ...tableViewsMessages,
    ...appMessages,
    ...paletteMessages,
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
    ...priceSupportMessages,
    ...productsMessages,
    ...hiddenAmountsMessages,
    ...passphraseMessages,
    ...plansMessages,
    ...chinaMessages,
    ...correlationMessages,
    ...cyclesMessages,
    ...datesMessages,
    ...displacementMessages,
    ...diversificationMessages,
    ...allocationMessages,
    ...jobsMessages,
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
    ...figureNameMessages,
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
  },
  components: chineseComponents,
};
