import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createPackageWithOptions, extractAll, uncacheAll } from '@electron/asar';
import { chromium } from '@playwright/test';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { findContentFaults, findFuseFaults } from '../../../scripts/packedApp.mjs';
import { makeSbom } from '../../../scripts/sbom.mjs';
import { root, tempFolder } from '../../helpers/app.ts';
import { browserLaunchOptions } from '../../helpers/chromium.ts';
import { startDouble } from '../../helpers/electronDouble/startDouble.ts';
import { createDistStandIn } from '../../helpers/runtimeStandIn.ts';

// Packed for Linux on any system: a stand-in of its runtime is a folder of plain files.
const TARGET = `linux-${process.arch}`;

let folder: ReturnType<typeof tempFolder>;
let app: string;
let resources: string;

const node = (...args: readonly string[]): void => {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${args.join(' ')}: ${stdout}${stderr}`);
};

beforeAll(() => {
  folder = tempFolder();
  const output = join(folder.path, 'packages');
  node(join(root, 'scripts', 'build.mjs'), '--if-older');
  node(
    join(root, 'node_modules', 'electron-builder', 'cli.js'),
    '--dir',
    '--linux',
    `--${process.arch}`,
    '--publish=never',
    `-c.electronDist=${createDistStandIn(join(folder.path, 'runtime'))}`,
    `-c.directories.output=${output}`,
  );
  const [appFolder = ''] = readdirSync(output).filter((name) => name.endsWith('-unpacked'));
  app = join(output, appFolder);
  resources = join(app, 'resources');
  // a build and a package
});
afterAll(() => folder.remove());

describe('a package', () => {
  it('contains the build and the driver for its system, complete, and nothing else', () => {
    expect(findContentFaults(resources, TARGET)).toEqual([]);
  });

  it('has every fuse of its runtime set', async () => {
    expect(await findFuseFaults(join(app, 'orebook'))).toEqual([]);
  });

  it('contains the licences of the runtime and of every bundled package', () => {
    expect(readdirSync(app).filter((name) => /\.(?:txt|html)$/.test(name))).toEqual([
      'LICENSE.electron.txt',
      'LICENSES.chromium.html',
      'THIRD-PARTY.txt',
    ]);
    const notices = readFileSync(join(app, 'THIRD-PARTY.txt'), 'utf8');
    for (const name of [
      'react',
      'zod',
      'kysely',
      'pdfkit',
      'better-sqlite3-multiple-ciphers',
      '@expo-google-fonts/noto-sans-sc',
      '@jsquash/jpeg',
    ])
      expect(notices).toMatch(new RegExp(`^${name} \\d+\\.\\d+\\.\\d+ \\(`, 'm'));
    for (const [name, notice] of [
      ['brotli', 'Copyright 2013 Google Inc.'],
      ['dfa', 'Copyright (c) Devon Govett'],
      ['better-sqlite3-multiple-ciphers', 'Copyright (c) 2006-2026 Ulrich Telle'],
      ['fontkit', 'Copyright (c) 2014-present Devon Govett'],
    ])
      expect(notices.split(`\n${name} `)[1]?.split('-'.repeat(80))[0]).toContain(notice);
    expect(notices).toContain('Copyright (c) 2008, Frances Y. Kuo and Stephen Joe');
    // MPL-2.0, section 3.2: recipients must learn where the source code is
    expect(notices).toMatch(/^@resvg\/resvg-wasm [\d.]+ \(MPL-2\.0\)\n\n[^-]*source code is at\nhttps:\/\//m);
  });

  it('has a bill of materials with every bundled package, its licence and its digest, and the runtime', () => {
    const titles = [...readFileSync(join(app, 'THIRD-PARTY.txt'), 'utf8').matchAll(/^-{80}\n\n(\S+ \d+\.\d+\.\d+\S*) \(/gm)].map(
      ([, title]) => title,
    );
    const bill = JSON.parse(makeSbom()) as {
      readonly bomFormat: string;
      readonly components: readonly {
        readonly name: string;
        readonly version: string;
        readonly hashes: object[];
        readonly licenses: object[];
      }[];
      readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[];
    };
    expect(bill.bomFormat).toBe('CycloneDX');
    const { version } = JSON.parse(readFileSync(join(root, 'node_modules', 'electron', 'package.json'), 'utf8')) as {
      readonly version: string;
    };
    expect(bill.components.map((component) => `${component.name} ${component.version}`).toSorted()).toEqual(
      [...titles, `electron ${version}`].sort(),
    );
    for (const { hashes, licenses } of bill.components) expect([hashes.length, licenses.length]).toEqual([1, 1]);
    const refs = new Set(bill.dependencies.map(({ ref }) => ref));
    expect(bill.dependencies.flatMap(({ dependsOn }) => dependsOn).filter((reference) => !refs.has(reference))).toEqual([]);
  });

  it('keeps only the languages of the app from the runtime', () => {
    expect(readdirSync(join(app, 'locales')).sort()).toEqual(['en-GB.pak', 'en-US.pak', 'zh-CN.pak']);
  });
});

it('the packed app, extracted from its archive, passes its own smoke test on the double of Electron', async () => {
  const extractedFolder = join(folder.path, 'extracted');
  extractAll(join(resources, 'app.asar'), extractedFolder);
  const browser = await chromium.launch(browserLaunchOptions());
  const app = startDouble({
    context: await browser.newContext(),
    main: join(extractedFolder, 'dist', 'hosts', 'main.js'),
    args: ['--smoke-test'],
    env: { ...process.env, OREBOOK_DATA: join(folder.path, 'data') },
  });
  const { code, stdout, stderr } = await app.ended;
  await browser.close();
  expect({ code, stdout, stderr, faults: app.faults }).toEqual({
    code: 0,
    stdout: expect.stringMatching(/^Orebook \d+\.\d+\.\d+ passed its smoke test\.\n$/),
    stderr: '',
    faults: [],
  });
});

describe('the check of a package', () => {
  let copy: string;
  let content: string;

  /** Packs the content again after a change. */
  const repack = async (): Promise<string[]> => {
    const archive = join(copy, 'app.asar');
    for (const path of [archive, `${archive}.unpacked`]) rmSync(path, { recursive: true, force: true });
    await createPackageWithOptions(content, archive, { unpack: '**/prebuilds/*.node' });
    uncacheAll();
    return findContentFaults(copy, TARGET);
  };
  const addFile = (path: string, text: string): void => {
    mkdirSync(dirname(join(content, path)), { recursive: true });
    writeFileSync(join(content, path), text);
  };

  beforeEach(() => {
    copy = join(folder.path, 'copy');
    content = join(folder.path, 'content');
    for (const path of [copy, content]) rmSync(path, { recursive: true, force: true });
    cpSync(resources, copy, { recursive: true });
    extractAll(join(resources, 'app.asar'), content);
  });

  it('reports nothing for a package that is only packed again', async () => {
    expect(await repack()).toEqual([]);
  });

  it('reports a source, a test, a map and an unused library', async () => {
    const strays = ['engine/index.ts', 'tests/unit/a.test.ts', 'dist/hosts/core.js.map', 'node_modules/kysely/dist/index.js'];
    for (const path of strays) addFile(path, '');
    expect((await repack()).sort()).toEqual(strays.map((path) => `stray file in the archive: ${path}`).sort());
  });

  it('reports a chunk that no module names', async () => {
    addFile('dist/hosts/left-AbCd1234.js', '');
    expect(await repack()).toEqual(['no other module imports dist/hosts/left-AbCd1234.js']);
  });

  it('reports a missing file', async () => {
    rmSync(join(content, 'dist', 'hosts', 'core.js'));
    expect(await repack()).toContain('missing in the archive: dist/hosts/core.js');
  });

  it('reports a driver for another system, and a missing one', async () => {
    const prebuilds = join(content, 'node_modules', 'better-sqlite3-multiple-ciphers', 'prebuilds');
    renameSync(join(prebuilds, `${TARGET}.node`), join(prebuilds, 'win32-x64.node'));
    expect(await repack()).toEqual([
      'stray file beside the archive: node_modules/better-sqlite3-multiple-ciphers/prebuilds/win32-x64.node',
      `missing beside the archive: node_modules/better-sqlite3-multiple-ciphers/prebuilds/${TARGET}.node`,
    ]);
  });

  it('reports a file that was changed after packing', () => {
    const archive = join(copy, 'app.asar');
    const bytes = readFileSync(archive);
    bytes[bytes.length - 2] = bytes[bytes.length - 2]! ^ 1;
    writeFileSync(archive, bytes);
    uncacheAll();
    expect(findContentFaults(copy, TARGET)).toEqual([expect.stringMatching(/^wrong digest: /)]);
  });

  it('reports an app of more than 60 MB', async () => {
    addFile('dist/hosts/fonts/heavy.ttf', 'x'.repeat(60_000_000));
    expect(await repack()).toEqual([expect.stringMatching(/^\d+ MB; at most 60 MB are allowed$/)]);
  });

  it('reports a fuse at Electron’s default', async () => {
    expect(await findFuseFaults(join(folder.path, 'runtime', 'electron'))).toContain('the fuse RunAsNode is not off');
  });
});
