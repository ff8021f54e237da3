import { expect, type Locator, type Page } from '@playwright/test';
import type { Input } from '#shared/contract/contract.ts';
import type { CallName } from '#shared/contract/names.ts';
import { type Break, breakCore, isBroken } from '../helpers/breakCore.ts';

/** A running app with the sample mine open, in either host. */
export type EditedApp = {
  readonly page: () => Page;
  readonly go: (route: string) => Promise<void>;
  readonly dataFolder: string;
  /** Ends the app and starts it again on the same data. */
  readonly restart: () => Promise<void>;
};

type UnsavedForm = {
  /** Creates the record where the sample has none. */
  readonly prepare?: (place: EditedApp) => Promise<void>;
  /** Opens the form from anywhere. */
  readonly open: (place: EditedApp) => Promise<void>;
  /** Replaces the text in the field without leaving it. */
  readonly type: (page: Page, text: string) => Promise<void>;
  /** Leaves the field, or submits the dialog. */
  readonly submit: (page: Page) => Promise<void>;
  /** The command that stores it. */
  readonly call: string;
  readonly draft: (page: Page) => Input<'drafts.get'>;
  /** Checks that the field shows the text. */
  readonly expectField: (page: Page, text: string) => Promise<void>;
  /** Checks that headings or lists show this value as stored; undefined for the value before any edit. */
  readonly expectStored: (page: Page, text: string | undefined) => Promise<void>;
  /** A number field that contains a text which is no number. */
  readonly number?: (page: Page) => Locator;
  /** A text that is never stored, then one that is. */
  readonly texts: readonly [half: string, whole: string];
};

/** Makes a call as the page does and returns its result as JSON text. */
const callFromPage = <K extends CallName>(page: Page, name: K, input: Input<K>): Promise<string> =>
  page.evaluate(
    async ([call, body]) => {
      const bridge = (globalThis as { orebook?: { call: (name: string, input: string) => Promise<unknown> } }).orebook;
      if (bridge) return JSON.stringify(await bridge.call(call, body));
      const token = localStorage.getItem('orebook-token') ?? '';
      const headers = { 'content-type': 'application/json', 'x-orebook-token': token };
      return (await fetch(`/api/${call}`, { method: 'POST', headers, body })).text();
    },
    [name, JSON.stringify(input)] as const,
  );

const fill = async (field: Locator, text: string): Promise<void> => {
  await field.focus();
  await field.fill(text);
};

const lastSegment = (page: Page): string => new URL(page.url()).pathname.split('/').at(-1) ?? '';

const heading = (page: Page): Locator => page.getByRole('heading', { level: 1 });

/** The form of a stored record by its name, whose fields are stored on blur. */
const recordForm = (name: string): Pick<UnsavedForm, 'type' | 'submit' | 'expectField' | 'expectStored'> => {
  const field = (page: Page) => page.getByRole('textbox', { name: 'Name', exact: true });
  return {
    type: (page, text) => fill(field(page), text),
    submit: async (page) => {
      await field(page).blur();
      await expect(page.getByRole('status').getByText('Saved', { exact: true })).toBeVisible();
    },
    expectField: (page, text) => expect(field(page)).toHaveValue(text),
    expectStored: (page, text) => expect(heading(page)).toHaveText(text ?? name),
  };
};

/** A dialog that adds a record by its name; a list shows the records. */
const nameDialog = (
  act: string,
  row: (page: Page, name: string) => Locator,
): Pick<UnsavedForm, 'type' | 'submit' | 'expectField' | 'expectStored'> => {
  const dialog = (page: Page) => page.getByRole('dialog');
  const field = (page: Page) => dialog(page).getByRole('textbox', { name: 'Name', exact: true });
  return {
    type: (page, text) => fill(field(page), text),
    submit: async (page) => {
      await dialog(page).getByRole('button', { name: act }).click();
      await expect(dialog(page)).toHaveCount(0);
    },
    expectField: (page, text) => expect(field(page)).toHaveValue(text),
    expectStored: async (page, text) => {
      await expect(row(page, text ?? '(?:Half|Whole)')).toHaveCount(text === undefined ? 0 : 1);
    },
  };
};

const planCell = (page: Page): Locator =>
  page
    .getByRole('grid', { name: /^Contracts in Base plan/ })
    .getByRole('row')
    .filter({ has: page.getByRole('gridcell', { name: 'C-001', exact: true }) })
    .getByRole('gridcell')
    .nth(4);

