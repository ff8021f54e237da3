import { type ErrorDetails, OrebookError } from '../contract/errors.ts';
import type { Message } from '../contract/figure.ts';
import { text } from '../messages/text.ts';
import { formatMonth } from '../units/format.ts';
import { renderMessage } from './message.ts';

const isMessage = (value: unknown): value is Message => typeof value === 'object' && value !== null && 'key' in value;

/** The facts of an error as words: a month by its name, a label by its text. */
const words = (details: ErrorDetails): Readonly<Record<string, string | number>> => {
  const said: Record<string, string | number> = {};
  for (const [name, value] of Object.entries(details)) {
    if (name === 'month' && typeof value === 'number') said[name] = formatMonth(value);
    else if (typeof value === 'string' || typeof value === 'number') said[name] = value;
    else if (isMessage(value)) said[name] = renderMessage(value);
  }
  return said;
};

/** What went wrong and what to do, in one sentence of shared/messages. What is not an error of ours is a mistake of ours. */
export const errorText = (error: unknown): string => {
  const known = error instanceof OrebookError ? error : new OrebookError('INTERNAL', { id: '–' });
  // those that know who still holds a thing name them
  if (known.code === 'IN_USE' && 'names' in known.details) return text('issue.usedBy', { limit: String(known.details['names']) });
  return text(`error.${known.code}`, words(known.details));
};
