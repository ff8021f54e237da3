import { currentLocale } from './text.ts';

const CODE = /^[A-Z]{2}$/;
const inChinese = new Intl.DisplayNames(['zh-CN'], { type: 'region', style: 'short', fallback: 'none' });
/** What the trade calls a country where CLDR has only its full name. */
const IN_THE_TRADE: Readonly<Record<string, string>> = { AE: '阿联酋' };

/** A country's name in the language that is spoken: the workspace's own in English, the usual name (Unicode CLDR) in Chinese. */
export const countryName = ({ code, name }: { readonly code: string; readonly name: string }): string =>
  (currentLocale() === 'zh-CN' && CODE.test(code) ? (IN_THE_TRADE[code] ?? inChinese.of(code)) : undefined) ?? name;
