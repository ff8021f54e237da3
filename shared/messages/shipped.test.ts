import { afterEach, describe, expect, it } from 'vitest';
import { fontRuns } from '../../core/documents/fonts.ts';
import { shippedTexts } from '../../tests/helpers/shippedTexts.ts';
import { renderChange } from '../presentation/message.ts';
import { en } from './en.ts';
import { everyShippedText, shippedText, storedText } from './shipped.ts';
import { message, registerLocale, setLocaleResolver } from './text.ts';
import { chinese } from './zh-CN.ts';

registerLocale('zh-CN', chinese);
afterEach(() => setLocaleResolver(() => 'en'));

const shippedEnglish = shippedTexts();
const inLocale = (locale: 'en' | 'zh-CN', text: string): string => {
  setLocaleResolver(() => locale);
  return shippedText(text);
};
const inEnglish = (text: string): string => inLocale('en', text);
const inChinese = (text: string): string => inLocale('zh-CN', text);

const MONTHS = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');
/** The numbers of a text in any order; English months count as numbers. */
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

describe('the texts of the shipped data', () => {
  it('are stored as messages with all slots filled', () => {
    expect(shippedEnglish.length).toBeGreaterThan(300);
    expect(shippedEnglish.filter((text) => !text.startsWith('{"key":"shipped.'))).toEqual([]);
    expect(shippedEnglish.filter((text) => /\{\w|shipped\./.test(inEnglish(text)))).toEqual([]);
  });

  it('use every message of the shipped data', () => {
    const usedKeys = new Set(shippedEnglish.flatMap((text) => [...text.matchAll(/key\W+(shipped\.[\w.-]+)/g)].map(([, key]) => key)));
    expect(Object.keys(en).filter((key) => key.startsWith('shipped.') && !usedKeys.has(key))).toEqual([]);
  });

  it('are in Chinese in the Chinese locale', () => {
    expect(shippedEnglish.filter((text) => !/\p{Script=Han}/u.test(inChinese(text)))).toEqual([]);
    // three words of Latin letters in a row count as English
    expect(shippedEnglish.filter((text) => /[a-z]{2,}(?: [a-z]{2,}){2,}/i.test(inChinese(text)))).toEqual([]);
  });

  it('have the same figures and signs in Chinese as in English', () => {
    expect(shippedEnglish.filter((text) => String(numbers(inEnglish(text))) !== String(numbers(inChinese(text))))).toEqual([]);
    const signs = (text: string) => String([...text.matchAll(/[−+](?=\d)/g)].map(([sign]) => sign).sort());
    expect(shippedEnglish.filter((text) => signs(inEnglish(text)) !== signs(inChinese(text)))).toEqual([]);
  });

  it('can be printed: a font of the documents has every character', () => {
    const characters = [...new Set(shippedEnglish.map(inChinese).join(''))];
    expect(characters.filter((char) => fontRuns(char, 'regular').some(({ text }) => text === '□'))).toEqual([]);
  });

  it('are resolved in the current locale; a text that a user entered stays as it is', () => {
    const name = storedText('shipped.scenario.china-slump.name');
    expect(shippedText(name)).toBe('China slump');
    setLocaleResolver(() => 'zh-CN');
    expect(shippedText(name)).toBe('中国需求下滑');
    expect(shippedText('China slump, my view')).toBe('China slump, my view');
    expect(shippedText('{"key":"shipped.')).toBe('{"key":"shipped.');
    expect(everyShippedText(storedText('shipped.reference.AU'))).toEqual(['Gold', '黄金']);
    expect(everyShippedText('Gold')).toEqual(['Gold']);
  });

  it('may contain other stored texts and a source that a user entered', () => {
    setLocaleResolver(() => 'zh-CN');
    expect(shippedText(storedText('shipped.fill.heldFlat', { source: 'Broker’s sheet.' }))).toBe(
      '最近三个已知月份的均价，此后持平。Broker’s sheet.',
    );
    const level = storedText('shipped.price.roundLevel');
    expect(shippedText(storedText('shipped.fill.ratio', { reference: 'LI2CO3', source: level }))).toBe(
      '默认假设：与 LI2CO3 保持固定比例。默认假设：水平取整数，未找到公开价格。',
    );
  });

  it('are resolved in the labels of changes to scenarios and references', () => {
    setLocaleResolver(() => 'zh-CN');
    const from = storedText('shipped.scenario.china-slump.name');
    expect(renderChange(message('history.scenarioCopied', { from }))).toBe('复制情景中国需求下滑');
    expect(renderChange(message('history.productAdded', { name: 'Gold' }))).toBe('添加 Gold');
  });
});
