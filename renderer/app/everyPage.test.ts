import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const textOf = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const pathsIn = (path: string): readonly string[] => [...textOf(path).matchAll(/\bpath: '(\/[^']*)'/g)].map(([, found]) => found!);

test('every route of the app is in the list of pages whose text and contrast are checked', () => {
  const routes = [...new Set(pathsIn('renderer/app/places.ts'))];
  const looked = pathsIn('tests/e2e/every-page.spec.ts').map((path) => path.split('?')[0]!);
  expect(routes.length).toBeGreaterThan(25);
  const missing = routes.filter((route) => {
    const pattern = new RegExp(`^${route.replace(/:\w+/g, '[^/]+')}$`);
    // an address of its own, not a part of a longer one: /contracts/new is not /contracts/:id
    return !looked.some((path) => pattern.test(path) && (path === route || !routes.includes(path)));
  });
  expect(missing).toEqual([]);
});
