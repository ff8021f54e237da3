import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { setConnection, setCoreLost } from '../../api/connection.ts';
import { readLocalDraft, writeLocalDraft } from './localDraft.ts';
import { localDraftName, sendDraft } from './useDraft.ts';

const A = { kind: 'contract', id: 'new', workspaceId: 'a' } as const;
const B = { ...A, workspaceId: 'b' } as const;
const FIELDS = { edits: [], texts: { name: { text: 'Half a na', isLeft: false } } };

const storage = (): Storage => {
  const items = new Map<string, string>();
  return {
    get length() {
      return items.size;
    },
    clear: () => items.clear(),
    key: (index) => [...items.keys()][index] ?? null,
    getItem: (key) => items.get(key) ?? null,
    setItem: (key, value) => void items.set(key, value),
    removeItem: (key) => void items.delete(key),
  };
};

/** A host over HTTP in which one workspace is open; it records its requests. */
const stubHost = (open: string) => {
  const sentCalls: { readonly call: string; readonly workspaceId: unknown }[] = [];
  vi.stubGlobal('fetch', async (path: string, init: RequestInit) => {
    const call = path.slice('/api/'.length);
    if (call === 'host.capabilities') return Response.json({ ok: true, value: {}, revision: 1 });
    const { workspaceId } = JSON.parse(String(init.body)) as { readonly workspaceId: unknown };
    sentCalls.push({ call, workspaceId });
    if (workspaceId !== open) return Response.json({ ok: false, error: { code: 'NOT_FOUND', details: { kind: 'workspace' }, id: 'x' } });
    return Response.json({ ok: true, value: { done: true }, revision: 1 });
  });
  return sentCalls;
};

beforeEach(() => {
  setConnection('live');
  setCoreLost(false);
  vi.stubGlobal('document', { querySelector: () => null });
  vi.stubGlobal('window', { crypto: { randomUUID: () => 'id' }, sessionStorage: storage(), localStorage: storage() });
});
afterEach(() => void vi.unstubAllGlobals());

describe('a draft in the browser tab', () => {
  it('is read by its name and gone once it is removed', () => {
    writeLocalDraft('session', localDraftName(A), FIELDS);
    expect(readLocalDraft('session', localDraftName(A))).toEqual(FIELDS);
    expect(readLocalDraft('local', localDraftName(A))).toBeUndefined();
    writeLocalDraft('session', localDraftName(A), undefined);
    expect(readLocalDraft('session', localDraftName(A))).toBeUndefined();
  });

  it('of one workspace never appears in another', () => {
    writeLocalDraft('session', localDraftName(A), FIELDS);
    expect(readLocalDraft('session', localDraftName(B))).toBeUndefined();
  });

  it('works without storage if that is disabled or contains something else', () => {
    vi.stubGlobal('window', {
      get sessionStorage() {
        throw new Error('shut off');
      },
    });
    writeLocalDraft('session', localDraftName(A), FIELDS);
    expect(readLocalDraft('session', localDraftName(A))).toBeUndefined();
    const brokenStorage = storage();
    brokenStorage.setItem(`orebook.${localDraftName(A)}`, '{');
    vi.stubGlobal('window', { sessionStorage: brokenStorage });
    expect(readLocalDraft('session', localDraftName(A))).toBeUndefined();
  });
});

describe('a draft on its way to the app', () => {
  it('is removed from the tab once the app has it', async () => {
    const sentCalls = stubHost('a');
    writeLocalDraft('session', localDraftName(A), { edits: [], texts: {} });
    await sendDraft(A)(FIELDS, false);
    await sendDraft(A)(undefined, false);
    expect(sentCalls.map(({ call }) => call)).toEqual(['drafts.save', 'drafts.discard']);
    expect(readLocalDraft('session', localDraftName(A))).toBeUndefined();
  });

  it('stays in the tab if the page closes and the app does not answer', async () => {
    stubHost('a');
    setCoreLost(true);
    await sendDraft(A)(FIELDS, true);
    expect(readLocalDraft('session', localDraftName(A))).toEqual(FIELDS);
  });

  it('is refused while another workspace is open, and stays in the tab for its own workspace', async () => {
    const sentCalls = stubHost('b');
    await expect(sendDraft(A)(FIELDS, false)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(sentCalls).toEqual([{ call: 'drafts.save', workspaceId: 'a' }]);
    expect(readLocalDraft('session', localDraftName(A))).toEqual(FIELDS);
    expect(readLocalDraft('session', localDraftName(B))).toBeUndefined();
  });
});
