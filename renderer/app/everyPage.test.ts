import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const readText = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const pathsIn = (path: string): readonly string[] => [...readText(path).matchAll(/\bpath: '(\/[^']*)'/g)].map(([, route]) => route!);

test('every route of the app is in the list of pages whose texts and contrast are checked', () => {
  const routes = [...new Set(pathsIn('renderer/app/places.ts'))];
  const checkedPaths = pathsIn('tests/e2e/places.ts').map((path) => path.split('?')[0]!);
  expect(routes.length).toBeGreaterThan(25);
  const missingRoutes = routes.filter((route) => {
    const pattern = new RegExp(`^${route.replace(/:\w+/g, '[^/]+')}$`);
    // /contracts/new is a route of its own and no example of /contracts/:id
    return !checkedPaths.some((path) => pattern.test(path) && (path === route || !routes.includes(path)));
  });
  expect(missingRoutes).toEqual([]);
});
