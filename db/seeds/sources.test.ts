import { describe, expect, it } from 'vitest';
import { shippedText } from '#shared/messages/shipped.ts';
import { FACTS } from './facts.ts';
import { SHIPPED_PRICES } from './prices.ts';
import { REFERENCES } from './references.ts';
import { SCENARIOS } from './scenarios.ts';
import { findSourceFault } from './sources.ts';

describe('the check of sources', () => {
  it.each(['', '   ', 'none', 'n/a', '?', 'source'])('reports %j as empty', (text) => {
    expect(findSourceFault(text)).toBe('empty');
  });

  it.each([
    'World Bank Pink Sheet, updated on the',
    'UN Comtrade, from a',
    'Fastmarkets, trade press,',
    'Press reports of the time:',
    'Computed from monthly averages by',
    'A study of smelters and',
    'A report that goes on …',
    'A report that goes on ...',
    'S&P Global Ratings (Table 24',
    'ANDAMAN PARTNERS, “China’s Dependence on Strategic',
    'ANDAMAN PARTNERS, "China dependence on strategic',
    'Annual Global Corporate Default Study –',
  ])('reports %j as cut off', (text) => {
    expect(findSourceFault(text)).toBe('cut');
  });

  it.each([
    'Reuters 2012',
    'Caixin 2025-10-15',
    'World Bank Commodity Price Data (Pink Sheet)',
    'secondary source, not named',
    'Default assumption: no public split found.',
    'ANDAMAN PARTNERS, “China’s Dependence on Strategic Metal Imports”, August 2025',
    'Commerzbank',
  ])('accepts %j', (text) => {
    expect(findSourceFault(text)).toBeUndefined();
  });
});

describe('every source that ships', () => {
  const shipped: readonly (readonly [what: string, text: string])[] = [
    ...FACTS.map((fact) => [`${fact.topic} ${fact.subject} ${fact.period}`, shippedText(fact.source)] as const),
    ...REFERENCES.map((reference) => [reference.code, shippedText(reference.source)] as const),
    ...SHIPPED_PRICES.map((price) => [`${price.reference} ${price.from}`, shippedText(price.source)] as const),
    ...SCENARIOS.flatMap((scenario) =>
      [...scenario.prices, ...scenario.demand].map((shock) => [scenario.name, shippedText(shock.source)] as const),
    ),
  ];

  it('is not empty and not cut off', () => {
    expect(shipped.length).toBeGreaterThan(700);
    expect(shipped.filter(([, text]) => findSourceFault(text) !== undefined)).toEqual([]);
  });

  it('contains no file names and no placeholders', () => {
    expect(shipped.filter(([, text]) => /\.csv|\.json|\bTBD\b|\bxxx\b|undefined/i.test(text))).toEqual([]);
  });
});
