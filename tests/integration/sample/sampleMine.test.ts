import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openServices, type Services } from '../../helpers/services.ts';
import { TEMPLATE, writeSampleMine } from './sampleMine.ts';

const PAGE = new URL('../../../docs/sample-mine.md', import.meta.url);

let services: Services;
beforeAll(async () => {
  services = await openServices();
});
afterAll(() => services.close());

it('docs/sample-mine.md is written from the answers of the app', async () => {
  const writtenPage = await writeSampleMine(services);
  // `npm run docs` writes the page
  if (process.env['MODE'] === 'docs') writeFileSync(PAGE, writtenPage);
  const page = readFileSync(PAGE, 'utf8');
  expect(page).toBe(writtenPage);
  const wrongPage = page.replace(/\d/, (digit) => String((Number(digit) + 1) % 10));
  expect(wrongPage).not.toBe(writtenPage);
});

it('every number of docs/sample-mine.md is a slot that an answer fills', () => {
  expect(TEMPLATE.replace(/\{\{\w+\}\}/g, '')).not.toMatch(/\d/);
});
