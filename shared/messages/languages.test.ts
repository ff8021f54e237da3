import { afterEach, describe, expect, it } from 'vitest';
import { fontRuns } from '../../core/documents/fonts.ts';
import { buyerTypeChoices, ownershipChoices, ratingChoices } from '../../renderer/features/buyers/buyerChoices.ts';
import { LANGUAGES, type Language } from '../domain/workspace.ts';
import { figureText, sentenceParts } from '../presentation/message.ts';
import { formatDate, formatDay, formatMonth, parseDate, parseMonth, shortMonth } from '../units/format.ts';
import { englishComponents } from './components.en.ts';
import { countryName } from './country.ts';
import { en } from './en.ts';
import {
  compareNames,
  componentTexts,
  currentLocale,
  type Entry,
  everyText,
  joinInSentence,
  registerLocale,
  sentenceGap,
  setLocaleResolver,
  text,
} from './text.ts';
import { chinese } from './zh-CN.ts';

registerLocale('zh-CN', chinese);
const setLocale = (locale: Language) => setLocaleResolver(() => locale);
afterEach(() => setLocale('en'));

const english: Readonly<Record<string, Entry>> = en;
const inChinese: Readonly<Record<string, Entry>> = chinese.messages;
const forms = (entry: Entry): readonly string[] => (typeof entry === 'string' ? [entry] : [entry.one, entry.other]);
const listSlots = (words: string): readonly string[] =>
  [...new Set([...words.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? ''))].sort();
/** Column headers, names made for a record, and choices, where a year stands alone. */
const HEADS =
  /^(?:buyers\.table\.column|china\.tenors\.revenue|plans\.page\.revenue|products\.(?:planned|unitCost)|product\.(?:tonnes|costOf)|contract\.untitled|tenders\.newName|market\.decks\.year$)/;
/** Texts whose year is the label of a counted year, which has the word itself: "2027 年", "2026 年 6–12 月". */
const COUNTED_YEARS =
  /^(?:overview\.(?:verdict\.group|explain\.(?:china|group)\.formula)|groups\.verdict\.breaches|effect\.inYear|tenders\.verdict\.(?:breaches|worsens)\.|allocation\.part\.\w+\.year|limits\.(?:explain\.group$|count\.at|cure\.(?:move|add|spread|because)|page\.(?:breached|near|holds)))/;
/** Slots that only count: one plural form may contain them and another not. */
const COUNTS = new Set(['count', 'words', 'ordinal']);

/** Every text of a tree of texts, with its path. */
const listLeaves = (tree: object, path = ''): readonly (readonly [string, string])[] =>
  Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'string' ? [[`${path}${key}`, value] as const] : listLeaves(value, `${path}${key}.`),
  );

describe('a country', () => {
  it('has the workspace’s own name in English and its usual one in Chinese, which documents can print', () => {
    const nameOfCountry = (code: string) => countryName({ code, name: `own ${code}` });
    expect(nameOfCountry('CL')).toBe('own CL');
    setLocale('zh-CN');
    expect(['CN', 'CL', 'KR', 'HK', 'AE'].map(nameOfCountry)).toEqual(['中国', '智利', '韩国', '香港', '阿联酋']);
    expect([nameOfCountry('XQ'), countryName({ code: 'unknown', name: 'nowhere' })]).toEqual(['own XQ', 'nowhere']);
    for (const code of ['CN', 'JP', 'KR', 'SE', 'IN', 'DE', 'AE', 'CD']) expect(fontRuns(nameOfCountry(code), 'regular')).toHaveLength(1);
  });
});

