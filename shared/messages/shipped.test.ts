import { afterEach, describe, expect, it } from 'vitest';
import { fontRuns } from '../../core/documents/fonts.ts';
import { shippedTexts } from '../../tests/helpers/shippedTexts.ts';
import { renderChange } from '../presentation/message.ts';
import { everyShippedText, shippedIn, shippedText } from './shipped.ts';
import { message, registerLocale, setLocaleResolver } from './text.ts';
import { chinese } from './zh-CN.ts';

registerLocale('zh-CN', chinese);
afterEach(() => setLocaleResolver(() => 'en'));

const catalogue = chinese.shipped;
const texts = shippedTexts();
const inChinese = (english: string): string => shippedIn(catalogue, english);

const MONTHS = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');
/** The numbers of a text in any order; English months count as theirs. */
const numbers = (text: string): readonly string[] =>
  [
    ...text
      .replace(/\b(\p{Lu}\p{Ll}{2})\p{Ll}*\b/gu, (word, start: string) => {
        const month = MONTHS.indexOf(start.toLowerCase());
        return month >= 0 &&
          /^(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sep|Oct|Nov|Dec)(?:uary|ruary|ch|il|ust|tember|ober|ember)?$/.test(word)
          ? String(month + 1)
          : word;
      })
      .matchAll(/\d+(?:[.,]\d+)*/g),
  ]
    .map(([number]) => number)
    .sort();

describe('what ships as data, in Chinese', () => {
  it('is said of every text that a page or a document can show', () => {
    expect(texts.length).toBeGreaterThan(300);
    expect(texts.filter((text) => !/\p{Script=Han}/u.test(inChinese(text)))).toEqual([]);
    // three words of Latin letters in a row: a piece that was left in English
    expect(texts.filter((text) => /[a-z]{2,}(?: [a-z]{2,}){2,}/i.test(inChinese(text)))).toEqual([]);
  });

  it('has no entry that nothing needs', () => {
    const idle = Object.keys(catalogue).filter((key) => {
      const { [key]: _left, ...rest } = catalogue;
      return texts.every((text) => shippedIn(rest, text) === inChinese(text));
    });
    expect(idle).toEqual([]);
  });

  it('has the figures of the English, and the signs before them', () => {
    expect(texts.filter((text) => String(numbers(text)) !== String(numbers(inChinese(text))))).toEqual([]);
    const signs = (text: string) => String([...text.matchAll(/[−+](?=\d)/g)].map(([sign]) => sign).sort());
    expect(texts.filter((text) => signs(text) !== signs(inChinese(text)))).toEqual([]);
  });

  it('can be printed: a font of the documents has every character', () => {
    const all = [...new Set(texts.map(inChinese).join(''))];
    expect(all.filter((char) => fontRuns(char, 'regular').some(({ text }) => text === '□'))).toEqual([]);
  });

  it('is shown in the language that is spoken, and what somebody wrote as it was written', () => {
    expect(shippedText('China slump')).toBe('China slump');
    setLocaleResolver(() => 'zh-CN');
    expect(shippedText('China slump')).toBe('中国需求下滑');
    expect(shippedText('China slump, my view')).toBe('China slump, my view');
    expect(shippedText('Flat for 6 months, then half-way back over 24, are house defaults. I doubt it.')).toMatch(/^Flat .* I doubt it\.$/);
    expect(everyShippedText('Gold')).toEqual(['Gold', '黄金']);
  });

  it('keeps the source that somebody typed behind the rule that holds it on', () => {
    setLocaleResolver(() => 'zh-CN');
    expect(shippedText('Mean of the latest three known months, held flat. Broker’s sheet.')).toBe(
      '最近三个已知月份的均价，此后持平。Broker’s sheet.',
    );
    expect(shippedText('House default: a fixed ratio to LI2CO3. House default: a round level, no public price found.')).toBe(
      '系统默认：与 LI2CO3 保持固定比例。系统默认：水平取整数，未找到公开价格。',
    );
  });

  it('is what a change names that was made of it; other changes name things as they are', () => {
    setLocaleResolver(() => 'zh-CN');
    expect(renderChange(message('history.scenarioCopied', { from: 'China slump' }))).toBe('复制情景中国需求下滑');
    expect(renderChange(message('history.productAdded', { name: 'Gold' }))).toBe('添加 Gold');
  });
});
