import { gzipSync } from 'node:zlib';
import { chromium, type Response } from '@playwright/test';
import { startApp, tempFolder } from '../helpers/app.ts';
import { browserLaunchOptions } from '../helpers/chromium.ts';
import { measureKey } from './keystroke.ts';
import { report } from './medians.ts';

const RUNS = 5;
/** Keys typed into a floor of 9,600. Every key changes the value. */
const KEYS = ['Backspace', '5', 'Backspace', '6', 'Backspace', '7', 'Backspace', '8', 'Backspace', '9'];
const BETWEEN_KEYS_MS = 330;

/**
 * Measures what a user waits for: start to a usable first page, keystroke to redrawn economics, end of the app, and the size of the scripts
 * that the first page loads.
 * Output is not parsed against the contract, as in the product. Motion is reduced, so that the frame measured shows the final charts and
 * not the first of the 160 ms of their animation.
 */
export const benchPage = async (): Promise<void> => {
  const browser = await chromium.launch(browserLaunchOptions());
  const starts: number[] = [];
  const keys: number[] = [];
  const ends: number[] = [];
  let firstLoad = 0;
  try {
    for (let run = 0; run < RUNS; run++) {
      const folder = tempFolder();
      const start = performance.now();
      const app = await startApp({ dataFolder: folder.path, env: { OREBOOK_CHECK_ANSWERS: '0' } });
      const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' });
      const page = await context.newPage();
      let script = 0;
      const sizes: Promise<void>[] = [];
      const addScriptSize = (response: Response): void => {
        if (/\.js$/.test(new URL(response.url()).pathname))
          sizes.push(
            response.body().then((body) => {
              script += gzipSync(body).length;
            }),
          );
      };
      page.on('response', addScriptSize);
      await page.goto(app.url);
      await page.getByRole('button', { name: 'Open a copy' }).waitFor();
      starts.push(performance.now() - start);
      // later scripts do not belong to the first page, and their bodies may be gone before they are read
      page.off('response', addScriptSize);
      await Promise.all(sizes);
      firstLoad = script;
      await page.getByRole('button', { name: 'Open a copy' }).click();
      await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
      await page.goto(`${app.origin}/contracts/C-042`);
      const field = page.getByLabel('Floor', { exact: false }).first();
      await field.waitFor();
      const figure = page.getByText('NPV at').first();
      await figure.waitFor();
      await field.fill('9600');
      for (const key of KEYS) {
        // three keys per second: the preview and the draft of the previous key are finished
        await page.waitForTimeout(BETWEEN_KEYS_MS);
        keys.push(await measureKey(page, key));
      }
      await context.close();
      const stop = performance.now();
      await app.end('SIGTERM');
      ends.push(performance.now() - stop);
      folder.remove();
    }
  } finally {
    await browser.close();
  }
  report('start to usable first page', starts, 'ms', 'built page, cold process, Chromium headless');
  report('keystroke in the editor to redrawn economics', keys, 'ms', 'sample mine, C-042, floor');
  report('SIGTERM to the end of the process', ends, 'ms', 'sample mine open, file closed');
  console.log(`${'first-load JavaScript, gzip'.padEnd(58)} ${(firstLoad / 1024).toFixed(0).padStart(8)} kB`);
};
