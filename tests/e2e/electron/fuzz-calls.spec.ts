import { join } from 'node:path';
import { CALL_NAMES, DESKTOP_CALL_NAMES } from '#shared/contract/names.ts';
import { ANSWER_LENGTH, fuzzHost } from '../../helpers/fuzzHost.ts';
import { PROOF_SEED, proofCount, recordFigures } from '../../helpers/proof.ts';
import { expect, type Launcher, test } from './desktop.ts';
import { answerMessage, answerOpen, answerSave } from './desktopActions.ts';

const CALLS = proofCount('DESKTOP_CALLS', 400);

type Page = { readonly orebook: { readonly call: (name: string, body: string, requestId?: string) => Promise<string> } };

const fuzzDesktop = async (launcher: Launcher): Promise<void> => {
  const desktop = await launcher.start();
  await answerOpen(desktop, undefined);
  await answerSave(desktop, join(launcher.dataFolder, 'saved'));
  // no connection to a database server is allowed
  await answerMessage(desktop, 0);
  await desktop.evaluate(({ shell }) => {
    shell.showItemInFolder = () => undefined;
  }, undefined);
  const page = desktop.page();
  // a page of the app without its scripts, which would query the core after each change
  await page.route(`${desktop.origin}/empty`, (route) =>
    route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>Empty</title><body></body>' }),
  );
  await page.goto(`${desktop.origin}/empty`);
  const { faults, ...figures } = await fuzzHost({
    seed: PROOF_SEED + 1,
    count: CALLS,
    // a page is printed by Chromium, not by the app
    calls: [...CALL_NAMES, ...DESKTOP_CALL_NAMES.filter((name) => name !== 'window.savePdf')],
    sendAll: (calls) =>
      page.evaluate(
        ([sentCalls, length]) =>
          Promise.all(
            sentCalls.map(async ({ call, body, requestId }) => {
              const answer = await (globalThis as unknown as Page).orebook.call(call, body, requestId);
              JSON.parse(answer);
              return answer.slice(0, length);
            }),
          ),
        [calls, ANSWER_LENGTH] as const,
      ),
  });
  expect(faults).toEqual([]);
  recordFigures('calls to the desktop host', figures);
};

test('the desktop host answers any input of any call with a result or a refusal, never with an internal error', async ({ launcher }) => {
  test.setTimeout(0);
  // in one step: Playwright searches all earlier steps at each call outside of one
  await test.step('calls', () => fuzzDesktop(launcher));
});
