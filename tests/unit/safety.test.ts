import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { root } from '../helpers/app.ts';

const document = readFileSync(join(root, 'docs', 'safety.md'), 'utf8');

/** Lists the wrong references to tests in a text: a missing file, or a quoted title that the file named before it does not contain. */
const findWrongReferences = (text: string): readonly string[] => {
  let file = '';
  return [...text.matchAll(/`([\w/.-]+\.(?:test|spec)\.tsx?)`|“([^”]+)”/g)].flatMap(([, fileName, title]) => {
    if (fileName !== undefined) file = fileName;
    const path = join(root, file);
    if (!existsSync(path)) return [`no file ${file}`];
    return title === undefined || readFileSync(path, 'utf8').includes(title) ? [] : [`no test “${title}” in ${file}`];
  });
};

it('every test that docs/safety.md names exists, by file and title', () => {
  expect(document.match(/`[\w/.-]+\.(?:test|spec)\.tsx?`/g)?.length).toBeGreaterThan(8);
  expect(findWrongReferences(document)).toEqual([]);
  expect(findWrongReferences('`unit/none.test.ts`, `electron/main/address.test.ts` “no page has external links yet” “none”')).toEqual([
    'no file unit/none.test.ts',
    'no test “none” in electron/main/address.test.ts',
  ]);
});

it('docs/safety.md has all twenty rows of Electron’s list, and every letter in it refers to a test', () => {
  const rows = [...document.matchAll(/^\| (\d+) \|.*\| ([^|]+) \|$/gm)];
  expect(rows.map(([, number]) => Number(number))).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
  const letters = [...document.matchAll(/^- \*\*([A-Z])\*\*: “/gm)].map(([, letter]) => letter);
  const usedMarks = rows.flatMap(([, , tests]) => tests?.replace(/“[^”]*”|`[^`]*`/g, '').match(/\b[A-Z]\b/g) ?? []);
  expect([...new Set(usedMarks)].sort()).toEqual(letters.toSorted());
});
