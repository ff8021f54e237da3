import { text } from '#shared/messages/text.ts';

/** The longest start of a text that fits `limit` UTF-16 units without cutting a character in two. */
export const fitted = (value: string, limit: number): string => {
  if (value.length <= limit) return value;
  let cut = '';
  for (const { segment } of new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(value)) {
    if (cut.length + segment.length > limit) break;
    cut += segment;
  }
  return cut.trimEnd();
};

/** "Name (copy)", then "Name (copy 2)", the first that is free, at most `limit` long. */
export const copyName = (name: string, taken: Iterable<string>, limit: number): string => {
  const used = new Set(Array.from(taken, (one) => one.toLocaleLowerCase('en')));
  for (let n = 1; ; n++) {
    const called = (whole: string): string =>
      n === 1 ? text('common.copyOf', { name: whole }) : text('common.copyOfNumber', { name: whole, number: n });
    const candidate = called(fitted(name, limit - called('').length));
    if (!used.has(candidate.toLocaleLowerCase('en'))) return candidate;
  }
};

/** "Name", then "Name 2", the first that is free. */
export const freeName = (name: string, taken: Iterable<string>): string => {
  const used = new Set(Array.from(taken, (one) => one.toLocaleLowerCase('en')));
  let candidate = name;
  for (let n = 2; used.has(candidate.toLocaleLowerCase('en')); n++) candidate = `${name} ${n}`;
  return candidate;
};