describe('the two languages', () => {
  it('have the same texts, none empty except units without a word', () => {
    expect(Object.keys(inChinese).sort()).toEqual(Object.keys(english).sort());
    expect(Object.entries(inChinese).filter(([, entry]) => forms(entry).some((form) => form.trim() === ''))).toEqual([]);
    const listEmpty = (tree: object) => listLeaves(tree).flatMap(([path, words]) => (words === '' ? [path] : []));
    expect(listEmpty(chinese.components)).toEqual(listEmpty(englishComponents));
  });

  it('use the same slots in every text', () => {
    const differingKeys = Object.keys(english).filter((key) => {
      const [ours, theirs] = [forms(english[key] ?? ''), forms(inChinese[key] ?? '')];
      return ours.some((form, index) => {
        const hasPlural = ours.length > 1;
        const requiredSlots = (words: string) => listSlots(words).filter((slot) => !hasPlural || !COUNTS.has(slot));
        return String(requiredSlots(form)) !== String(requiredSlots(theirs[Math.min(index, theirs.length - 1)] ?? ''));
      });
    });
    expect(differingKeys).toEqual([]);
    const values = (tree: object) =>
      new Map(listLeaves(tree).map(([path, words]) => [path.replace(/\.(?:one|other)$/, ''), String(listSlots(words))]));
    expect(values(chinese.components)).toEqual(values(englishComponents));
  });

  it('differ: no sentence is in English among the Chinese ones', () => {
    // three words of Latin letters in a row; names of slots and commands in capitals are no words
    const sentence = /(?:^|[^\w-])[a-z]{2,}(?: [a-z]{2,}){2,}/i;
    const withoutSlots = (form: string) => form.replace(/\{\w+\}|\b[A-Z]{2,}(?: [A-Z]{2,})+\b/g, '');
    const left = Object.entries(inChinese).filter(([, entry]) => forms(entry).some((form) => sentence.test(withoutSlots(form))));
    const unchangedKeys = Object.keys(inChinese).filter((key) => {
      const [ours, theirs] = [forms(english[key] ?? ''), forms(inChinese[key] ?? '')].map((texts) => texts.map(withoutSlots).join());
      return ours === theirs && /[a-z]{3,} [a-z]{3,}/i.test(ours ?? '');
    });
    expect([...left.map(([key]) => key), ...unchangedKeys]).toEqual([]);
  });

  it('call a passphrase 口令 and a password 密码', () => {
    const differingKeys = Object.keys(english).filter((key) => {
      const [ours, theirs] = [forms(english[key] ?? '').join(' '), forms(inChinese[key] ?? '').join(' ')];
      const isWrong = (words: RegExp, term: string, otherTerm: string) =>
        words.test(ours) && !theirs.includes(term) && theirs.includes(otherTerm);
      return isWrong(/passphrase/i, '口令', '密码') || isWrong(/password/i, '密码', '口令');
    });
    expect(differingKeys).toEqual([]);
  });

  it('can both be printed: a font of the documents has every character', () => {
    const chineseText = [...Object.values(inChinese).flatMap(forms), ...listLeaves(chinese.components).map(([, words]) => words)].join('');
    const missingCharacters = [...new Set(chineseText)].filter(
      (char) => char !== '\n' && fontRuns(char, 'regular').some(({ text }) => text === '□'),
    );
    expect(missingCharacters).toEqual([]);
  });

  it('fall back to English until the texts of the other are loaded', () => {
    expect(LANGUAGES[0]).toBe('en');
    expect(currentLocale()).toBe('en');
    expect(text('place.overview')).toBe('Overview');
  });
});

