import type { Figure } from '../contract/figure.ts';
import { figureText, type PresentationSettings } from './message.ts';

/**
 * Returns for each figure whether it is the best as written: equal texts are all the best; if all are equal, none is. Figures without a
 * number are never the best.
 */
export const markBestFigures = (
  figures: readonly Figure[],
  direction: 'more' | 'less',
  { moneyScale }: PresentationSettings,
): readonly boolean[] => {
  const texts = figures.map((figure) => (typeof figure.value === 'number' ? figureText(figure, moneyScale).text : undefined));
  const values = figures.flatMap(({ value }) => (typeof value === 'number' ? [value] : []));
  const bestValue = direction === 'more' ? Math.max(...values) : Math.min(...values);
  const bestText = texts[figures.findIndex(({ value }) => value === bestValue)];
  const isAnyDifferent = new Set(texts.filter((text) => text !== undefined)).size > 1;
  return texts.map((text) => isAnyDifferent && text === bestText);
};
