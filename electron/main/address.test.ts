import { describe, expect, it } from 'vitest';
import { isAllowedLink, isAppAddress, resolveAddress } from './address.ts';

const files = new Set(['/assets/main-1a2b.js', '/first.js', '/icon.svg']);
const resolve = (address: string) => resolveAddress(address, files);

describe('a URL of the page', () => {
  it('resolves to a file where the build has one', () => {
    expect(resolve('orebook://app/assets/main-1a2b.js')).toEqual({ kind: 'file', name: '/assets/main-1a2b.js' });
    expect(resolve('orebook://app/first.js?v=1#x')).toEqual({ kind: 'file', name: '/first.js' });
  });

  it('resolves to the page for every route of any depth', () => {
    for (const route of ['', '/', '/contracts', '/contracts/new', '/buyers/0190b1f2-0000-7000-8000-000000000001', '/plans?plan=a.b'])
      expect(resolve(`orebook://app${route}`), route).toEqual({ kind: 'page' });
  });

  it.each([
    ['another host', 'orebook://else/'],
    ['a host that begins like ours', 'orebook://app.evil/'],
    ['a port', 'orebook://app:1/'],
    ['a name and password', 'orebook://me:secret@app/'],
    ['another scheme', 'file:///etc/passwd'],
    ['a way up', 'orebook://app/../package.json'],
    ['a way up below assets', 'orebook://app/assets/../first.js'],
    ['an encoded way up', 'orebook://app/%2e%2e/package.json'],
    ['a half encoded way up', 'orebook://app/.%2E/first.js'],
    ['an encoded separator', 'orebook://app/assets%2fmain-1a2b.js'],
    ['an encoded backslash', 'orebook://app/..%5cpackage.json'],
    ['a backslash', 'orebook://app/..\\package.json'],
    ['a percent sign encoded once more', 'orebook://app/%252e%252e/first.js'],
    ['a broken encoding', 'orebook://app/%zz'],
    ['a zero byte', 'orebook://app/first.js%00.html'],
    ['a line break', 'orebook://app/a%0d%0ab'],
    ['an empty segment', 'orebook://app//etc/passwd'],
    ['a file that is not there', 'orebook://app/main.js'],
    ['a map beside a file', 'orebook://app/assets/main-1a2b.js.map'],
    ['a folder of assets', 'orebook://app/assets/'],
    ['no address at all', 'first.js'],
  ])('is refused with %s', (_what, address) => {
    expect(resolve(address)).toEqual({ kind: 'refused' });
  });

  it('is accepted only under the app’s scheme and host', () => {
    expect(isAppAddress('orebook://app/contracts')).toBe(true);
    expect(isAppAddress('orebook://app.evil/')).toBe(false);
    expect(isAppAddress('https://app/')).toBe(false);
    expect(isAppAddress('about:blank')).toBe(false);
  });
});

const LIST = ['https://docs.orebook.example/guide/'];

it('only an https URL that begins with an entry of the list opens in the system’s browser', () => {
  expect(isAllowedLink('https://docs.orebook.example/guide/limits', LIST)).toBe(true);
  for (const address of [
    'http://docs.orebook.example/guide/',
    'https://docs.orebook.example.evil/guide/',
    'https://docs.orebook.example/other',
    'https://docs.orebook.example/guide/../other',
    'https://me:secret@docs.orebook.example/guide/',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'no address',
  ])
    expect(isAllowedLink(address, LIST), address).toBe(false);
});

it('no page has external links yet', () => {
  expect(isAllowedLink('https://docs.orebook.example/guide/')).toBe(false);
});
