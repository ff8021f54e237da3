import type { Figure } from '../contract/figure.ts';
import { figureText, type PresentationSettings } from './message.ts';

/**
 * Marks the best of some figures as shown: two that read the same are both best; if all read the same, none is. Figures without a number
 * are never best.
 */
export const bestFigures = (
  figures: readonly Figure[],
  better: 'more' | 'less',
  { moneyScale }: PresentationSettings,
): readonly boolean[] => {
  const texts = figures.map((figure) => (typeof figure.value === 'number' ? figureText(figure, moneyScale).text : undefined));
  const values = figures.flatMap(({ value }) => (typeof value === 'number' ? [value] : []));
  const best = better === 'more' ? Math.max(...values) : Math.min(...values);
  const bestText = texts[figures.findIndex(({ value }) => value === best)];
  const differ = new Set(texts.filter((text) => text !== undefined)).size > 1;
  return texts.map((text) => differ && text === bestText);
};
