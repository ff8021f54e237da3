import { theApp } from './app.ts';
import { BrowserWindow } from './browserWindow.ts';
import { createEvent, createStrict, fail, StrictEmitter } from './strict.ts';

export type Template = {
  readonly id?: string;
  readonly label?: string;
  readonly sublabel?: string;
  readonly toolTip?: string;
  readonly role?: string;
  readonly type?: 'normal' | 'separator' | 'submenu' | 'checkbox' | 'radio';
  readonly accelerator?: string;
  readonly registerAccelerator?: boolean;
  readonly acceleratorWorksWhenHidden?: boolean;
  readonly enabled?: boolean;
  readonly visible?: boolean;
  readonly checked?: boolean;
  readonly click?: (item: MenuItem, window: BrowserWindow | undefined, event: object) => void;
  readonly submenu?: readonly Template[] | Menu;
  readonly icon?: unknown;
};

/** Action of each role on the focused window, with the label and accelerator of Electron. */
const ROLES: Readonly<Record<string, { readonly label: string; readonly key?: string; readonly run: (window: BrowserWindow) => void }>> = {
  undo: { label: 'Undo', key: 'CommandOrControl+Z', run: ({ webContents }) => webContents.undo() },
  redo: { label: 'Redo', key: 'Shift+CommandOrControl+Z', run: ({ webContents }) => webContents.redo() },
  cut: { label: 'Cut', key: 'CommandOrControl+X', run: ({ webContents }) => webContents.cut() },
  copy: { label: 'Copy', key: 'CommandOrControl+C', run: ({ webContents }) => webContents.copy() },
  paste: { label: 'Paste', key: 'CommandOrControl+V', run: ({ webContents }) => webContents.paste() },
  delete: { label: 'Delete', run: ({ webContents }) => webContents.delete() },
  selectall: { label: 'Select All', key: 'CommandOrControl+A', run: ({ webContents }) => webContents.selectAll() },
  reload: { label: 'Reload', key: 'CommandOrControl+R', run: ({ webContents }) => webContents.reload() },
  toggledevtools: { label: 'Toggle Developer Tools', key: 'Ctrl+Shift+I', run: ({ webContents }) => webContents.toggleDevTools() },
  resetzoom: { label: 'Actual Size', key: 'CommandOrControl+0', run: ({ webContents }) => webContents.setZoomLevel(0) },
  zoomin: {
    label: 'Zoom In',
    key: 'CommandOrControl+Plus',
    run: ({ webContents }) => webContents.setZoomLevel(webContents.zoomLevel + 0.5),
  },
  zoomout: {
    label: 'Zoom Out',
    key: 'CommandOrControl+-',
    run: ({ webContents }) => webContents.setZoomLevel(webContents.zoomLevel - 0.5),
  },
  togglefullscreen: { label: 'Toggle Full Screen', key: 'F11', run: (window) => window.setFullScreen(!window.isFullScreen()) },
  minimize: { label: 'Minimize', key: 'CommandOrControl+M', run: (window) => window.minimize() },
  close: { label: 'Close Window', key: 'CommandOrControl+W', run: (window) => window.close() },
  quit: { label: 'Quit', key: 'CommandOrControl+Q', run: () => theApp.quit() },
};
/** Roles that macOS handles itself. */
const MAC_ROLES = ['hide', 'hideothers', 'unhide', 'services', 'front', 'zoom', 'window', 'recentdocuments', 'clearrecentdocuments'];
/** Roles of whole menus, which the app fills. */
const MENUS = ['appmenu', 'windowmenu', 'help'];

const ACCELERATOR =
  /^(?:(?:CommandOrControl|CmdOrCtrl|Command|Cmd|Control|Ctrl|Alt|Option|AltGr|Shift|Super|Meta)\+)*(?:[A-Z0-9]|F(?:[1-9]|1\d|2[0-4])|Plus|Space|Tab|Backspace|Delete|Insert|Return|Enter|Up|Down|Left|Right|Home|End|PageUp|PageDown|Escape|Esc|[-=,./\\;'[\]`])$/i;

export class MenuItem {
  readonly id: string;
  readonly type: NonNullable<Template['type']>;
  readonly role: string | undefined;
  readonly submenu: Menu | undefined;
  readonly accelerator: string | null;
  readonly click: (event?: object, window?: BrowserWindow) => void;
  label: string;
  enabled: boolean;
  visible: boolean;
  checked: boolean;

  constructor(template: Template) {
    const role = template.role?.toLowerCase();
    const roleAction = role === undefined ? undefined : ROLES[role];
    if (role !== undefined && !roleAction && ![...MENUS, ...MAC_ROLES].includes(role))
      fail(`the double of electron does not implement the menu role '${template.role}'`);
    const { submenu } = template;
    this.submenu = submenu === undefined || submenu instanceof Menu ? submenu : Menu.buildFromTemplate(submenu);
    this.type = template.type ?? (this.submenu ? 'submenu' : 'normal');
    if (this.type === 'submenu' && !this.submenu) throw new Error('Invalid submenu');
    this.role = role;
    this.id = template.id ?? '';
    this.label = template.label ?? roleAction?.label ?? '';
    if (this.type !== 'separator' && this.label === '' && role === undefined) fail('a menu item has neither label nor role');
    this.accelerator = template.accelerator ?? roleAction?.key ?? null;
    if (this.accelerator !== null && !ACCELERATOR.test(this.accelerator)) fail(`'${this.accelerator}' is not an accelerator`);
    this.enabled = template.enabled ?? true;
    this.visible = template.visible ?? true;
    this.checked = template.checked ?? false;
    this.click = (_event, focusedWindow) => {
      if (!this.enabled || !this.visible) return;
      if (this.type === 'checkbox') this.checked = !this.checked;
      const window = focusedWindow ?? BrowserWindow.getFocusedWindow() ?? undefined;
      if (template.click) template.click(this, window, createEvent({}));
      else if (roleAction && window) roleAction.run(window);
      else if (roleAction && role === 'quit') roleAction.run(undefined as unknown as BrowserWindow);
    };
    // biome-ignore lint/correctness/noConstructorReturn: the app gets the strict proxy
    return createStrict('MenuItem', this);
  }
}

let applicationMenu: Menu | null = null;

export class Menu extends StrictEmitter {
  items: MenuItem[] = [];

  constructor() {
    super('Menu', ['menu-will-show', 'menu-will-close']);
    // biome-ignore lint/correctness/noConstructorReturn: as above
    return createStrict('Menu', this);
  }
  static buildFromTemplate(template: readonly (Template | MenuItem)[]): Menu {
    const menu = new Menu();
    for (const entry of template) menu.append(entry instanceof MenuItem ? entry : new MenuItem(entry));
    return menu;
  }
  static setApplicationMenu(menu: Menu | null): void {
    applicationMenu = menu;
  }
  static getApplicationMenu(): Menu | null {
    return applicationMenu;
  }
  append(item: MenuItem): void {
    this.items.push(item);
  }
  getMenuItemById(id: string): MenuItem | null {
    for (const item of this.items) {
      const match = item.id === id ? item : item.submenu?.getMenuItemById(id);
      if (match) return match;
    }
    return null;
  }
  popup(): void {}
}
