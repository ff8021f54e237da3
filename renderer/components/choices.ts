import { styled } from '@mui/material/styles';
import { text } from '#shared/messages/text.ts';
import { formatNumber } from '#shared/units/format.ts';
import type { FieldProps } from './useField.ts';

export type Choice<Value extends string> = { readonly value: Value; readonly label: string; readonly note?: string | undefined };

export type SelectFieldProps<Value extends string> = FieldProps & {
  readonly value: Value | undefined;
  readonly choices: readonly Choice<Value>[];
  readonly onCommit: (value: Value) => void;
  /** Placeholder while nothing is selected. */
  readonly placeholder?: string | undefined;
};

/** Choices up to which a menu has all of them; more are searched. */
export const MAX_CHOICES = 200;

/** Choices that an open list of searched choices has at most. */
const MAX_MATCHES = 100;

export type Matches<Value extends string> = {
  readonly choices: readonly Choice<Value>[];
  /** How many match, where not all of them are listed. */
  readonly moreText: string | undefined;
};

/** The note of a choice, at the right of its label. */
export const ChoiceNote = styled('span')(({ theme }) => ({
  marginLeft: 'auto',
  paddingLeft: 16,
  fontSize: '0.75rem',
  color: theme.vars.palette.ore.tertiary,
}));

/** Finds the first choices whose labels or notes contain a text, in any case. */
export const findChoices = <Value extends string>(choices: readonly Choice<Value>[], typedText: string): Matches<Value> => {
  const searchText = typedText.trim().toLocaleLowerCase();
  const matches = choices.filter(({ label, note = '' }) => [label, note].some((part) => part.toLocaleLowerCase().includes(searchText)));
  if (matches.length <= MAX_MATCHES) return { choices: matches, moreText: undefined };
  const count = formatNumber(matches.length, { decimals: 0 });
  return { choices: matches.slice(0, MAX_MATCHES), moreText: text('common.select.more', { shown: MAX_MATCHES, count }) };
};
