import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { root } from '../helpers/app.ts';

type Lock = { readonly packages: Readonly<Record<string, { readonly deprecated?: string }>> };

const listDeprecated = ({ packages }: Lock): readonly string[] =>
  Object.entries(packages).flatMap(([name, entry]) => (entry.deprecated === undefined ? [] : [`${name}: ${entry.deprecated}`]));

it('no package that is installed is deprecated: npm’s own warning of it is switched off', () => {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as Lock;
  expect(Object.keys(lock.packages).length).toBeGreaterThan(100);
  expect(listDeprecated(lock)).toEqual([]);
  expect(listDeprecated({ packages: { old: { deprecated: 'use new' } } })).toEqual(['old: use new']);
});
