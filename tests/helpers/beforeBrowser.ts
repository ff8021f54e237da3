import { chromium } from '@playwright/test';
import { browserLaunch } from './chromium.ts';
import { makeSampleFile } from './sampleFile.ts';

/**
 * What happens once before the suite: the browser is started, so that one that can't start is one line and not a failure of every test,
 * and the sample is opened for the tests that begin with it.
 */
export default async (): Promise<void> => {
  try {
    const browser = await chromium.launch(browserLaunch());
    await browser.close();
  } catch (error) {
    const [first = ''] = String(error instanceof Error ? error.message : error).split('\n');
    throw new Error(`The browser of the tests does not start (OREBOOK_CHROMIUM names another one): ${first}`);
  }
  await makeSampleFile();
};
