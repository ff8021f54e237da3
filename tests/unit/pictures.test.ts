import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { expect, it } from 'vitest';
import { root } from '../helpers/app.ts';

/** Markdown files of the project: those at the root and those under docs. */
const documents = [
  ...readdirSync(root).map((name) => join(root, name)),
  ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' }).map((name) => join(root, 'docs', name)),
].filter((path) => path.endsWith('.md'));

/** The files that a document links to or shows, relative to the root; addresses and anchors excluded. */
const linkedFiles = (path: string): readonly string[] =>
  [...readFileSync(path, 'utf8').matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)]
    .map(([, target = '']) => target)
    .filter((target) => !/^[a-z]+:/.test(target))
    .map((target) => relative(root, join(dirname(path), target)).replaceAll('\\', '/'));

const linkedPictures = new Set(documents.flatMap(linkedFiles));

it('every link of a document leads to a file', () => {
  expect(linkedPictures.size).toBeGreaterThan(20);
  expect([...linkedPictures].filter((path) => !existsSync(join(root, path)))).toEqual([]);
});

it('the repository has only the pictures of pages that a document shows', () => {
  const pictures = readdirSync(join(root, 'docs', 'screens')).map((name) => `docs/screens/${name}`);
  expect(pictures.length).toBeGreaterThan(5);
  expect(pictures.filter((path) => !linkedPictures.has(path))).toEqual([]);
});
