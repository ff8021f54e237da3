import type { ContextMenuParams, MenuItemConstructorOptions } from 'electron';
import { type ActionId, actionKeys, actionLabel } from '#shared/contract/actions.ts';
import type { AvailableAction } from '#shared/contract/desktop.ts';
import { text } from '#shared/messages/text.ts';

export type MenuOptions = {
  readonly platform: NodeJS.Platform;
  /** The actions available in the focused window; all others are disabled. */
  readonly actions: readonly AvailableAction[];
  readonly onAction: (action: ActionId) => void;
  readonly newWindow: () => void;
  readonly copyDiagnostics: () => void;
  readonly showLog: () => void;
  readonly showAbout: () => void;
  /** Shows Chromium's developer tools. */
  readonly isDevelopment: boolean;
};

type Item = MenuItemConstructorOptions;

const SEPARATOR: Item = { type: 'separator' };
const MAX_LABEL_LENGTH = 80;

/** Shortens a label and escapes ampersands, which underline the next letter except on macOS. */
const menuLabel = (label: string, platform: NodeJS.Platform): string => {
  const letters = Array.from(label);
  const shortLabel = letters.length > MAX_LABEL_LENGTH ? `${letters.slice(0, MAX_LABEL_LENGTH - 1).join('')}…` : label;
  return platform === 'darwin' ? shortLabel : shortLabel.replaceAll('&', '&&');
};

/** Returns the accelerator of an action: its key with Ctrl or Cmd; on macOS the one with Shift, if there is one. The page handles single keys. */
export const acceleratorOf = (action: ActionId, platform: NodeJS.Platform): string | undefined => {
  const keys = actionKeys(action).filter((actionKey) => actionKey.with === 'command' || actionKey.with === 'commandShift');
  const key = (platform === 'darwin' ? keys.find((actionKey) => actionKey.with === 'commandShift') : undefined) ?? keys[0];
  return key && `CmdOrCtrl+${key.with === 'commandShift' ? 'Shift+' : ''}${key.key.toUpperCase()}`;
};

