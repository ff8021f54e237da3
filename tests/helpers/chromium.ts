import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from '@playwright/test';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const packageFolder = join(root, 'node_modules', '@sparticuz', 'chromium');

/** Unpacks the browser, its libraries and fonts into TMPDIR. Runs in a process of its own, so that TMPDIR can be any folder. */
const UNPACK = `
import chromium, { inflate } from '@sparticuz/chromium';
await inflate(process.argv[1]);
await chromium.executablePath();
`;

/** Unpacks the browser into a folder of its version under .cache. The folder is complete or not there. */
const unpackBrowser = (): string => {
  const { version } = JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8')) as { version: string };
  const folder = join(root, '.cache', `chromium-${version}`);
  if (existsSync(folder)) return folder;
  if (process.platform !== 'linux' || process.arch !== 'x64')
    throw new Error('The bundled browser is for Linux on x64. Set OREBOOK_CHROMIUM to a Chromium of this machine.');
  const partialFolder = `${folder}.${process.pid}`;
  mkdirSync(partialFolder, { recursive: true });
  const unpacking = spawnSync(process.execPath, ['--input-type=module', '-e', UNPACK, join(packageFolder, 'bin', 'al2023.tar.br')], {
    cwd: root,
    env: { ...process.env, TMPDIR: partialFolder },
    encoding: 'utf8',
  });
  if (unpacking.status !== 0) {
    rmSync(partialFolder, { recursive: true, force: true });
    throw new Error(`The bundled browser could not be unpacked: ${unpacking.stderr.trim().split('\n').at(-1)}`);
  }
  try {
    renameSync(partialFolder, folder);
  } catch (error) {
    // another process unpacked it at the same time
    rmSync(partialFolder, { recursive: true, force: true });
    if (!existsSync(folder)) throw error;
  }
  return folder;
};

export type BrowserLaunch = {
  readonly executablePath: string;
  readonly args: string[];
  readonly env: Record<string, string>;
};

const readDefinedEnv = (): Record<string, string> =>
  Object.fromEntries(Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined));

const ARGS = [
  '--no-sandbox',
  '--no-zygote',
  '--disable-gpu',
  '--font-render-hinting=none',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-domain-reliability',
  '--disable-sync',
  '--no-first-run',
  '--no-pings',
];

const fontConfiguration = (folder: string): string => `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${join(folder, 'fonts')}</dir>
  <cachedir>${join(folder, 'fontconfig')}</cachedir>
</fontconfig>
`;

/** Launch options of the browser of the tests: the bundled Chromium, or the one in OREBOOK_CHROMIUM. */
export const browserLaunchOptions = (): BrowserLaunch => {
  const ownPath = process.env.OREBOOK_CHROMIUM;
  if (ownPath) return { executablePath: ownPath, args: ARGS, env: readDefinedEnv() };
  const folder = unpackBrowser();
  const fonts = join(folder, 'fonts.conf');
  // the packed configuration has folders of another machine; without any font the browser's pages crash
  writeFileSync(fonts, fontConfiguration(folder));
  return {
    executablePath: join(folder, 'chromium'),
    args: ARGS,
    env: {
      ...readDefinedEnv(),
      LD_LIBRARY_PATH: join(folder, 'al2023', 'lib'),
      FONTCONFIG_FILE: fonts,
    },
  };
};

/** Starts the browser once, so that a browser that can't start is one error of one line and not a failure of every test. */
export const requireBrowser = async (): Promise<void> => {
  try {
    const browser = await chromium.launch(browserLaunchOptions());
    await browser.close();
  } catch (error) {
    const [first = ''] = String(error instanceof Error ? error.message : error).split('\n');
    throw new Error(`The browser of the tests can't start (OREBOOK_CHROMIUM can name another one): ${first}`);
  }
};
