import { currentLocale } from './text.ts';

const CODE = /^[A-Z]{2}$/;
const inChinese = new Intl.DisplayNames(['zh-CN'], { type: 'region', style: 'short', fallback: 'none' });
/** Usual Chinese names of countries for which CLDR has only the full name. */
const SHORT_CHINESE_NAMES: Readonly<Record<string, string>> = { AE: '阿联酋' };

/** The name of a country in the current locale: the workspace's own in English, the usual name (Unicode CLDR) in Chinese. */
export const countryName = ({ code, name }: { readonly code: string; readonly name: string }): string =>
  (currentLocale() === 'zh-CN' && CODE.test(code) ? (SHORT_CHINESE_NAMES[code] ?? inChinese.of(code)) : undefined) ?? name;
