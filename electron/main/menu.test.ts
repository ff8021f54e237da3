import { describe, expect, it } from 'vitest';
import { ACTION_IDS, type ActionId } from '#shared/contract/actions.ts';
import type { AvailableAction } from '#shared/contract/desktop.ts';
import { acceleratorOf, contextMenuTemplate, menuTemplate } from './menu.ts';

type Item = ReturnType<typeof menuTemplate>[number];

const flattenItems = (items: readonly Item[]): readonly Item[] =>
  items.flatMap((item) => [item, ...(Array.isArray(item.submenu) ? flattenItems(item.submenu) : [])]);

const menu = (actions: readonly AvailableAction[], platform: NodeJS.Platform = 'linux') => {
  const actionsRun: ActionId[] = [];
  const items = flattenItems(
    menuTemplate({
      platform,
      actions,
      onAction: (action) => actionsRun.push(action),
      newWindow: () => undefined,
      copyDiagnostics: () => undefined,
      showLog: () => undefined,
      showAbout: () => undefined,
      isDevelopment: false,
    }),
  );
  const item = (id: string): Item => {
    const matches = items.filter((item) => item.id === id);
    expect(matches, id).toHaveLength(1);
    return matches[0] as Item;
  };
  return { items, item, done: actionsRun };
};

describe.each(['linux', 'win32', 'darwin'] as const)('the menu on %s', (platform) => {
  it('contains every action of the list once and runs it', () => {
    const { item, done } = menu([], platform);
    for (const id of ACTION_IDS) (item(id).click as () => void)();
    expect(done).toEqual(ACTION_IDS);
  });

  it('disables actions that are not available in the window', () => {
    const { item } = menu([{ action: 'openFile' }], platform);
    expect(item('openFile').enabled).toBe(true);
    expect(item('go.overview').enabled).toBe(false);
    // on macOS the menu alone passes Cmd+Z on to a text field
    expect(item('undo').enabled).toBe(platform === 'darwin');
  });

  it('uses no accelerator twice', () => {
    const accelerators = menu([], platform).items.flatMap(({ accelerator }) => (accelerator === undefined ? [] : [String(accelerator)]));
    expect(new Set(accelerators).size).toBe(accelerators.length);
  });

  it('has one way to quit and no development tools', () => {
    const roles = menu([], platform).items.map(({ role }) => role);
    expect(roles.filter((role) => role === 'quit')).toHaveLength(1);
    expect(roles).not.toContain('toggleDevTools');
    expect(roles).not.toContain('reload');
  });
});

it('uses the shortcuts of the page; single letters stay with the page', () => {
  expect(acceleratorOf('find', 'linux')).toBe('CmdOrCtrl+K');
  expect(acceleratorOf('redo', 'win32')).toBe('CmdOrCtrl+Y');
  expect(acceleratorOf('redo', 'darwin')).toBe('CmdOrCtrl+Shift+Z');
  expect(acceleratorOf('newContract', 'linux')).toBeUndefined();
  expect(acceleratorOf('go.market', 'linux')).toBeUndefined();
});

it('names the change to undo, whatever characters its label has', () => {
  const longText = 'x'.repeat(200);
  expect(menu([{ action: 'undo', label: 'Undo: Ore & Sons' }], 'linux').item('undo').label).toBe('Undo: Ore && Sons');
  expect(menu([{ action: 'undo', label: 'Undo: Ore & Sons' }], 'darwin').item('undo').label).toBe('Undo: Ore & Sons');
  expect(menu([{ action: 'undo', label: longText }]).item('undo').label).toHaveLength(80);
});

it('marks the chosen theme', () => {
  const { item } = menu([
    { action: 'theme.light', checked: false },
    { action: 'theme.dark', checked: true },
  ]);
  expect(item('theme.dark')).toMatchObject({ type: 'radio', checked: true });
  expect(item('theme.light')).toMatchObject({ type: 'radio', checked: false });
});

describe('the context menu', () => {
  const editFlags = {
    canUndo: false,
    canRedo: false,
    canCut: false,
    canCopy: true,
    canPaste: true,
    canDelete: false,
    canSelectAll: true,
    canEditRichly: false,
  };
  const listItems = (isEditable: boolean, selectionText: string) =>
    contextMenuTemplate({ isEditable, selectionText, editFlags }).map(({ role, enabled }) => ({ role, enabled }));

  it('offers the edit commands of a field, those that do not apply disabled', () => {
    expect(listItems(true, '')).toEqual([
      { role: 'cut', enabled: false },
      { role: 'copy', enabled: true },
      { role: 'paste', enabled: true },
      { role: undefined, enabled: undefined },
      { role: 'selectAll', enabled: true },
    ]);
  });

  it('offers to copy selected text, and nothing elsewhere', () => {
    expect(listItems(false, '240 kdmt')).toEqual([{ role: 'copy', enabled: true }]);
    expect(listItems(false, ' ')).toEqual([]);
  });
});
