import { describe, expect, it, vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-react';
import { OrebookError } from '#shared/contract/errors.ts';
import { isJsonEqual } from '#shared/equality.ts';
import { ThemeRoot } from '../../theme/ThemeRoot.tsx';
import { at, rootOf } from '../fields/fieldPath.ts';
import type { FieldSpec } from '../fields/fieldSpec.ts';
import { RecordField, RecordFields } from './RecordField.tsx';
import { ConflictNote } from './RecordSplit.tsx';
import type { UnsavedInput } from './recordState.ts';
import { SaveMark } from './SaveMark.tsx';
import { useRecordEditor } from './useRecordForm.ts';

/** An app behind the page: it stores drafts, and can be made unreachable. */
const app = vi.hoisted(() => {
  const state = { isGone: false, draft: undefined as unknown };
  const call = async (name: string, input: string): Promise<string> => {
    if (state.isGone) throw new Error('the app is gone');
    if (name === 'drafts.save') state.draft = JSON.parse(input).fields;
    if (name === 'drafts.discard') state.draft = undefined;
    return JSON.stringify({ ok: true, value: {}, revision: 1 });
  };
  Object.assign(window, { orebook: { call, cancel: () => undefined, takeFile: call, onNotification: () => () => undefined } });
  return state;
});

type Deal = { readonly name: string; readonly tonnes?: number };

const FIRST: Deal = { name: 'Tianmu', tonnes: 30 };
const path = rootOf<Deal>();
const SPECS: Readonly<Record<string, FieldSpec>> = {
  name: { kind: 'text', label: 'Name', required: true },
  tonnes: { kind: 'number', label: 'Quantity', required: false, scale: 1, step: 1, decimals: 1, min: 0, unit: 'kdmt' },
};

/** The core's side of one record: it runs a request once, and refuses a save against an older version. */
const createStore = () => {
  let record: Deal = FIRST;
  let version = 1;
  let pause: Promise<void> = Promise.resolve();
  const answersByRequest = new Map<string, number>();
  const store = {
    changes: 0,
    /** Loses the answer of the next save, after it was stored. */
    losesAnswer: false,
    refusal: undefined as OrebookError | undefined,
    current: () => ({ record, version }),
    /** Makes saves wait until the returned function is called. */
    hold: (): (() => void) => {
      const { promise, resolve } = Promise.withResolvers<void>();
      pause = promise;
      return resolve;
    },
    /** A change that another window stores. */
    change: (next: Deal) => {
      record = next;
      version += 1;
    },
    save: async (next: Deal, from: number | undefined, requestId: string): Promise<number> => {
      await pause;
      if (app.isGone) throw new OrebookError('UNAVAILABLE');
      const first = answersByRequest.get(requestId);
      if (first !== undefined) return first;
      if (store.refusal) throw store.refusal;
      if (from !== version) throw new OrebookError('STALE');
      if (!isJsonEqual(record, next)) store.changes += 1;
      record = next;
      version += 1;
      answersByRequest.set(requestId, version);
      if (store.losesAnswer) {
        store.losesAnswer = false;
        throw new OrebookError('UNAVAILABLE');
      }
      return version;
    },
  };
  return store;
};

type Store = ReturnType<typeof createStore>;

type FormProps = { readonly store: Store; readonly unsaved?: UnsavedInput | undefined; readonly version?: number };

/** `version` is the stored one that the page has read; a newer one is what another window stored. */
const Form = ({ store, unsaved, version }: FormProps) => {
  const { form } = useRecordEditor<Deal>({
    opening: { ...store.current(), origins: {}, ...(unsaved ? { unsaved } : {}) },
    draft: { workspaceId: 'w', kind: 'contract', id: 'c' },
    isAutosaved: true,
    expand: (_record, edit) => [edit],
    save: store.save,
    fetch: async () => store.current(),
    live: version === undefined ? undefined : store.current(),
  });
  return (
    <ThemeRoot mode="light">
      <h1>{form.state.stored.name}</h1>
      <SaveMark form={form} />
      <ConflictNote form={form} />
      <RecordFields form={form} issues={[]} specOf={(field) => SPECS[field]}>
        <RecordField path={at(path, 'name')} label="Name" />
        <RecordField path={at(path, 'tonnes')} label="Quantity" />
      </RecordFields>
    </ThemeRoot>
  );
};

const show = async (options: { readonly unsaved?: UnsavedInput } = {}) => {
  app.isGone = false;
  app.draft = undefined;
  const store = createStore();
  const screen = await render(<Form store={store} {...options} />);
  return {
    store,
    screen,
    name: screen.getByRole('textbox', { name: 'Name' }),
    tonnes: screen.getByRole('textbox', { name: 'Quantity' }),
    heading: screen.getByRole('heading'),
    status: screen.getByRole('status'),
  };
};

describe('a form that saves on blur', () => {
  it('stores one change for each field, and shows the stored values in the page’s heading', async () => {
    const { store, name, heading, status } = await show();
    await name.fill('Tianmu Lithium');
    await expect.element(heading).toHaveTextContent('Tianmu');
    await userEvent.tab();
    await expect.element(heading).toHaveTextContent('Tianmu Lithium');
    await expect.element(status).toHaveTextContent('Saved');
    expect(store.changes).toBe(1);
  });

  it('keeps an invalid text in a draft, shows that it is not saved, and stores nothing', async () => {
    const { store, tonnes, screen } = await show();
    await tonnes.fill('12x');
    await userEvent.tab();
    await expect.element(screen.getByText(/Enter a number\./)).toBeVisible();
    await expect.element(screen.getByText(/not saved/i).first()).toBeVisible();
    await expect.poll(() => app.draft).toMatchObject({ texts: { tonnes: { text: '12x', isLeft: true } } });
    expect(store.current().record).toEqual(FIRST);
  });

  it('discards its draft once everything is stored', async () => {
    const { tonnes } = await show();
    await tonnes.fill('12');
    await expect.poll(() => app.draft).toBeDefined();
    await userEvent.tab();
    await expect.poll(() => app.draft).toBeUndefined();
  });

  it('saves without a conflict when an unreachable app is back', async () => {
    const { store, tonnes, status, screen } = await show();
    app.isGone = true;
    await tonnes.fill('55');
    await userEvent.tab();
    await expect.element(status).toMatchTextContent(/not responding/);
    await expect.element(tonnes).toHaveValue('55.0');
    app.isGone = false;
    await expect.element(status).toHaveTextContent('Saved');
    expect(store.current().record).toEqual({ ...FIRST, tonnes: 55 });
    expect(store.changes).toBe(1);
    await expect.element(screen.getByRole('alert')).not.toBeInTheDocument();
  });

  it('treats a save whose answer was lost as stored: one change, no conflict', async () => {
    const { store, tonnes, status, screen } = await show();
    store.losesAnswer = true;
    await tonnes.fill('55');
    await userEvent.tab();
    await expect.element(status).toHaveTextContent('Saved');
    expect(store.changes).toBe(1);
    expect(store.current().record.tonnes).toBe(55);
    await expect.element(screen.getByRole('alert')).not.toBeInTheDocument();
  });

  it('keeps a text typed into a field while the previous value is being saved', async () => {
    const { store, name, heading } = await show();
    const release = store.hold();
    await name.fill('Tianmu Lithium');
    await userEvent.tab();
    await name.fill('Tianmu Lithium Co');
    release();
    await expect.element(heading).toHaveTextContent('Tianmu Lithium');
    await expect.element(name).toHaveValue('Tianmu Lithium Co');
  });

  it('keeps what is being typed when another window stores the same field, and asks which version to keep', async () => {
    const { store, tonnes, name, screen, status } = await show();
    await userEvent.click(tonnes);
    await userEvent.keyboard('{Control>}a{/Control}55');
    store.change({ name: 'Tianmu Lithium', tonnes: 99 });
    await screen.rerender(<Form store={store} version={store.current().version} />);
    await expect.element(screen.getByRole('alert')).toBeVisible();
    await expect.element(tonnes).toHaveValue('55');
    expect(store.current().record.tonnes).toBe(99);
    await screen.getByRole('button', { name: 'Save my version' }).click();
    await expect.element(status).toHaveTextContent('Saved');
    expect(store.current().record).toEqual({ name: 'Tianmu Lithium', tonnes: 55 });
    await expect.element(name).toHaveValue('Tianmu Lithium');
  });

  it('lets the user choose a version if another window stored the record meanwhile', async () => {
    const { store, tonnes, name, screen, status } = await show();
    store.change({ name: 'Tianmu', tonnes: 99 });
    await tonnes.fill('55');
    await userEvent.tab();
    await expect.element(screen.getByRole('alert')).toBeVisible();
    expect(store.current().record.tonnes).toBe(99);
    await expect.element(tonnes).toHaveValue('55.0');
    await screen.getByRole('button', { name: 'Save my version' }).click();
    await expect.element(status).toHaveTextContent('Saved');
    expect(store.current().record).toEqual({ name: 'Tianmu', tonnes: 55 });
    await expect.element(name).toHaveValue('Tianmu');
  });

  it('keeps a refused value in its field, marked as not stored, and stores it with the correction', async () => {
    const { store, name, tonnes, heading, status } = await show();
    store.refusal = new OrebookError('BAD_INPUT', { issues: [] });
    await name.fill('Taken');
    await userEvent.tab();
    await expect.element(status).toMatchTextContent(/not saved|Correct/i);
    await expect.element(name).toHaveValue('Taken');
    await expect.element(heading).toHaveTextContent('Tianmu');
    store.refusal = undefined;
    await tonnes.fill('12');
    await userEvent.tab();
    await expect.element(status).toHaveTextContent('Saved');
    expect(store.current().record).toEqual({ name: 'Taken', tonnes: 12 });
  });

  it('restores what a reload interrupted: an edit is stored, a half-typed text stays in its field as not saved', async () => {
    const unsavedInput = {
      edits: [{ path: 'name', value: 'Tianmu Lithium' }],
      texts: { tonnes: { text: '1 2', isLeft: false, isRestored: true } },
    } as unknown as UnsavedInput;
    const { store, tonnes, heading } = await show({ unsaved: unsavedInput });
    await expect.element(heading).toHaveTextContent('Tianmu Lithium');
    await expect.element(tonnes).toHaveValue('1 2');
    expect(store.current().record).toEqual({ name: 'Tianmu Lithium', tonnes: 30 });
  });
});
