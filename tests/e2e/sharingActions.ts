import type { Locator, Page } from '@playwright/test';
import type { TestDatabase } from '../helpers/postgres.ts';

type Login = Awaited<ReturnType<TestDatabase['connectAs']>>;

/** Enters the database of a team in the dialog that shares a workspace or opens a shared one. */
export const fillLogin = async (dialog: Locator, { connection, password }: Login): Promise<void> => {
  await dialog.getByLabel('Server').fill(connection.host);
  await dialog.getByLabel('Port').fill(String(connection.port));
  await dialog.getByLabel('Database').fill(connection.database);
  await dialog.getByLabel('User name').fill(connection.role);
  await dialog.getByLabel('Password', { exact: true }).fill(password);
  await dialog.getByRole('combobox', { name: 'Protection' }).click();
  await dialog.page().getByRole('option', { name: 'Not encrypted (this computer only)' }).click();
};

/** The state of sharing in the header. */
export const sharingCell = (page: Page, state: string): Locator => page.getByRole('link', { name: `Sharing: ${state}` });
