import { existsSync } from 'node:fs';
import { doMainJob } from '../mainJob.ts';
import { expect, test } from './desktop.ts';
import { answerSave } from './desktopActions.ts';

test('the main job in a window: from an empty folder to a saved deal summary, with everything present after a crash', async ({
  desktop,
  launcher,
}, info) => {
  await doMainJob({
    page: desktop.page(),
    saveDocument: async (name, act) => {
      const file = info.outputPath(name);
      await answerSave(desktop, file);
      await act();
      // the document is moved into place when it is complete
      await expect.poll(() => existsSync(file)).toBe(true);
      return file;
    },
    killAndRestart: async () => {
      await desktop.end('SIGKILL');
      return (await launcher.start()).page();
    },
  });
});