describe('Chinese', () => {
  it('is used by every text, and import recognises both languages', () => {
    setLocale('zh-CN');
    expect(text('place.overview')).toBe('总览');
    expect(componentTexts().cancel).toBe('取消');
    expect(everyText('status.signed')).toEqual(['Signed', '已签署']);
    expect(sentenceGap()).toBe('');
  });

  it('has no space between a number and its per cent sign, where a line could break', () => {
    const spacedKeys = Object.entries(inChinese).filter(([, entry]) => forms(entry).some((form) => /[\d}]\s%/.test(form)));
    expect(spacedKeys.map(([key]) => key)).toEqual([]);
  });

  it('uses the same words for one and many, unless one has its own', () => {
    setLocale('zh-CN');
    expect([1, 2].map((count) => text('count.contracts', { count }))).toEqual(['1 份合同', '2 份合同']);
    expect(text('history.contractsDeleted', { count: 1, code: 'C-042' })).toBe('删除 C-042');
    expect(text('history.contractsDeleted', { count: 3, code: 'C-042' })).toBe('删除 3 份合同');
  });

  it('is used by a list of choices at once, whatever language the page was opened in', () => {
    const lastChoices = () => [ratingChoices(), ownershipChoices(), buyerTypeChoices()].map((choices) => choices.at(-1)?.label);
    expect(lastChoices()).toEqual(['unrated', 'Trader', 'Central buyer']);
    setLocale('zh-CN');
    expect(lastChoices()).toEqual(['无评级', '贸易商', '统一采购方']);
  });

  it('writes a year with its word in every sentence', () => {
    // the word before or after the slot of a year explains it
    const hasYearWithoutWord = (entry: Entry) => forms(entry).some((form) => /\{(?:year|years)\}(?! ?年)/.test(form));
    const yearTexts = Object.entries(inChinese).filter(
      ([key, entry]) => !HEADS.test(key) && forms(entry).some((form) => /\{years?\}/.test(form)),
    );
    const wrongTexts = yearTexts.filter(([key, entry]) => hasYearWithoutWord(entry) !== COUNTED_YEARS.test(key));
    expect(wrongTexts.map(([key]) => key)).toEqual([]);
  });

  it('puts a space between Latin words or numbers, and none between Chinese ones', () => {
    setLocale('zh-CN');
    expect(text('plans.page.put', { code: 'C-042' })).toBe('C-042 已纳入');
    expect(text('header.valued', { date: formatDate('2026-05-31') })).toBe('估值日 2026年5月31日');
    expect(text('effect.breaches', { words: text('number.2'), count: 2 })).toBe('突破两项限额');
    expect(text('toast.created', { name: '海龙矿业' })).toBe('海龙矿业已新建');
    const writeSentence = (deal: string) =>
      sentenceParts({ key: 'overview.verdict.draft', figures: { deal: { value: deal, unit: 'count', decimals: 0 } } })
        .map((part) => (part.kind === 'text' ? part.text : deal))
        .slice(0, 3)
        .join('');
    expect([writeSentence('C-042'), writeSentence('海龙的草案')]).toEqual(['签署 C-042 将使 ', '签署海龙的草案将使 ']);
  });

  it('puts a space beside the last “and” of a list where an item is Latin there, and none beside a full-width mark', () => {
    setLocale('zh-CN');
    expect(joinInSentence(['砷', '铋', '铅'])).toBe('砷、铋和铅');
    expect(joinInSentence(['C-001', 'C-002'])).toBe('C-001 和 C-002');
    const contracts = joinInSentence([
      text('limits.cure.because.contract', { code: 'C-014', tonnes: '64.2 kdmt' }),
      text('limits.cure.because.contract', { code: 'C-015', tonnes: '21.0 kdmt' }),
    ]);
    expect(text('limits.cure.because.contracts', { year: '2027 年', value: '61%', contracts })).toBe(
      '2027 年：61%，因为 C-014（64.2 kdmt）和 C-015（21.0 kdmt）不变。',
    );
  });

  it('writes months and dates from year to day, and parses them', () => {
    setLocale('zh-CN');
    const month = parseMonth('2027年8月');
    expect(month).toBe(parseMonth('Aug 2027'));
    expect([formatMonth(month ?? 0), shortMonth(month ?? 0)]).toEqual(['2027年8月', '8月']);
    expect([formatDate('2026-05-31'), formatDay('2026-05-31')]).toEqual(['2026年5月31日', '5月31日']);
    expect([parseDate('2026年5月31日'), parseDate('2026 年 5 月 31 日'), parseDate('2026年2月30日')]).toEqual([
      '2026-05-31',
      '2026-05-31',
      undefined,
    ]);
  });

  it('keeps digits, signs and units unchanged', () => {
    setLocale('zh-CN');
    expect(figureText({ value: -1_234_500_000, unit: 'usdPerYear', decimals: 1 }, 'm')).toEqual({ text: '−1,234.5', unit: 'm USD/年' });
    expect(figureText({ value: 120_000, unit: 'dmt', decimals: 0 }, 'm')).toEqual({ text: '120', unit: 'kdmt' });
    expect(figureText({ value: 0.075, unit: 'points', decimals: 1, sign: true }, 'm')).toEqual({ text: '+7.5', unit: '个百分点' });
  });

  it('sorts names in the order of the locale', () => {
    const english = ['Copper TC/RC to zero', 'Boom 10', 'Copper concentrate barred from China', 'Boom 9'];
    expect(english.toSorted(compareNames)).toEqual(['Boom 9', 'Boom 10', 'Copper concentrate barred from China', 'Copper TC/RC to zero']);
    setLocale('zh-CN');
    expect(['中国放缓', '繁荣', '铜加工费归零', '锂价暴跌'].toSorted(compareNames)).toEqual([
      '繁荣',
      '锂价暴跌',
      '铜加工费归零',
      '中国放缓',
    ]);
  });
});
