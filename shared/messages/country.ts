import { language } from './text.ts';

const CODE = /^[A-Z]{2}$/;
const inChinese = new Intl.DisplayNames(['zh-CN'], { type: 'region', fallback: 'none' });

/** A country's name in the language that is spoken: the workspace's own in English, the usual name (Unicode CLDR) in Chinese. */
export const countryName = ({ code, name }: { readonly code: string; readonly name: string }): string =>
  (language() === 'zh-CN' && CODE.test(code) ? inChinese.of(code) : undefined) ?? name;
