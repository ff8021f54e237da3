import { describe, expect, it } from 'vitest';
import { ACT_IDS, type ActId } from '#shared/contract/acts.ts';
import type { Offer } from '#shared/contract/desktop.ts';
import { acceleratorOf, menuTemplate } from './menu.ts';

type Item = ReturnType<typeof menuTemplate>[number];

const flat = (items: readonly Item[]): readonly Item[] =>
  items.flatMap((item) => [item, ...(Array.isArray(item.submenu) ? flat(item.submenu) : [])]);

const menu = (offers: readonly Offer[], platform: NodeJS.Platform = 'linux') => {
  const done: ActId[] = [];
  const items = flat(
    menuTemplate({
      platform,
      offers,
      onAct: (act) => done.push(act),
      newWindow: () => undefined,
      copyDiagnostics: () => undefined,
      showLog: () => undefined,
      about: () => undefined,
      developing: false,
    }),
  );
  const item = (id: string): Item => {
    const found = items.filter((one) => one.id === id);
    expect(found, id).toHaveLength(1);
    return found[0] as Item;
  };
  return { items, item, done };
};

describe.each(['linux', 'win32', 'darwin'] as const)('the menu on %s', (platform) => {
  it('holds every act of the list once, and does it', () => {
    const { item, done } = menu([], platform);
    for (const id of ACT_IDS) (item(id).click as () => void)();
    expect(done).toEqual(ACT_IDS);
  });

  it('is grey for what the window can’t do', () => {
    const { item } = menu([{ act: 'openFile' }], platform);
    expect(item('openFile').enabled).toBe(true);
    expect(item('undo').enabled).toBe(false);
  });

  it('uses no accelerator twice', () => {
    const all = menu([], platform).items.flatMap(({ accelerator }) => (accelerator === undefined ? [] : [String(accelerator)]));
    expect(new Set(all).size).toBe(all.length);
  });

  it('has one way out and the tools of development nowhere', () => {
    const roles = menu([], platform).items.map(({ role }) => role);
    expect(roles.filter((role) => role === 'quit')).toHaveLength(1);
    expect(roles).not.toContain('toggleDevTools');
    expect(roles).not.toContain('reload');
  });
});

it('an accelerator is the key of the page, and single letters stay with the page', () => {
  expect(acceleratorOf('find', 'linux')).toBe('CmdOrCtrl+K');
  expect(acceleratorOf('redo', 'win32')).toBe('CmdOrCtrl+Y');
  expect(acceleratorOf('redo', 'darwin')).toBe('CmdOrCtrl+Shift+Z');
  expect(acceleratorOf('newContract', 'linux')).toBeUndefined();
  expect(acceleratorOf('go.market', 'linux')).toBeUndefined();
});

it('undo says what it undoes, whatever is in its words', () => {
  const long = 'x'.repeat(200);
  expect(menu([{ act: 'undo', label: 'Undo: Ore & Sons' }], 'linux').item('undo').label).toBe('Undo: Ore && Sons');
  expect(menu([{ act: 'undo', label: 'Undo: Ore & Sons' }], 'darwin').item('undo').label).toBe('Undo: Ore & Sons');
  expect(menu([{ act: 'undo', label: long }]).item('undo').label).toHaveLength(80);
});

it('the chosen theme is marked', () => {
  const { item } = menu([
    { act: 'theme.light', checked: false },
    { act: 'theme.dark', checked: true },
  ]);
  expect(item('theme.dark')).toMatchObject({ type: 'radio', checked: true });
  expect(item('theme.light')).toMatchObject({ type: 'radio', checked: false });
});
