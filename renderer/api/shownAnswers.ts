import type { QueryClient } from '@tanstack/react-query';

/** An answer that a page shows, with the query that gave it. */
export type ShownAnswer = { readonly name: string; readonly input: object; readonly value: unknown };

/** Answers to what is typed, by the part of the page that asks. */
const draftAnswers = new Map<object, ShownAnswer>();

/** Records the last answer of a part of a page that asks outside of the query cache; undefined when it is gone. */
export const recordDraftAnswer = (owner: object, answer: ShownAnswer | undefined): void => {
  if (answer === undefined) draftAnswers.delete(owner);
  else draftAnswers.set(owner, answer);
};

/** Lists the answers that the page shows, and those that it may show again: a query is not active yet when its page is first rendered. */
export const listShownAnswers = (client: QueryClient): readonly ShownAnswer[] => [
  ...client
    .getQueryCache()
    .getAll()
    .toSorted((a, b) => Number(b.isActive()) - Number(a.isActive()))
    .flatMap(({ queryKey: [name, input], state: { data: value } }) =>
      value === undefined ? [] : [{ name: String(name), input: (input ?? {}) as object, value }],
    ),
  ...draftAnswers.values(),
];
