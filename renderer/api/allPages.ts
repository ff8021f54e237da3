import type { Input } from '#shared/contract/contract.ts';
import { LIST_PAGE_ROWS, PAGED_LISTS } from '#shared/contract/listPages.ts';
import type { CallName } from '#shared/contract/names.ts';
import { type AnswerTo, callWithRevision } from './client.ts';

type CallOptions = { readonly signal: AbortSignal };
type Paged = Readonly<Record<string, unknown>> & { readonly count: number };

const listNameOf = (name: CallName): string | undefined => (PAGED_LISTS as Readonly<Partial<Record<CallName, string>>>)[name];

/**
 * Makes a call as `callWithRevision`. An answer whose list comes in pages has the rows of all pages, of one revision: after a change between
 * two pages it begins again.
 */
export const callAllPages = async <K extends CallName>(name: K, input: Input<K>, options: CallOptions): Promise<AnswerTo<K>> => {
  const answer = await callWithRevision(name, input, options);
  const listName = listNameOf(name);
  if (listName === undefined) return answer;
  const paged = answer.value as unknown as Paged;
  const rows = [...(paged[listName] as readonly unknown[])];
  for (let first = LIST_PAGE_ROWS; first < paged.count; first += LIST_PAGE_ROWS) {
    const page = await callWithRevision(name, { ...(input as object), first } as Input<K>, options);
    if (page.revision !== answer.revision) return callAllPages(name, input, options);
    rows.push(...((page.value as unknown as Paged)[listName] as readonly unknown[]));
  }
  return rows.length <= LIST_PAGE_ROWS ? answer : { ...answer, value: { ...paged, [listName]: rows } as unknown as AnswerTo<K>['value'] };
};
