import { chromium } from '@playwright/test';
import { browserLaunchOptions } from './chromium.ts';
import { makeSampleFile } from './sampleFile.ts';

/**
 * Runs once before the browser tests. Starts the browser, so that a browser that can't start is one error and not a failure of every test, and
 * makes the sample workspace that tests copy.
 */
export default async (): Promise<void> => {
  try {
    const browser = await chromium.launch(browserLaunchOptions());
    await browser.close();
  } catch (error) {
    const [first = ''] = String(error instanceof Error ? error.message : error).split('\n');
    throw new Error(`The browser of the tests can't start (OREBOOK_CHROMIUM can name another one): ${first}`);
  }
  await makeSampleFile();
};
