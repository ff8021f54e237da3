/** A match of a query in a text: its score and the matched characters. */
export type FuzzyMatch = { readonly score: number; readonly at: readonly number[] };

/** Folds accents, case and typographic signs, which a keyboard lacks. */
const fold = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/\p{Mn}/gu, '')
    .replace(/[\u2018\u2019]/g, "'")
    .replace(/[\u2010-\u2013]/g, '-')
    .toLowerCase();

/** Returns true if `text` contains every word of `query`. */
export const hasWords = (query: string, text: string): boolean => {
  const foldedText = fold(text);
  return fold(query)
    .split(/\s+/)
    .every((word) => foldedText.includes(word));
};

/** The words of `text` that contain a word of `query`. */
export const matchingWords = (query: string, text: string): string => {
  const queryWords = fold(query).split(/\s+/);
  const words = new Set(text.split(/,?\s+/));
  return [...words].filter((word) => queryWords.some((queryWord) => fold(word).includes(queryWord))).join(' ');
};

const startsWord = (text: string, index: number): boolean => index === 0 || /[\s\-./(]/.test(text[index - 1] ?? '');

// score of a matched letter by its place in the text
const WORD_START = 8;
const IN_A_ROW = 6;
const ANYWHERE = 1;
/** Score of a query that occurs as a whole. */
const WHOLE_PHRASE = 40;

/**
 * Matches the letters of `query` in `text` in their order, ignoring accents and case. The score prefers whole phrases, then word starts, then
 * runs of letters, and short texts.
 */
export const fuzzyMatch = (query: string, text: string): FuzzyMatch | undefined => {
  const foldedQuery = fold(query).replace(/\s+/g, ' ').trim();
  if (foldedQuery === '') return { score: 0, at: [] };
  const foldedText = fold(text);
  // accents that fold to more or fewer characters would shift the marks; such texts are matched with their accents
  const canMark = foldedText.length === text.length;
  const phrase = foldedText.indexOf(foldedQuery);
  const brevity = 1 / (1 + foldedText.length);
  if (phrase >= 0) {
    const at = canMark ? Array.from({ length: foldedQuery.length }, (_, index) => phrase + index) : [];
    return { score: WHOLE_PHRASE + foldedQuery.length * IN_A_ROW + (startsWord(foldedText, phrase) ? WORD_START : 0) + brevity, at };
  }
  const at: number[] = [];
  let score = 0;
  let from = 0;
  for (const letter of foldedQuery.replaceAll(' ', '')) {
    const next = foldedText.indexOf(letter, from);
    if (next < 0) return undefined;
    // the start of a later word is a better match than the middle of this one
    let place = next;
    for (let index = next; index >= 0 && next !== from; index = foldedText.indexOf(letter, index + 1)) {
      if (startsWord(foldedText, index)) {
        place = index;
        break;
      }
    }
    if (startsWord(foldedText, place)) score += WORD_START;
    else score += at.at(-1) === place - 1 ? IN_A_ROW : ANYWHERE;
    at.push(place);
    from = place + 1;
  }
  return { score: score + brevity, at: canMark ? at : [] };
};
