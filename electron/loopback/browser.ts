import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

type Machine = { readonly platform: NodeJS.Platform; readonly env: NodeJS.ProcessEnv };

const isOnPath = (program: string, env: NodeJS.ProcessEnv): boolean =>
  (env.PATH ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });

/** Returns the command that opens an address in the default browser; undefined where there is no browser. */
export const browserCommand = (
  url: string,
  { platform, env }: Machine = { platform: process.platform, env: process.env },
): readonly [string, ...string[]] | undefined => {
  if (platform === 'darwin') return ['open', url];
  if (platform === 'win32') return ['rundll32', 'url.dll,FileProtocolHandler', url];
  return (env.DISPLAY || env.WAYLAND_DISPLAY) && isOnPath('xdg-open', env) ? ['xdg-open', url] : undefined;
};

/** Opens the address in the default browser, if there is one. */
export const openBrowser = (url: string): void => {
  const command = browserCommand(url);
  if (!command) return;
  const [program, ...args] = command;
  const child = spawn(program, args, { detached: true, stdio: 'ignore' });
  child.on('error', () => undefined);
  child.unref();
};
