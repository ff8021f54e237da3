import type { Input } from '#shared/contract/contract.ts';
import { LIST_PAGE_ROWS, PAGED_LISTS } from '#shared/contract/listPages.ts';
import type { CallName } from '#shared/contract/names.ts';
import { type AnswerTo, callWithRevision } from './client.ts';

type CallOptions = { readonly signal: AbortSignal };
type Paged = Readonly<Record<string, unknown>> & { readonly count: number };

const listNamesOf = (name: CallName): readonly string[] =>
  (PAGED_LISTS as Readonly<Partial<Record<CallName, readonly string[]>>>)[name] ?? [];

/**
 * Makes a call as `callWithRevision`. An answer whose lists come in pages has the rows of all pages, of one revision: after a change between
 * two pages it begins again.
 */
export const callAllPages = async <K extends CallName>(name: K, input: Input<K>, options: CallOptions): Promise<AnswerTo<K>> => {
  const answer = await callWithRevision(name, input, options);
  const listNames = listNamesOf(name);
  if (listNames.length === 0) return answer;
  const paged = answer.value as unknown as Paged;
  if (paged.count <= LIST_PAGE_ROWS) return answer;
  const lists = Object.fromEntries(listNames.map((listName) => [listName, [...(paged[listName] as readonly unknown[])]]));
  for (let first = LIST_PAGE_ROWS; first < paged.count; first += LIST_PAGE_ROWS) {
    const page = await callWithRevision(name, { ...(input as object), first } as Input<K>, options);
    if (page.revision !== answer.revision) return callAllPages(name, input, options);
    for (const listName of listNames) lists[listName]!.push(...((page.value as unknown as Paged)[listName] as readonly unknown[]));
  }
  return { ...answer, value: { ...paged, ...lists } as unknown as AnswerTo<K>['value'] };
};
