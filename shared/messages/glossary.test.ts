import { afterEach, describe, expect, it } from 'vitest';
import { type GlossaryEntry, type GlossaryTerm, glossaryEntry, glossaryTerms } from './glossary.ts';
import { registerLocale, setLocaleResolver } from './text.ts';
import { chinese } from './zh-CN.ts';

registerLocale('zh-CN', chinese);
afterEach(() => setLocaleResolver(() => 'en'));

const entryIn = (locale: 'en' | 'zh-CN', term: GlossaryTerm): GlossaryEntry => {
  setLocaleResolver(() => locale);
  return glossaryEntry(term);
};

const ROWS = glossaryTerms().map((term) => {
  const { name, text, formula = '', source = '' } = entryIn('en', term);
  return `| ${name} | ${entryIn('zh-CN', term).name} | ${text} | ${formula} | ${source} |`;
});

const PAGE = `# Glossary

The terms of the trade in the two languages of Orebook. Each term has one name in each language. The product shows the same entries at labels
and column headers. This page is made from shared/messages: run \`npx vitest run shared/messages/glossary.test.ts -u\` after a change.

| English | 简体中文 | Meaning | Formula | Source |
|---|---|---|---|---|
${ROWS.join('\n')}
`;

describe('the glossary', () => {
  it('explains at least sixty terms, each in one sentence and in both languages', () => {
    expect(glossaryTerms().length).toBeGreaterThanOrEqual(60);
    for (const term of glossaryTerms()) {
      expect([term, entryIn('en', term).text]).toEqual([term, expect.stringMatching(/^[A-Z].*\.$/)]);
      expect([term, entryIn('zh-CN', term).text]).toEqual([term, expect.stringMatching(/\p{Script=Han}.*。$/u)]);
    }
  });

  it('equals the page docs/glossary.md', async () => {
    await expect(PAGE).toMatchFileSnapshot('../../docs/glossary.md');
  });
});
