import { chmodSync, copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readPdfPages } from '../../helpers/pdfText.ts';
import { expect, test } from './desktop.ts';
import {
  answerOpen,
  answerSave,
  createClosedWorkspaceFile,
  listDialogCalls,
  listRevealedPaths,
  openSample,
  recordRevealedPaths,
} from './desktopActions.ts';

test('a workspace is opened by the system’s dialog or by a drop; the page never gets its path', async ({ launcher }, info) => {
  const file = await createClosedWorkspaceFile(info.outputPath('other'));
  const desktop = await launcher.start();
  const page = desktop.page();
  const choose = page.getByRole('button', { name: 'Choose file', exact: true });

  await answerOpen(desktop, undefined);
  await choose.click();
  await expect.poll(async () => (await listDialogCalls(desktop)).length).toBe(1);
  expect((await listDialogCalls(desktop))[0]).toMatchObject({ filters: [{ extensions: ['orebook'] }, { extensions: ['*'] }] });
  await expect(choose).toBeEnabled();

  await answerOpen(desktop, file);
  const answers: string[] = [];
  await page.exposeFunction('heard', (answer: string) => answers.push(answer));
  await page.evaluate(async () => {
    const { orebook, heard } = globalThis as unknown as {
      orebook: { call: (name: string, input: string) => Promise<string> };
      heard: (answer: string) => void;
    };
    heard(await orebook.call('files.pickOpen', JSON.stringify({ kind: 'workspace' })));
  });
  await expect.poll(() => answers.length).toBe(1);
  expect(JSON.parse(answers[0] ?? '')).toMatchObject({ ok: true, value: { intake: expect.stringMatching(/^[\w-]{32}$/) } });
  expect(answers[0]).not.toContain('orebook');

  await choose.click();
  await expect(page.getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible();
  // a dialog opens in the folder of the last one
  expect((await listDialogCalls(desktop)).at(-1)).toMatchObject({ defaultPath: dirname(file) });
  await desktop.end();

  const otherDesktop = await launcher.start({ env: { OREBOOK_DATA: info.outputPath('third') } });
  await otherDesktop.drop(otherDesktop.page(), 'main', file);
  await expect(otherDesktop.page().getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible();
});

test('a document is saved at the path of the system’s dialog, and nowhere when it is cancelled; a saved file is shown in its folder', async ({
  desktop,
  launcher,
}, info) => {
  const page = desktop.page();
  await openSample(page);
  await page.getByRole('link', { name: 'Deal summary' }).click();
  await expect(page.getByText('Page 1 of').first()).toBeVisible();
  const formats = page.getByRole('button', { name: 'Other formats' });
  const writeCsv = async (): Promise<void> => {
    await formats.click();
    await page.getByRole('menuitem', { name: /CSV/ }).click();
  };

  await answerSave(desktop, undefined);
  await writeCsv();
  await expect.poll(async () => (await listDialogCalls(desktop)).length).toBe(1);
  expect((await listDialogCalls(desktop))[0]).toMatchObject({ filters: [{ name: 'CSV', extensions: ['csv'] }] });
  await expect(formats).toBeEnabled();

  const file = info.outputPath('Übersicht ⛏.csv');
  await answerSave(desktop, file);
  await writeCsv();
  await expect.poll(() => existsSync(file)).toBe(true);

  // the page itself, from the menu
  const chooseSavePdf = () =>
    desktop.evaluate(({ Menu }) => {
      const item = Menu.getApplicationMenu()?.getMenuItemById('savePdf');
      if (item?.enabled) item.click({}, undefined);
      return item?.enabled;
    }, undefined);
  const sheets = info.outputPath('sheets.pdf');
  await answerSave(desktop, sheets);
  await expect.poll(chooseSavePdf).toBe(true);
  await expect(page.getByText(/\.pdf saved$/)).toBeVisible();
  const portrait = (await readPdfPages(readFileSync(sheets)))[0];
  expect(portrait?.text).toContain('Quillan Range');
  expect(Math.round(portrait?.height ?? 0)).toBe(842);

  await recordRevealedPaths(desktop);
  await page.getByRole('status').getByRole('button', { name: 'Show in folder' }).click();
  await expect.poll(() => listRevealedPaths(desktop)).toEqual([sheets]);
  await page.getByRole('button', { name: /^Workspace / }).click();
  await page.getByRole('menuitem', { name: 'Show workspace file in folder' }).click();
  await expect.poll(async () => (await listRevealedPaths(desktop)).at(-1)).toContain(join(launcher.dataFolder, 'workspaces'));
  await page.getByRole('link', { name: 'Data', exact: true }).click();
  await page.getByRole('button', { name: 'Create backup now' }).click();
  await page.getByRole('button', { name: /^Show backup of .* in folder$/ }).click();
  await expect.poll(async () => (await listRevealedPaths(desktop)).at(-1)).toContain(join(launcher.dataFolder, 'backups'));

  const second = info.outputPath('Other disk ⛏');
  mkdirSync(second, { recursive: true });
  await answerOpen(desktop, second);
  await page.getByRole('button', { name: 'Choose second folder' }).click();
  await expect(page.getByText('Each backup is also stored in Other disk ⛏.')).toBeVisible();
  await expect
    .poll(() => readdirSync(second, { recursive: true }).filter((name) => name.toString().endsWith('user.orebook')))
    .toHaveLength(1);
  await page.getByRole('button', { name: 'Stop using second folder' }).click();
  await expect(page.getByText('Backups are stored on this disk only.', { exact: true })).toBeVisible();
});

/** Offset of the file format's number: sqlite.org/fileformat2.html, 1.3. */
const USER_VERSION = 60;

test('a newer file, a read-only one and one on a missing disk are each reported over a usable page', async ({ launcher }, info) => {
  const disk = info.outputPath('disk');
  const validFile = await createClosedWorkspaceFile(disk);
  const newerFile = join(disk, 'newer.orebook');
  const bytes = readFileSync(validFile);
  bytes.writeUInt32BE(9990, USER_VERSION);
  writeFileSync(newerFile, bytes);
  const readOnly = join(disk, 'read only.orebook');
  copyFileSync(validFile, readOnly);
  chmodSync(readOnly, 0o444);
  // root ignores file modes: for root the log beside the file can't be created
  mkdirSync(`${readOnly}-wal`);

  // double-clicked before the app runs, then while it runs
  const desktop = await launcher.start({ args: [newerFile] });
  const page = desktop.page();
  const openCopyButton = page.getByRole('button', { name: 'Open a copy' });
  const doubleClick = (path: string) =>
    desktop.evaluate(({ app }, file) => app.emit('open-file', { preventDefault: () => undefined }, file), path);
  const NEWER =
    /This workspace was saved by a newer version of Orebook \(format 9990; this version supports up to \d+\)\. It was not changed\./;
  const READ_ONLY =
    'This workspace file is read-only. Open it read-only, or copy it to a folder where you have write access and open the copy.';
  await expect(page.getByText(NEWER)).toBeVisible();
  await expect(openCopyButton).toBeVisible();
  await doubleClick(readOnly);
  await expect(page.getByText(READ_ONLY)).toBeVisible();
  await doubleClick(newerFile);
  await expect(page.getByText(NEWER)).toHaveCount(2);
  await expect(openCopyButton).toBeEnabled();
  expect(readFileSync(newerFile).equals(bytes)).toBe(true);

  await doubleClick(validFile);
  await expect(page.getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible();
  await desktop.end();

  renameSync(disk, info.outputPath('another'));
  const restartedPage = (await launcher.start()).page();
  await expect(restartedPage.getByText('The workspace file was not found. It may have been moved or deleted.')).toBeVisible();
  await expect(restartedPage.getByRole('button', { name: 'Open a copy' })).toBeEnabled();
});
