import { expect, it } from 'vitest';
import { isAllowedLink } from './links.ts';

const LIST = ['https://docs.orebook.example/guide/'];

it('only an https address that begins with an entry goes to the system’s browser', () => {
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

it('no page leads outside yet', () => {
  expect(isAllowedLink('https://docs.orebook.example/guide/')).toBe(false);
});
