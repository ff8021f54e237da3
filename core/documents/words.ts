import type { LimitState, Message, Sentence } from '#shared/contract/figure.ts';
import type { SummaryCell } from '#shared/contract/summaries.ts';
import type { MoneyScale } from '#shared/domain/workspace.ts';
import { sentenceGap } from '#shared/messages/text.ts';
import { figureText, joined, renderMessage, sentenceParts } from '#shared/presentation/message.ts';
import type { Span } from './measure.ts';

/** A sentence as spans: its figures stand in semibold, as on the page. */
export const sentenceSpans = (sentence: Sentence, scale: MoneyScale): readonly Span[] =>
  sentenceParts(sentence).map((part) => {
    if (part.kind === 'text') return { text: part.text, weight: 'regular' };
    const figure = sentence.figures[part.name];
    return { text: figure ? joined(figureText(figure, scale)) : '', weight: 'semibold' };
  });

/** Sentences as one text. */
export const sentencesText = (sentences: readonly Sentence[], scale: MoneyScale): string =>
  sentences
    .map((sentence) =>
      sentenceSpans(sentence, scale)
        .map(({ text }) => text)
        .join(''),
    )
    .join(sentenceGap());

/** What a cell says; a figure without its unit when the column's head wears it. */
export const cellText = (cell: SummaryCell, scale: MoneyScale, unitInHead: boolean): string => {
  if ('text' in cell) return cell.text;
  if ('message' in cell) return renderMessage(cell.message);
  const formatted = figureText(cell.figure, scale);
  return unitInHead ? formatted.text : joined(formatted);
};

/** The state of a limit that a cell says. */
export const stateOf = (cell: SummaryCell | undefined): LimitState | undefined => (cell && 'text' in cell ? cell.state : undefined);

/** The name of a file that is written for a person, in their language. */
export const documentName = (name: Message): string => renderMessage(name);
