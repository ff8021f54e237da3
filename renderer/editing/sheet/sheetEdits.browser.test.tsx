import { QueryClientProvider } from '@tanstack/react-query';
import { describe, expect, it, vi } from 'vitest';
import { type Locator, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-react';
import type { Input } from '#shared/contract/contract.ts';
import { Buyer } from '#shared/domain/buyer.ts';
import { BuyerId } from '#shared/domain/ids.ts';
import { setAt } from '#shared/recordPath.ts';
import { call } from '../../api/client.ts';
import { applyHostEvent, createQueryClient, useCall, useSendCommand } from '../../api/queries.ts';
import { DataTable } from '../../components/DataTable.tsx';
import { ComponentSettingsProvider } from '../../components/settings.tsx';
import { ToastRoot } from '../../components/Toast.tsx';
import { ThemeRoot } from '../../theme/ThemeRoot.tsx';
import { at, rootOf } from '../fields/fieldPath.ts';
import type { FieldSpec } from '../fields/fieldSpec.ts';
import { fieldColumn } from './fieldColumn.ts';
import { useSheetDraft } from './useSheetDraft.ts';
import { useSheetEdits } from './useSheetEdits.ts';

const buyer = (name: string): Buyer =>
  Buyer.parse({
    id: name.toLowerCase(),
    name,
    country: 'CN',
    destination: [],
    type: 'smelter',
    ownership: 'private',
    rating: 'BB',
    cycleSensitivity: 1,
    note: '',
  });

type Entry = { readonly buyer: Buyer; readonly version: number };

/** An app behind the page: it keeps buyers and drafts, runs a request once, and can lose an answer or answer nothing. */
const app = vi.hoisted(() => {
  const state = {
    isGone: false,
    losesAnswer: false,
    workspaceId: 'a',
    stored: new Map<string, Entry>(),
    drafts: new Map<string, unknown>(),
    requests: [] as (string | undefined)[],
    changes: 0,
  };
  const confirmedRequests = new Set<string>();
  const answer = (value: unknown): string => JSON.stringify({ ok: true, value, revision: 1 + state.changes });
  const refuse = (code: string): string => JSON.stringify({ ok: false, error: { code, details: {}, id: 'x' } });
  const run = (
    name: string,
    input: { workspaceId: string; id: string; ids: string[]; entries: Input<'buyers.saveMany'>['entries']; fields: unknown },
    requestId: string,
  ): string => {
    const { workspaceId, id, ids, entries, fields } = input;
    if (workspaceId !== undefined && workspaceId !== state.workspaceId) return refuse('NOT_FOUND');
    if (name === 'workspace.state') return answer({ open: true, id: state.workspaceId });
    if (name === 'drafts.get') return answer({ workspaceId: state.workspaceId, fields: state.drafts.get(`${state.workspaceId} ${id}`) });
    if (name === 'drafts.save') state.drafts.set(`${workspaceId} ${id}`, fields);
    if (name === 'drafts.discard') state.drafts.delete(`${workspaceId} ${id}`);
    if (name === 'buyers.getMany') return answer({ entries: ids.flatMap((buyerId) => state.stored.get(buyerId) ?? []) });
    if (name === 'buyers.list') return answer({ rows: [...state.stored.values()].map(({ buyer }) => buyer) });
    if (name === 'buyers.saveMany') {
      state.requests.push(requestId);
      if (!confirmedRequests.has(requestId)) {
        if (entries.some(({ id: buyerId, version }) => state.stored.get(buyerId)?.version !== version)) return refuse('STALE');
        for (const { id: buyerId, version, edits } of entries) {
          const { buyer: before } = state.stored.get(buyerId) as Entry;
          const after = edits.reduce((editedBuyer, { path, value }) => setAt(editedBuyer, path, value), before);
          state.stored.set(buyerId, { buyer: after, version: version + 1 });
        }
        state.changes += 1;
        confirmedRequests.add(requestId);
      }
      if (state.losesAnswer) {
        state.losesAnswer = false;
        throw new Error('the answer is lost');
      }
    }
    return answer({});
  };
  const call = async (name: string, input: string, requestId = ''): Promise<string> => {
    if (state.isGone) throw new Error('the app is gone');
    return run(name, JSON.parse(input), requestId);
  };
  Object.assign(window, { orebook: { call, cancel: () => undefined, takeFile: call, onNotification: () => () => undefined } });
  return state;
});

const PATH = rootOf<Buyer>();
const NAME: FieldSpec = { kind: 'text', label: 'Name', required: true };
const CYCLE: FieldSpec = { kind: 'number', label: 'Cycle', required: true, scale: 1, step: 0.1, decimals: 2, unit: '×' };

const BuyersSheet = ({ between }: { readonly between: () => unknown }) => {
  const rows = (useCall('buyers.list', {}).data?.rows ?? []) as unknown as readonly Buyer[];
  const save = useSendCommand('buyers.saveMany');
  const draft = useSheetDraft({ kind: 'buyer', id: 'table' });
  const onEdit = useSheetEdits<Buyer>({
    read: async (ids) => {
      const { entries } = await call('buyers.getMany', { ids: ids.map((id) => BuyerId.parse(id)) });
      await between();
      return new Map(entries.map(({ buyer: record, version }) => [record.id, { record, version }]));
    },
    fieldOf: (column) => (column === 'name' ? { path: at(PATH, 'name'), spec: NAME } : { path: at(PATH, 'cycleSensitivity'), spec: CYCLE }),
    schema: Buyer,
    save: (records, options) => save({ entries: records.map(({ record: { id }, version, edits }) => ({ id, version, edits })) }, options),
    savedText: (records) => `${records.length} stored`,
  });
  return (
    <DataTable
      label="Buyers"
      columns={[
        fieldColumn<Buyer>('name', NAME, 200, ({ name }) => name),
        fieldColumn<Buyer>('cycleSensitivity', CYCLE, 120, ({ cycleSensitivity }) => cycleSensitivity),
      ]}
      rows={rows}
      rowKey={({ id }) => id}
      onEdit={onEdit}
      draft={draft}
      visibleRows={4}
    />
  );
};

const show = async ({ between = (): unknown => undefined } = {}) => {
  app.isGone = false;
  app.requests = [];
  app.changes = 0;
  app.workspaceId = 'a';
  app.drafts.clear();
  app.stored = new Map(['Tianmu', 'Aldar'].map((name) => [name.toLowerCase(), { buyer: buyer(name), version: 1 }]));
  window.sessionStorage.clear();
  const client = createQueryClient();
  const screen = await render(
    <QueryClientProvider client={client}>
      <ThemeRoot mode="light">
        <ComponentSettingsProvider navigate={() => undefined}>
          <ToastRoot>
            <BuyersSheet between={between} />
          </ToastRoot>
        </ComponentSettingsProvider>
      </ThemeRoot>
    </QueryClientProvider>,
  );
  const grid = screen.getByRole('grid', { name: 'Buyers' });
  const cell = (row: number, column: number): Locator =>
    grid
      .getByRole('row')
      .nth(row + 1)
      .getByRole('gridcell')
      .nth(column);
  /** Chooses a cell and expects the message about it. */
  const expectMessage = async (row: number, column: number, words: RegExp): Promise<void> => {
    await cell(row, column).click();
    await expect.element(screen.getByRole('alert')).toMatchTextContent(words);
  };
  return { screen, client, cell, expectMessage };
};

const typeInto = async (cell: Locator, text: string): Promise<void> => {
  await cell.click();
  await userEvent.keyboard(`${text}{Enter}`);
};

const cycleOf = (id: string): number | undefined => app.stored.get(id)?.buyer.cycleSensitivity;

describe('a cell of a table', () => {
  it('is parsed as the field of a form, and its issue is in the field’s unit', async () => {
    const { cell, expectMessage } = await show();
    await typeInto(cell(0, 1), '1.25');
    await expect.poll(() => cycleOf('tianmu')).toBe(1.25);
    await typeInto(cell(0, 1), '7');
    await expectMessage(0, 1, /^Must be at most 5\.00 ×\.$/);
    await expect.element(cell(0, 1)).toHaveTextContent('7');
    await typeInto(cell(1, 0), ' ');
    expect(app.stored.get('aldar')?.buyer.name).toBe('Aldar');
  });

  it('stores the valid cells of a block as one change and keeps the others with their reason', async () => {
    const { cell, expectMessage } = await show();
    await cell(0, 1).click();
    await navigator.clipboard.writeText('9\n2');
    await userEvent.keyboard('{ControlOrMeta>}v{/ControlOrMeta}');
    await expect.poll(() => cycleOf('aldar')).toBe(2);
    await expectMessage(0, 1, /at most 5/);
    expect([cycleOf('tianmu'), app.changes]).toEqual([1, 1]);
  });

  it('is stored with the others of its block, whose records are read with one call', async () => {
    let readCount = 0;
    const { cell } = await show({ between: () => (readCount += 1) });
    await cell(0, 1).click();
    await navigator.clipboard.writeText('2\n3');
    await userEvent.keyboard('{ControlOrMeta>}v{/ControlOrMeta}');
    await expect.poll(() => [cycleOf('tianmu'), cycleOf('aldar')]).toEqual([2, 3]);
    expect([readCount, app.changes]).toEqual([1, 1]);
  });

  it('shows that it is not saved while the app does not answer, and is stored by itself once it does', async () => {
    const { cell, expectMessage } = await show();
    app.isGone = true;
    await typeInto(cell(0, 1), '2');
    await expectMessage(0, 1, /Orebook is not responding/);
    await expect.element(cell(0, 1)).toHaveTextContent('2');
    app.isGone = false;
    await expect.poll(() => cycleOf('tianmu')).toBe(2);
    await expect.element(cell(0, 1)).toHaveTextContent('2.00');
  });

  it('is sent again under the same request after a lost answer: one change, no conflict', async () => {
    const { cell, screen } = await show();
    app.losesAnswer = true;
    await typeInto(cell(0, 1), '2');
    await expect.poll(() => app.requests.length).toBe(2);
    expect(new Set(app.requests).size).toBe(1);
    await expect.element(screen.getByText('1 stored')).toBeVisible();
    expect(app.changes).toBe(1);
  });

  it('is stored on top of a change of another field elsewhere, and refused where its own value was changed', async () => {
    let change: (() => void) | undefined = () => {
      const { buyer: before, version } = app.stored.get('tianmu') as Entry;
      app.stored.set('tianmu', { buyer: { ...before, note: 'Changed' }, version: version + 1 });
    };
    const between = () => {
      change?.();
      change = undefined;
    };
    const { cell, expectMessage } = await show({ between });
    await typeInto(cell(0, 1), '2');
    await expect.poll(() => app.stored.get('tianmu')?.buyer).toMatchObject({ note: 'Changed', cycleSensitivity: 2 });
    change = () => {
      const { buyer: before, version } = app.stored.get('tianmu') as Entry;
      app.stored.set('tianmu', { buyer: { ...before, cycleSensitivity: 4 }, version: version + 1 });
    };
    await typeInto(cell(0, 1), '3');
    await expectMessage(0, 1, /Not saved: changed elsewhere/);
    await expect.element(cell(0, 1)).toHaveTextContent('3');
    expect(cycleOf('tianmu')).toBe(4);
  });

  it('is not shown in another workspace, and is there again when its own is opened', async () => {
    const { cell, client } = await show();
    await typeInto(cell(0, 1), '2x');
    await expect.poll(() => [...app.drafts.keys()]).toEqual(['a table']);
    const open = (workspaceId: string, seq: number): void => {
      app.workspaceId = workspaceId;
      applyHostEvent(client, { kind: 'workspace', seq, revision: seq });
    };
    open('b', 1);
    await expect.element(cell(0, 1)).toHaveTextContent('1.00');
    await typeInto(cell(1, 1), '3');
    await expect.poll(() => cycleOf('aldar')).toBe(3);
    expect(cell(0, 1).element().textContent).not.toContain('2x');
    open('a', 2);
    await expect.element(cell(0, 1)).toHaveTextContent('2x');
  });
});
