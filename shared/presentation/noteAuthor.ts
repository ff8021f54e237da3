import type { ListedNote } from '../contract/notes.ts';
import { comma, text } from '../messages/text.ts';

/** The name of the person who wrote a note or a decision. */
export const authorName = (author: string): string => (author === '' ? text('notes.noAuthor') : author);

type FormatTime = (at: string) => string;

/** Who edited a note last, and when: "edited by Ana Ruiz on 24 Nov 2026". */
export const editText = ({ author, at }: NonNullable<ListedNote['edited']>, formatTime: FormatTime): string =>
  author === '' ? text('notes.edited', { date: formatTime(at) }) : text('notes.editedBy', { author, date: formatTime(at) });

/** Who wrote a note and who edited it: "Shen Yulan, edited by Ana Ruiz on 24 Nov 2026". */
export const authorsText = ({ author, edited }: Pick<ListedNote, 'author' | 'edited'>, formatTime: FormatTime): string =>
  edited ? `${authorName(author)}${comma()}${editText(edited, formatTime)}` : authorName(author);
