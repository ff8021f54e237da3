import type { Sentence } from '../contract/figure.ts';
import { spaced, type TemplatePart, template, templateParts } from './text.ts';

/** A sentence cut at its figures: one with a count picks its plural by the figure that counts, words stand as the language parts them. */
export const sentenceParts = ({ key, figures }: Sentence): readonly TemplatePart[] => {
  const count = figures.count?.value;
  const pattern = template(key, typeof count === 'number' ? { count } : {});
  const words = Object.entries(figures).flatMap(([name, { value }]) => (typeof value === 'string' ? [[name, value] as const] : []));
  return templateParts(spaced(pattern, Object.fromEntries(words)));
};
