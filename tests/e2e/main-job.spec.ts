import { test } from './fixture.ts';
import { doMainJob } from './mainJob.ts';

test.use({ beginsWith: 'nothing' });

test('the main job: from an empty folder to a deal summary, with everything present after a crash', async ({ page, app }, info) => {
  await doMainJob({
    page,
    saveDocument: async (name, act) => {
      // a document is written as a job; other tests cover the job itself
      const download = page.waitForEvent('download');
      await act();
      const file = info.outputPath(name);
      await (await download).saveAs(file);
      return file;
    },
    killAndRestart: async () => {
      await page.goto('about:blank');
      await app.restart('SIGKILL');
      await page.goto(app.url());
      return page;
    },
  });
});
