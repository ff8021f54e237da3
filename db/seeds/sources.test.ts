import { describe, expect, it } from 'vitest';
import { shippedText } from '#shared/messages/shipped.ts';
import { FACTS } from './facts.ts';
import { SHIPPED_PRICES } from './prices.ts';
import { REFERENCES } from './references.ts';
import { SCENARIOS } from './scenarios.ts';

/** Words at the end of a title or a sentence that was cut off. */
const OPEN_WORDS = new Set(
  'a an and as at because but by for from in into is of on or over per that than the their to under which with'.split(' '),
);

const OPENERS: Readonly<Record<string, string>> = { '(': ')', '[': ']', '“': '”', '«': '»' };

/** True while a bracket or a quotation mark that was opened is not closed. */
const isOpen = (text: string): boolean => {
  const closers: string[] = [];
  for (const character of text) {
    const closingMark = OPENERS[character];
    if (closingMark !== undefined) closers.push(closingMark);
    else if (character === closers.at(-1)) closers.pop();
  }
  return closers.length > 0 || text.split('"').length % 2 === 0;
};

/**
 * Returns the fault of the text of a source, if it has one: `empty` (nothing that could name one), or `cut` (ends in the middle of a
 * sentence: after a comma, a colon, a dash, an ellipsis, an open bracket or quotation mark, or a word that needs another).
 */
const findSourceFault = (text: string): 'empty' | 'cut' | undefined => {
  const trimmedText = text.trim();
  if (trimmedText.length < 8) return 'empty';
  if (/(?:[,:;/&(–—-]|\.\.\.|…)$/u.test(trimmedText)) return 'cut';
  const lastWord = trimmedText.toLowerCase().match(/([\p{L}]+)$/u)?.[1];
  if (lastWord !== undefined && OPEN_WORDS.has(lastWord)) return 'cut';
  return isOpen(trimmedText) ? 'cut' : undefined;
};

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
  const shippedTexts: readonly (readonly [what: string, text: string])[] = [
    ...FACTS.map((fact) => [`${fact.topic} ${fact.subject} ${fact.period}`, shippedText(fact.source)] as const),
    ...REFERENCES.map((reference) => [reference.code, shippedText(reference.source)] as const),
    ...SHIPPED_PRICES.map((price) => [`${price.reference} ${price.from}`, shippedText(price.source)] as const),
    ...SCENARIOS.flatMap((scenario) =>
      [...scenario.prices, ...scenario.demand].map((shock) => [scenario.name, shippedText(shock.source)] as const),
    ),
  ];

  it('is not empty and not cut off', () => {
    expect(shippedTexts.length).toBeGreaterThan(700);
    expect(shippedTexts.filter(([, text]) => findSourceFault(text) !== undefined)).toEqual([]);
  });

  it('contains no file names and no placeholders', () => {
    expect(shippedTexts.filter(([, text]) => /\.csv|\.json|\bTBD\b|\bxxx\b|undefined/i.test(text))).toEqual([]);
  });
});
