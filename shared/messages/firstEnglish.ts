import { appMessages } from './en/app.ts';
import { buyersMessages } from './en/buyers.ts';
import { commonMessages } from './en/common.ts';
import { datesMessages } from './en/dates.ts';
import { desktopMessages } from './en/desktop.ts';
import { displacementMessages } from './en/displacement.ts';
import { errorMessages } from './en/errors.ts';
import { groupsMessages } from './en/groups.ts';
import { healthMessages } from './en/health.ts';
import { hiddenAmountsMessages } from './en/hiddenAmounts.ts';
import { historyMessages } from './en/history.ts';
import { issueMessages } from './en/issues.ts';
import { jobsMessages } from './en/jobs.ts';
import { limitsMessages } from './en/limits.ts';
import { oversoldMessages } from './en/oversold.ts';
import { overviewMessages } from './en/overview.ts';
import { paletteMessages } from './en/palette.ts';
import { passphraseMessages } from './en/passphrase.ts';
import { plansMessages } from './en/plans.ts';
import { recordsMessages } from './en/records.ts';
import { sampleMessages } from './en/sample.ts';
import { scenariosMessages } from './en/scenarios.ts';
import { shippedFactsMessages } from './en/shippedFacts.ts';
import { shippedPricesMessages } from './en/shippedPrices.ts';
import { shippedScenariosMessages } from './en/shippedScenarios.ts';
import { teamMessages } from './en/team.ts';
import { terminalMessages } from './en/terminal.ts';

/** The English texts of the first page and its frame, which the page loads before it is drawn. */
export const firstEnglish = {
  ...commonMessages,
  ...errorMessages,
  ...issueMessages,
  ...historyMessages,
  ...appMessages,
  ...paletteMessages,
  ...overviewMessages,
  ...oversoldMessages,
  ...groupsMessages,
  ...healthMessages,
  ...buyersMessages,
  ...sampleMessages,
  ...teamMessages,
  ...hiddenAmountsMessages,
  ...passphraseMessages,
  ...plansMessages,
  ...datesMessages,
  ...displacementMessages,
  ...jobsMessages,
  ...limitsMessages,
  ...scenariosMessages,
  ...recordsMessages,
  ...shippedFactsMessages,
  ...shippedPricesMessages,
  ...shippedScenariosMessages,
  ...terminalMessages,
  ...desktopMessages,
} as const;