/** Returns the template of the application menu, from the same list of actions as the command palette and the shortcuts. */
export const menuTemplate = (options: MenuOptions): Item[] => {
  const { platform, actions, onAction, isDevelopment } = options;
  const isMac = platform === 'darwin';

  const action = (id: ActionId): Item => {
    const availableAction = actions.find((candidate) => candidate.action === id);
    const accelerator = acceleratorOf(id, platform);
    return {
      id,
      label: menuLabel(availableAction?.label ?? actionLabel(id), platform),
      // Cmd+Z of macOS reaches a text field through the menu only
      enabled: availableAction !== undefined || (isMac && (id === 'undo' || id === 'redo')),
      click: () => onAction(id),
      ...(accelerator === undefined ? {} : { accelerator }),
      ...(availableAction?.checked === undefined ? {} : { type: 'radio', checked: availableAction.checked }),
    };
  };
  const aboutItem: Item = { id: 'about', label: text('menu.about'), click: options.showAbout };
  const settingsItem: Item = { ...action('go.settings'), accelerator: 'CmdOrCtrl+,' };

  return [
    ...(isMac
      ? [
          {
            role: 'appMenu' as const,
            submenu: [
              aboutItem,
              SEPARATOR,
              settingsItem,
              SEPARATOR,
              { role: 'services' as const, label: text('menu.services') },
              SEPARATOR,
              { role: 'hide' as const, label: text('menu.hide') },
              { role: 'hideOthers' as const, label: text('menu.hideOthers') },
              { role: 'unhide' as const, label: text('menu.unhide') },
              SEPARATOR,
              { role: 'quit' as const, label: text('menu.quit') },
            ],
          },
        ]
      : []),
    {
      label: text('menu.file'),
      submenu: [
        action('newContract'),
        action('newBuyer'),
        action('newProduct'),
        action('newPlan'),
        SEPARATOR,
        action('startNew'),
        action('openFile'),
        action('openReadOnly'),
        action('reveal'),
        ...(isMac
          ? [
              {
                role: 'recentDocuments' as const,
                label: text('menu.recent'),
                submenu: [{ role: 'clearRecentDocuments' as const, label: text('menu.clearRecent') }],
              },
            ]
          : []),
        { id: 'newWindow', label: text('menu.newWindow'), accelerator: 'CmdOrCtrl+Shift+N', click: options.newWindow },
        SEPARATOR,
        action('summary'),
        action('print'),
        action('savePdf'),
        action('moveValuationDate'),
        action('reset'),
        action('lock'),
        action('close'),
        SEPARATOR,
        { role: 'close', label: text('menu.closeWindow') },
        ...(isMac ? [] : [settingsItem, SEPARATOR, { role: 'quit' as const, label: text('menu.quit') }]),
      ],
    },
    {
      label: text('menu.edit'),
      submenu: [
        action('undo'),
        action('redo'),
        SEPARATOR,
        { role: 'cut', label: text('menu.cut') },
        { role: 'copy', label: text('menu.copy') },
        { role: 'paste', label: text('menu.paste') },
        { role: 'selectAll', label: text('menu.selectAll') },
        SEPARATOR,
        action('find'),
      ],
    },
    {
      label: text('menu.view'),
      submenu: [
        ...(
          [
            'go.overview',
            'go.market',
            'go.china',
            'go.buyers',
            'go.contracts',
            'go.plans',
            'go.diversification',
            'go.cycles',
            'go.financing',
            'go.compare',
            'go.data',
          ] as const
        ).map(action),
        action('openPricing'),
        action('dates'),
        action('decisions'),
        action('notes'),
        action('goalSeek'),
        action('sensitivityTable'),
        SEPARATOR,
        ...(['scale.k', 'scale.m', 'scale.bn'] as const).map(action),
        action('hideAmounts'),
        SEPARATOR,
        ...(['theme.system', 'theme.light', 'theme.dark'] as const).map(action),
        SEPARATOR,
        ...(['language.en', 'language.zh-CN'] as const).map(action),
        SEPARATOR,
        { role: 'resetZoom', label: text('menu.resetZoom') },
        { role: 'zoomIn', label: text('menu.zoomIn') },
        // the key of the plus sign without Shift, as in browsers
        { role: 'zoomIn', accelerator: 'CmdOrCtrl+=', visible: false, acceleratorWorksWhenHidden: true },
        { role: 'zoomOut', label: text('menu.zoomOut') },
        SEPARATOR,
        { role: 'togglefullscreen', label: text('menu.fullScreen') },
        ...(isDevelopment
          ? [
              SEPARATOR,
              { role: 'reload' as const, label: text('menu.reload') },
              { role: 'toggleDevTools' as const, label: text('menu.devTools') },
            ]
          : []),
      ],
    },
    {
      role: 'windowMenu',
      label: text('menu.window'),
      submenu: [
        { role: 'minimize', label: text('menu.minimize') },
        { role: 'zoom', label: text('menu.zoom') },
        ...(isMac
          ? [SEPARATOR, { role: 'front' as const, label: text('menu.front') }]
          : [{ role: 'close' as const, label: text('menu.closeWindow') }]),
      ],
    },
    {
      role: 'help',
      label: text('menu.help'),
      submenu: [
        action('tour'),
        action('glossary'),
        action('news'),
        action('shortcuts'),
        SEPARATOR,
        { id: 'showLog', label: text('menu.showLog'), click: options.showLog },
        { id: 'copyDiagnostics', label: text('menu.copyDiagnostics'), click: options.copyDiagnostics },
        ...(isMac ? [] : [SEPARATOR, aboutItem]),
      ],
    },
  ];
};

/** Returns the template of a context menu: the edit commands that apply to what was clicked; empty where none does. */
export const contextMenuTemplate = ({
  isEditable,
  selectionText,
  editFlags,
}: Pick<ContextMenuParams, 'isEditable' | 'selectionText' | 'editFlags'>): Item[] => {
  const cut = { role: 'cut', label: text('menu.cut'), enabled: editFlags.canCut } as const;
  const copy = { role: 'copy', label: text('menu.copy'), enabled: editFlags.canCopy } as const;
  const paste = { role: 'paste', label: text('menu.paste'), enabled: editFlags.canPaste } as const;
  const selectAll = { role: 'selectAll', label: text('menu.selectAll'), enabled: editFlags.canSelectAll } as const;
  if (isEditable) return [cut, copy, paste, { type: 'separator' }, selectAll];
  return selectionText.trim() === '' ? [] : [copy];
};
