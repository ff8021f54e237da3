import { type ErrorDetails, OrebookError } from '../contract/errors.ts';
import { Label } from '../contract/figure.ts';
import { text } from '../messages/text.ts';
import { formatMonth } from '../units/format.ts';
import { renderLabel } from './message.ts';

/** The facts of an error as words: a month by its name, a label by its text. */
const words = (details: ErrorDetails): Readonly<Record<string, string | number>> => {
  const said: Record<string, string | number> = {};
  for (const [name, value] of Object.entries(details)) {
    if (name === 'month' && typeof value === 'number') said[name] = formatMonth(value);
    else if (typeof value === 'string' || typeof value === 'number') said[name] = value;
    else {
      const label = Label.safeParse(value);
      if (label.success) said[name] = renderLabel(label.data);
    }
  }
  return said;
};

/** What went wrong and what to do, in one sentence of shared/messages. What is not an error of ours is a mistake of ours. */
export const errorText = (error: unknown): string => {
  const known = error instanceof OrebookError ? error : new OrebookError('INTERNAL', { id: '–' });
  // IN_USE may list the uses
  const names = known.code === 'IN_USE' ? Label.safeParse(known.details.names) : undefined;
  if (names?.success) return text('issue.usedBy', { limit: renderLabel(names.data) });
  return text(`error.${known.code}`, words(known.details));
};
