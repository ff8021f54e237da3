import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CORE_ORDER } from '../../.dependency-cruiser.mjs';
import { root } from '../helpers/app.ts';

const PAGES = [
  'ARCHITECTURE.md',
  'core/README.md',
  'electron/README.md',
  'engine/README.md',
  'shared/README.md',
  'renderer/features/README.md',
  'tests/README.md',
];

/** Paths in code marks and links of a page: those with a folder, from the project's root or from the page's own folder. */
const pathsIn = (page: string): readonly string[] =>
  [...readFileSync(join(root, page), 'utf8').matchAll(/`([\w./-]+\/[\w./-]*)`|\]\(([\w./-]+)\)/g)].map(
    ([, code, link]) => code ?? link ?? '',
  );

describe('orientation pages', () => {
  it.each(PAGES)('%s names only files and folders that exist', (page) => {
    const folder = page.includes('/') ? page.slice(0, page.lastIndexOf('/')) : '';
    const missingPaths = pathsIn(page).filter((path) => ![join(root, path), join(root, folder, path)].some((place) => existsSync(place)));
    expect(missingPaths).toEqual([]);
  });

  it('follow a contract term through at most 25 files', () => {
    const walk = /\*\*A contract term.*?\n\n([\s\S]*?)\n\n\*\*/.exec(readFileSync(join(root, 'ARCHITECTURE.md'), 'utf8'))?.[1] ?? '';
    const files = new Set([...walk.matchAll(/`([\w./-]+\.tsx?)`/g)].map(([, path]) => path));
    expect(files.size).toBeGreaterThan(15);
    expect(files.size).toBeLessThanOrEqual(25);
  });

  it('state the order of the folders of core as the import rules have it', () => {
    const order = /`CORE_ORDER`.*\n((?: +\d\. .*\n)+)/.exec(readFileSync(join(root, 'core/README.md'), 'utf8'))?.[1] ?? '';
    expect([...order.matchAll(/`(\w+)`/g)].map(([, name]) => name)).toEqual(CORE_ORDER);
  });
});
