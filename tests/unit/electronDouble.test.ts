import type * as Electron from 'electron';
import { expectTypeOf, it } from 'vitest';
import type * as Double from '../helpers/electronDouble/electron.ts';

/** What a plain value of Electron can be: everything but its objects, of which the double has its own. */
type Plain = string | number | boolean | null | undefined | Electron.Rectangle | Buffer;

/** True if a member of the double is a function where Electron's is one, and returns or is one of its values. */
type Fits<D, R> = [R] extends [(...args: never[]) => infer Y]
  ? [D] extends [(...args: never[]) => infer X]
    ? [Awaited<Y>] extends [Plain]
      ? [X] extends [Y]
        ? true
        : [X] extends [never]
          ? true
          : false
      : true
    : false
  : [R] extends [Plain]
    ? [D] extends [R]
      ? true
      : false
    : true;

/** Members of the double that do not fit those of Electron. Emitters, and members of the double alone (`$`), are left out. */
type Unfit<D, R> = {
  [K in Exclude<keyof D & keyof R, keyof NodeJS.EventEmitter | keyof typeof import('node:events') | `$${string}`>]: Fits<
    D[K],
    R[K]
  > extends true
    ? never
    : K;
}[Exclude<keyof D & keyof R, keyof NodeJS.EventEmitter | keyof typeof import('node:events') | `$${string}`>];

type Window = InstanceType<typeof Double.BrowserWindow>;

it('the members of the double have the types of Electron’s (checked by the compiler)', () => {
  expectTypeOf<Unfit<typeof Double.app, Electron.App>>().toEqualTypeOf<never>();
  expectTypeOf<Unfit<Window, Electron.BrowserWindow>>().toEqualTypeOf<never>();
  expectTypeOf<Unfit<typeof Double.BrowserWindow, typeof Electron.BrowserWindow>>().toEqualTypeOf<never>();
  expectTypeOf<Unfit<Window['webContents'], Electron.WebContents>>().toEqualTypeOf<never>();
  expectTypeOf<Unfit<Window['webContents']['mainFrame'], Electron.WebFrameMain>>().toEqualTypeOf<never>();
  expectTypeOf<Unfit<typeof Double.ipcMain, Electron.IpcMain>>().toEqualTypeOf<never>();
  expectTypeOf<Unfit<InstanceType<typeof Double.Menu>, Electron.Menu>>().toEqualTypeOf<never>();
  // Electron's types have roles with capital letters; it returns them without
  expectTypeOf<Unfit<Omit<InstanceType<typeof Double.MenuItem>, 'role'>, Electron.MenuItem>>().toEqualTypeOf<never>();
  expectTypeOf<Unfit<typeof Double.session.defaultSession, Electron.Session>>().toEqualTypeOf<never>();
  expectTypeOf<Unfit<typeof Double.protocol, Electron.Protocol>>().toEqualTypeOf<never>();
  expectTypeOf<Unfit<typeof Double.clipboard, Electron.Clipboard>>().toEqualTypeOf<never>();
  expectTypeOf<Unfit<typeof Double.crashReporter, Electron.CrashReporter>>().toEqualTypeOf<never>();
  expectTypeOf<Unfit<typeof Double.nativeTheme, Electron.NativeTheme>>().toEqualTypeOf<never>();
});
