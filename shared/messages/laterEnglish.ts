import { allocationMessages } from './en/allocation.ts';
import { assumptionsMessages } from './en/assumptions.ts';
import { buyersFormMessages } from './en/buyersForm.ts';
import { calibrationMessages } from './en/calibration.ts';
import { chinaMessages } from './en/china.ts';
import { clausesMessages } from './en/clauses.ts';
import { compareMessages } from './en/compare.ts';
import { contractsMessages } from './en/contracts.ts';
import { contractsFormMessages } from './en/contractsForm.ts';
import { correlationMessages } from './en/correlation.ts';
import { cyclesMessages } from './en/cycles.ts';
import { dataMessages } from './en/data.ts';
import { decisionsMessages } from './en/decisions.ts';
import { diversificationMessages } from './en/diversification.ts';
import { figureNameMessages } from './en/figureNames.ts';
import { financingMessages } from './en/financing.ts';
import { financingPathsMessages } from './en/financingPaths.ts';
import { financingWorkbenchMessages } from './en/financingWorkbench.ts';
import { glossaryMessages } from './en/glossary.ts';
import { guidesMessages } from './en/guides.ts';
import { importsMessages } from './en/imports.ts';
import { importsColumnMessages } from './en/importsColumns.ts';
import { lendersMessages } from './en/lenders.ts';
import { marketMessages } from './en/market.ts';
import { notesMessages } from './en/notes.ts';
import { openPricingMessages } from './en/openPricing.ts';
import { priceDetailsMessages } from './en/priceDetails.ts';
import { priceSupportMessages } from './en/priceSupport.ts';
import { productsMessages } from './en/products.ts';
import { scheduleMessages } from './en/schedule.ts';
import { sensitivityMessages } from './en/sensitivity.ts';
import { simulationMessages } from './en/simulation.ts';
import { simulationPageMessages } from './en/simulationPage.ts';
import { simulationQuestionMessages } from './en/simulationQuestion.ts';
import { summariesMessages } from './en/summaries.ts';
import { summariesPageMessages } from './en/summariesPage.ts';
import { summaryFilesMessages } from './en/summaryFiles.ts';
import { tableViewsMessages } from './en/tableViews.ts';
import { tendersMessages } from './en/tenders.ts';
import { versionsMessages } from './en/versions.ts';

/** The English texts of all other pages, which the page loads with the first of them. */
export const laterEnglish = {
  ...glossaryMessages,
  ...marketMessages,
  ...calibrationMessages,
  ...assumptionsMessages,
  ...buyersFormMessages,
  ...contractsMessages,
  ...notesMessages,
  ...guidesMessages,
  ...decisionsMessages,
  ...tableViewsMessages,
  ...openPricingMessages,
  ...contractsFormMessages,
  ...clausesMessages,
  ...tendersMessages,
  ...versionsMessages,
  ...priceDetailsMessages,
  ...priceSupportMessages,
  ...productsMessages,
  ...chinaMessages,
  ...correlationMessages,
  ...cyclesMessages,
  ...diversificationMessages,
  ...allocationMessages,
  ...financingMessages,
  ...lendersMessages,
  ...financingPathsMessages,
  ...financingWorkbenchMessages,
  ...compareMessages,
  ...scheduleMessages,
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
} as const;
