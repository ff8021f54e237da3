import { expect, it } from 'vitest';
import { withLocale } from '../../../core/locale.ts';
import { clauseText } from '../../../core/summaries/termBlocks.ts';

it('an unchanged clause of a template is written in the language of the document', () => {
  expect(withLocale('zh-CN', () => clauseText('English law'))).toBe('英国法');
  const chinese = withLocale('zh-CN', () =>
    clauseText('The parties negotiate within 30 days. The contract remains in force during that time.'),
  );
  expect(chinese).not.toMatch(/[A-Za-z]{3}/);
  expect(withLocale('en', () => clauseText(chinese))).toBe(
    'The parties negotiate within 30 days. The contract remains in force during that time.',
  );
});

it('a clause of a template in the words of an earlier version is written in those of today', () => {
  const earlierText = 'Talks within 30 days; the contract runs on meanwhile.';
  const clause = withLocale('en', () => clauseText(earlierText));
  expect(clause).toBe('The parties negotiate within 30 days. The contract remains in force during that time.');
  expect(withLocale('zh-CN', () => clauseText(earlierText))).toBe(withLocale('zh-CN', () => clauseText(clause)));
});

it('a clause that somebody has typed stays as it is', () => {
  for (const clause of ['Law of Peru', 'constructor', '__proto__']) expect(withLocale('zh-CN', () => clauseText(clause))).toBe(clause);
});
