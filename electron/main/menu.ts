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
  readonly about: () => void;
  /** Shows Chromium's developer tools. */
  readonly developing: boolean;
};

type Item = MenuItemConstructorOptions;

const LINE: Item = { type: 'separator' };
const LONGEST_LABEL = 80;

/** Shortens a label and escapes ampersands, which underline the next letter except on macOS. */
const menuLabel = (label: string, platform: NodeJS.Platform): string => {
  const letters = Array.from(label);
  const short = letters.length > LONGEST_LABEL ? `${letters.slice(0, LONGEST_LABEL - 1).join('')}…` : label;
  return platform === 'darwin' ? short : short.replaceAll('&', '&&');
};

/** Returns the accelerator of an action: its key with Ctrl or Cmd, on macOS preferably with Shift. The page handles single keys. */
export const acceleratorOf = (action: ActionId, platform: NodeJS.Platform): string | undefined => {
  const keys = actionKeys(action).filter((one) => one.with === 'command' || one.with === 'commandShift');
  const key = (platform === 'darwin' ? keys.find((one) => one.with === 'commandShift') : undefined) ?? keys[0];
  return key && `CmdOrCtrl+${key.with === 'commandShift' ? 'Shift+' : ''}${key.key.toUpperCase()}`;
};

/** Returns the template of the application menu, from the same list of actions as the command palette and the shortcuts. */
export const menuTemplate = (options: MenuOptions): Item[] => {
  const { platform, actions, onAction, developing } = options;
  const mac = platform === 'darwin';

  const action = (id: ActionId): Item => {
    const available = actions.find((one) => one.action === id);
    const accelerator = acceleratorOf(id, platform);
    return {
      id,
      label: menuLabel(available?.label ?? actionLabel(id), platform),
      // Cmd+Z of macOS reaches a text field through the menu only
      enabled: available !== undefined || (mac && (id === 'undo' || id === 'redo')),
      click: () => onAction(id),
      ...(accelerator === undefined ? {} : { accelerator }),
      ...(available?.checked === undefined ? {} : { type: 'radio', checked: available.checked }),
    };
  };
  const about: Item = { id: 'about', label: text('menu.about'), click: options.about };
  const settings: Item = { ...action('go.settings'), accelerator: 'CmdOrCtrl+,' };

  return [
    ...(mac
      ? [
          {
            role: 'appMenu' as const,
            submenu: [
              about,
              LINE,
              settings,
              LINE,
              { role: 'services' as const, label: text('menu.services') },
              LINE,
              { role: 'hide' as const, label: text('menu.hide') },
              { role: 'hideOthers' as const, label: text('menu.hideOthers') },
              { role: 'unhide' as const, label: text('menu.unhide') },
              LINE,
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
        LINE,
        action('startNew'),
        action('openFile'),
        action('reveal'),
        ...(mac
          ? [
              {
                role: 'recentDocuments' as const,
                label: text('menu.recent'),
                submenu: [{ role: 'clearRecentDocuments' as const, label: text('menu.clearRecent') }],
              },
            ]
          : []),
        { id: 'newWindow', label: text('menu.newWindow'), accelerator: 'CmdOrCtrl+Shift+N', click: options.newWindow },
        LINE,
        action('summary'),
        action('print'),
        action('savePdf'),
        action('moveValuationDate'),
        action('reset'),
        action('lock'),
        action('close'),
        LINE,
        { role: 'close', label: text('menu.closeWindow') },
        ...(mac ? [] : [settings, LINE, { role: 'quit' as const, label: text('menu.quit') }]),
      ],
    },
    {
      label: text('menu.edit'),
      submenu: [
        action('undo'),
        action('redo'),
        LINE,
        { role: 'cut', label: text('menu.cut') },
        { role: 'copy', label: text('menu.copy') },
        { role: 'paste', label: text('menu.paste') },
        { role: 'selectAll', label: text('menu.selectAll') },
        LINE,
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
        action('goalSeek'),
        action('sensitivityTable'),
        LINE,
        ...(['scale.k', 'scale.m', 'scale.bn'] as const).map(action),
        LINE,
        ...(['theme.system', 'theme.light', 'theme.dark'] as const).map(action),
        LINE,
        ...(['language.en', 'language.zh-CN'] as const).map(action),
        LINE,
        { role: 'resetZoom', label: text('menu.resetZoom') },
        { role: 'zoomIn', label: text('menu.zoomIn') },
        // the plus sign without Shift, as browsers take it
        { role: 'zoomIn', accelerator: 'CmdOrCtrl+=', visible: false, acceleratorWorksWhenHidden: true },
        { role: 'zoomOut', label: text('menu.zoomOut') },
        LINE,
        { role: 'togglefullscreen', label: text('menu.fullScreen') },
        ...(developing
          ? [
              LINE,
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
        ...(mac
          ? [LINE, { role: 'front' as const, label: text('menu.front') }]
          : [{ role: 'close' as const, label: text('menu.closeWindow') }]),
      ],
    },
    {
      role: 'help',
      label: text('menu.help'),
      submenu: [
        action('shortcuts'),
        LINE,
        { id: 'showLog', label: text('menu.showLog'), click: options.showLog },
        { id: 'copyDiagnostics', label: text('menu.copyDiagnostics'), click: options.copyDiagnostics },
        ...(mac ? [] : [LINE, about]),
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
