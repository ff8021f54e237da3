import { expect } from 'vitest';
import type { Verdict } from '#shared/contract/figure.ts';
import { template, templateParts } from '#shared/messages/text.ts';
import { figureText, joinUnit } from '#shared/presentation/message.ts';

/** Returns the text of sentences as the page shows it, with plain spaces and without word joiners. Every key must have a text, and every slot its figure. */
export const sentenceWords = (sentences: Verdict): string =>
  sentences
    .map(({ key, figures }) => {
      const pattern = template(key);
      expect(pattern, `${key} has no words`).not.toBe(key);
      return templateParts(pattern)
        .map((part) => {
          if (part.kind === 'text') return part.text;
          expect(figures, `${key} lacks ${part.name}`).toHaveProperty(part.name);
          return joinUnit(figureText(figures[part.name]!, 'auto'));
        })
        .join('');
    })
    .join(' ')
    .replace(/[\u00a0\u202f]/g, ' ')
    .replace(/\u2060/g, '');
