import type { MenuItemConstructorOptions } from 'electron';
import { type ActId, actKeys, actLabel } from '#shared/contract/acts.ts';
import type { Offer } from '#shared/contract/desktop.ts';
import { text } from '#shared/messages/text.ts';

export type MenuOptions = {
  readonly platform: NodeJS.Platform;
  /** What the window that is used can do now; everything else is grey. */
  readonly offers: readonly Offer[];
  readonly onAct: (act: ActId) => void;
  readonly newWindow: () => void;
  readonly copyDiagnostics: () => void;
  readonly showLog: () => void;
  readonly about: () => void;
  /** Chromium's own tools, for those who work on the app. */
  readonly developing: boolean;
};

type Item = MenuItemConstructorOptions;

const LINE: Item = { type: 'separator' };
const LONGEST_LABEL = 80;

/** A label that shows what it says: an ampersand underlines the next letter elsewhere than on macOS. */
const shown = (label: string, platform: NodeJS.Platform): string => {
  const letters = Array.from(label);
  const short = letters.length > LONGEST_LABEL ? `${letters.slice(0, LONGEST_LABEL - 1).join('')}…` : label;
  return platform === 'darwin' ? short : short.replaceAll('&', '&&');
};

/** The accelerator of an act: its key with Ctrl or Cmd, of several the one that the system is used to. Single keys belong to the page. */
export const acceleratorOf = (act: ActId, platform: NodeJS.Platform): string | undefined => {
  const keys = actKeys(act).filter((one) => one.with === 'command' || one.with === 'commandShift');
  const key = (platform === 'darwin' ? keys.find((one) => one.with === 'commandShift') : undefined) ?? keys[0];
  return key && `CmdOrCtrl+${key.with === 'commandShift' ? 'Shift+' : ''}${key.key.toUpperCase()}`;
};

/** The menu of the app, made from the same list of acts as the palette and the keys. */
export const menuTemplate = (options: MenuOptions): Item[] => {
  const { platform, offers, onAct, developing } = options;
  const mac = platform === 'darwin';

  const act = (id: ActId): Item => {
    const offer = offers.find((one) => one.act === id);
    const accelerator = acceleratorOf(id, platform);
    return {
      id,
      label: shown(offer?.label ?? actLabel(id), platform),
      enabled: offer !== undefined,
      click: () => onAct(id),
      ...(accelerator === undefined ? {} : { accelerator }),
      ...(offer?.checked === undefined ? {} : { type: 'radio', checked: offer.checked }),
    };
  };
  const about: Item = { id: 'about', label: text('menu.about'), click: options.about };
  const settings: Item = { ...act('go.settings'), accelerator: 'CmdOrCtrl+,' };

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
        act('newContract'),
        act('newBuyer'),
        act('newProduct'),
        LINE,
        act('startNew'),
        act('openFile'),
        act('reveal'),
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
        act('summary'),
        act('print'),
        act('savePdf'),
        act('roll'),
        act('reset'),
        act('close'),
        LINE,
        { role: 'close', label: text('menu.closeWindow') },
        ...(mac ? [] : [settings, LINE, { role: 'quit' as const, label: text('menu.quit') }]),
      ],
    },
    {
      label: text('menu.edit'),
      submenu: [
        act('undo'),
        act('redo'),
        LINE,
        { role: 'cut', label: text('menu.cut') },
        { role: 'copy', label: text('menu.copy') },
        { role: 'paste', label: text('menu.paste') },
        { role: 'selectAll', label: text('menu.selectAll') },
        LINE,
        act('find'),
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
            'go.compare',
            'go.data',
          ] as const
        ).map(act),
        act('openPricing'),
        act('dates'),
        LINE,
        ...(['scale.k', 'scale.m', 'scale.bn'] as const).map(act),
        LINE,
        ...(['theme.system', 'theme.light', 'theme.dark'] as const).map(act),
        LINE,
        ...(['language.en', 'language.zh-CN'] as const).map(act),
        LINE,
        { role: 'resetZoom', label: text('menu.resetZoom') },
        { role: 'zoomIn', label: text('menu.zoomIn') },
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
        act('shortcuts'),
        LINE,
        { id: 'showLog', label: text('menu.showLog'), click: options.showLog },
        { id: 'copyDiagnostics', label: text('menu.copyDiagnostics'), click: options.copyDiagnostics },
        ...(mac ? [] : [LINE, about]),
      ],
    },
  ];
};
