import { requireBrowser } from './chromium.ts';
import { makeSampleFile } from './sampleFile.ts';

/** Runs once before the browser tests: checks that the browser starts and makes the sample workspace that tests copy. */
export default async (): Promise<void> => {
  await requireBrowser();
  await makeSampleFile();
};
