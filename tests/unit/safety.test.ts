import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { root } from '../helpers/app.ts';

const document = readFileSync(join(root, 'docs', 'safety.md'), 'utf8');

/** What a text says of tests that is not so: a file that is not there, a quoted title that the file named before it does not have. */
const falseWords = (text: string): readonly string[] => {
  let file = '';
  return [...text.matchAll(/`([\w/.-]+\.(?:test|spec)\.tsx?)`|“([^”]+)”/g)].flatMap(([, named, title]) => {
    if (named !== undefined) file = named;
    const path = join(root, file);
    if (!existsSync(path)) return [`no file ${file}`];
    return title === undefined || readFileSync(path, 'utf8').includes(title) ? [] : [`no test “${title}” in ${file}`];
  });
};

it('every test that docs/safety.md names is there, by its file and its title', () => {
  expect(document.match(/`[\w/.-]+\.(?:test|spec)\.tsx?`/g)?.length).toBeGreaterThan(8);
  expect(falseWords(document)).toEqual([]);
  expect(falseWords('`unit/none.test.ts`, `electron/main/links.test.ts` “no page leads outside yet” “none”')).toEqual([
    'no file unit/none.test.ts',
    'no test “none” in electron/main/links.test.ts',
  ]);
});

it('Electron’s list is there whole, and every letter in it stands for a test', () => {
  const rows = [...document.matchAll(/^\| (\d+) \|.*\| ([^|]+) \|$/gm)];
  expect(rows.map(([, number]) => Number(number))).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
  const letters = [...document.matchAll(/^- \*\*([A-Z])\*\*: “/gm)].map(([, letter]) => letter);
  const used = rows.flatMap(([, , held]) => held?.replace(/“[^”]*”|`[^`]*`/g, '').match(/\b[A-Z]\b/g) ?? []);
  expect([...new Set(used)].sort()).toEqual(letters.toSorted());
});