/** The forms that are edited while the core dies, each by a different part of the editing engine. */
const UNSAVED_FORMS: readonly UnsavedForm[] = [
  {
    open: ({ go }) => go('/contracts/C-042'),
    call: 'contracts.save',
    number: (page) => page.getByRole('textbox', { name: 'Tolerance', exact: true }),
    draft: (page) => ({ kind: 'contract', id: lastSegment(page) }),
    texts: ['Half a na', 'Whole name'],
    ...recordForm('Hai Long Smelting, copper 2027–32'),
  },
  {
    prepare: async ({ page, go }) => {
      await go('/cycles');
      await page().getByRole('button', { name: 'New scenario' }).click();
      await page().getByRole('textbox', { name: 'Name' }).fill('Drawn by hand');
      await page().getByRole('textbox', { name: 'Name' }).press('Enter');
      await expect(heading(page())).toHaveText('Drawn by hand');
    },
    open: async ({ page, go }) => {
      await go('/cycles');
      await page()
        .getByRole('table', { name: 'Your scenarios' })
        .getByRole('button', { name: /more actions|more$/i })
        .first()
        .click();
      await page().getByRole('menuitem', { name: 'Edit' }).click();
    },
    call: 'scenarios.save',
    number: (page) => page.getByRole('textbox', { name: 'Starts after', exact: true }),
    draft: (page) => ({ kind: 'scenario', id: lastSegment(page) }),
    texts: ['Half a na', 'Whole slump'],
    ...recordForm('Drawn by hand'),
  },
  {
    open: ({ go }) => go('/plans'),
    call: 'plans.override',
    draft: () => ({ kind: 'plan', id: 'contracts.as-signed' }),
    texts: ['12x', '101'],
    type: async (page, text) => {
      await planCell(page).click();
      await page.keyboard.type(text);
    },
    submit: (page) => page.keyboard.press('Enter'),
    expectField: async (page, text) => {
      await expect(planCell(page)).toContainText(text);
      await planCell(page).click();
      await expect(page.getByText('Not saved. Press Enter to save or Esc to undo.')).toBeVisible();
    },
    expectStored: async (page, text) => {
      const comparedTable = page.getByRole('table', { name: /^Compared with (?:Base plan|Signed contracts)/ });
      await expect(comparedTable).toContainText(text === undefined ? 'has the same content as' : `${text},000`);
    },
  },
  {
    open: ({ go }) => go('/diversification?limit=new'),
    call: 'limits.save',
    draft: () => ({ kind: 'limit', id: 'new' }),
    texts: ['Half a na', 'Whole limit'],
    ...nameDialog('Save limit', (page, name) =>
      page.getByRole('table', { name: 'Limits', exact: true }).getByRole('row', { name: new RegExp(`^${name}`) }),
    ),
  },
  {
    open: async ({ page, go }) => {
      await go('/plans');
      await page().getByRole('button', { name: 'Renew Hai Long: more actions' }).click();
      await page().getByRole('menuitem', { name: 'New plan from this' }).click();
    },
    call: 'plans.createFrom',
    draft: () => ({ kind: 'plan', id: 'branch.renew-hai-long' }),
    texts: ['Half a na', 'Whole plan'],
    ...nameDialog('New plan from this', (page, name) => page.getByRole('row', { name: new RegExp(`^${name}`) })),
  },
];

/** Messages of a page while its core is gone. */
export const CORE_GONE = /refused request: .* 503|Failed to load resource|"event":"core(?:Gone|Died)"/;

const NO_NUMBER = '12x';

const expectInvalid = async (page: Page, form: UnsavedForm): Promise<void> => {
  if (!form.number) return;
  await expect(form.number(page)).toHaveValue(NO_NUMBER);
  await expect(form.number(page)).toHaveAccessibleDescription(/^Not saved: Enter a number/);
};

const expectDraftStored = (page: Page, form: UnsavedForm, text: string): Promise<void> =>
  expect.poll(() => callFromPage(page, 'drafts.get', form.draft(page))).toContain(text);

/** Opens a form whose field holds a text that was typed before the page went away, and is not stored. */
const openUnsaved = async (place: EditedApp, form: UnsavedForm): Promise<void> => {
  await form.open(place);
  await form.expectField(place.page(), form.texts[0]);
  await expectInvalid(place.page(), form);
  await form.expectStored(place.page(), undefined);
};

/** Ends the core at each of the calls while `act` runs. */
const breakDuring = async ({ dataFolder }: EditedApp, breaks: readonly Break[], act: () => Promise<void>): Promise<void> => {
  breakCore(dataFolder, breaks);
  await act();
  await expect.poll(() => isBroken(dataFolder)).toBe(true);
};

/**
 * Edits every form across a reload, a restart, a core that dies as a draft is stored and as it takes the value, and an answer that is lost:
 * nothing typed is lost, nothing unsaved looks stored, no value is stored twice, and nothing is in conflict with itself.
 */
export const editThroughFailures = async (place: EditedApp): Promise<void> => {
  const { page } = place;
  for (const form of UNSAVED_FORMS) {
    await form.prepare?.(place);
    await form.open(place);
    if (form.number) {
      await form.number(page()).fill(NO_NUMBER);
      await form.number(page()).blur();
      await expectInvalid(page(), form);
    }
    await form.type(page(), form.texts[0]);
    await expectDraftStored(page(), form, form.texts[0]);
    // a load of the page
    await openUnsaved(place, form);
  }

  await place.restart();

  for (const form of UNSAVED_FORMS) {
    const [, wholeText] = form.texts;
    await openUnsaved(place, form);
    await form.number?.(page()).press('Escape');
    // typing goes on in the same field while the core dies
    await breakDuring(place, [{ call: 'drafts.save', when: 'taken' }], () => form.type(page(), wholeText));
    await expectDraftStored(page(), form, wholeText);
    await expect(page().locator('input:focus')).toHaveValue(wholeText);
    // the core dies as it takes the value; it stores what is sent again, and the answer is lost
    await breakDuring(
      place,
      [
        { call: form.call, when: 'taken' },
        { call: form.call, when: 'answered' },
      ],
      () => form.submit(page()),
    );
    await form.expectStored(page(), wholeText);
    await expect(page().getByText(/changed elsewhere|changed this record meanwhile/i)).toHaveCount(0);
    // a second change would need a second undo
    await page()
      .getByRole('button', { name: /^Undo: / })
      .first()
      .click();
    await form.expectStored(page(), undefined);
  }
};
