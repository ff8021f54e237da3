/** Words at the end of a title or a sentence that was cut off. */
const OPEN_WORDS = new Set(
  'a an and as at because but by for from in into is of on or over per that than the their to under which with'.split(' '),
);

const OPENERS: Readonly<Record<string, string>> = { '(': ')', '[': ']', '“': '”', '«': '»' };

/** True while a bracket or a quotation mark that was opened is not closed. */
const isOpen = (text: string): boolean => {
  const expected: string[] = [];
  for (const character of text) {
    const closer = OPENERS[character];
    if (closer !== undefined) expected.push(closer);
    else if (character === expected.at(-1)) expected.pop();
  }
  return expected.length > 0 || text.split('"').length % 2 === 0;
};

/**
 * What is wrong with the text of a source, if anything: `empty` (nothing that could name one), or `cut` (ends in the middle of a
 * sentence: after a comma, a colon, a dash, an ellipsis, an open bracket or quotation mark, or a word that needs another).
 */
export const findSourceFault = (text: string): 'empty' | 'cut' | undefined => {
  const trimmed = text.trim();
  if (trimmed.length < 8) return 'empty';
  if (/(?:[,:;/&(–—-]|\.\.\.|…)$/u.test(trimmed)) return 'cut';
  const lastWord = trimmed.toLowerCase().match(/([\p{L}]+)$/u)?.[1];
  if (lastWord !== undefined && OPEN_WORDS.has(lastWord)) return 'cut';
  return isOpen(trimmed) ? 'cut' : undefined;
};
